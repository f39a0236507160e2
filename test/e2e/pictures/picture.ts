import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Row } from '../../editor/workbench.js';
import { until } from '../../until.js';
import type { Journey } from '../journey.js';

const FOLDER = path.join(import.meta.dirname, '../../../docs/pictures');

/** Set by `npm run pictures`. */
const WRITES = process.env['WRITE_PICTURES'] === '1';

/** By the end of a picture's name: the theme, and the class of a window that has it. */
const THEMES = {
  light: { theme: 'Default Light Modern', isShown: '.monaco-workbench.vs' },
  dark: { theme: 'Default Dark Modern', isShown: '.monaco-workbench.vs-dark' },
} as const;

/** Pixels of a picture for each of the page, so that text is sharp on every screen. */
const SCALE = 1.5;
const QUALITY = 80;
/** Pixels of the page: a README is hardly wider. */
const MAX_WIDTH = 760;
/** Below what is shown. */
const MARGIN = 12;

/** A picture of a window, which the README shows. */
export interface Picture {
  /** Of its files in docs/pictures. */
  readonly name: string;
  /** The smallest rectangle around these is shown, with a margin below, if it is not too wide. */
  readonly around: readonly Locator[];
  /** What a person reads in it, line by line. */
  readonly texts: readonly string[];
}

/**
 * Compares what the window shows with what it showed when the picture was made. `npm run pictures` makes the picture instead, in
 * a light and a dark theme, and writes its texts beside it.
 *
 * @param settings those of the machine, which the themes are added to
 */
export async function checkPicture(
  journey: Journey,
  settings: Readonly<Record<string, unknown>>,
  picture: Picture,
): Promise<void> {
  const { name, texts } = picture;
  const file = path.join(FOLDER, `${name}.txt`);
  const text = `${texts.join('\n')}\n`;
  if (!WRITES) {
    const message = `The README's picture ${name} shows something else. Run npm run pictures, and look at docs/pictures.`;
    assert.equal(text, await readFile(file, 'utf8'), message);
    return;
  }
  await mkdir(FOLDER, { recursive: true });
  for (const [shade, { theme, isShown }] of Object.entries(THEMES)) {
    await journey.set({ ...settings, 'workbench.colorTheme': theme });
    await journey.window.page.locator(isShown).waitFor();
    await writeFile(path.join(FOLDER, `${name}-${shade}.webp`), await capture(journey.window.page, picture));
  }
  await writeFile(file, text);
}

/** A row of the view as a line. */
export function rowText({ level, icon, label, description }: Row): string {
  const parts = [icon === undefined ? undefined : `[${icon}]`, label, description];
  return '  '.repeat(level) + parts.filter((part) => part !== undefined && part !== '').join(' ');
}

async function capture(page: Page, { around }: Picture): Promise<Buffer> {
  let y = 800;
  await until('no tooltip is shown', async () => {
    // Low in the editor, where nothing has one.
    await page.mouse.move(900, (y += 5), { steps: 3 });
    return (await page.locator('.monaco-hover:visible, .workbench-hover:visible').count()) === 0;
  });
  const clip = await rectangleAround(around);
  // Playwright itself writes PNG and JPEG only, of which one is large and the other blurs text.
  const session = await page.context().newCDPSession(page);
  try {
    const options = { format: 'webp', quality: QUALITY, clip: { ...clip, scale: SCALE } } as const;
    const { data } = await session.send('Page.captureScreenshot', options);
    return Buffer.from(data, 'base64');
  } finally {
    await session.detach();
  }
}

async function rectangleAround(locators: readonly Locator[]) {
  const boxes = await Promise.all(locators.map((locator) => locator.boundingBox()));
  const known = boxes.filter((box) => box !== null);
  assert.equal(known.length, boxes.length, 'The picture shows something that is not in the window.');
  const x = Math.min(...known.map((box) => box.x));
  const y = Math.min(...known.map((box) => box.y));
  const width = Math.max(...known.map((box) => box.x + box.width)) - x;
  const height = Math.max(...known.map((box) => box.y + box.height)) - y + MARGIN;
  return { x, y, width: Math.min(width, MAX_WIDTH), height };
}
