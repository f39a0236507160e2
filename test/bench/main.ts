import { stat } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser, type LoopbackBrowser } from '../editor/browser.js';
import { startCodeServer, type CodeServer } from '../editor/codeServer.js';
import { ensureEditor } from '../editor/install.js';
import { packageExtension } from '../editor/vsix.js';
import { WorkbenchPage } from '../editor/workbench.js';
import { startSandbox } from '../sandbox/sandbox.js';

/** How many windows are opened: medians of fewer say little on a machine that others use too. */
const WINDOWS = 7;
const EXTENSION = 'open-credentials.available-credentials';
const root = path.join(import.meta.dirname, '../..');

/** Prints what the extension weighs, and what it costs when a window is opened. Asserts nothing. */
async function main(): Promise<void> {
  const editor = await ensureEditor(console.log);
  const vsix = await packageExtension();
  for (const file of [
    vsix,
    ...['extension', 'undici', 'handlebars'].map((name) => path.join(root, `dist/${name}.cjs`)),
  ]) {
    console.log(`${path.basename(file).padEnd(28)} ${((await stat(file)).size / 1024).toFixed(1).padStart(8)} kB`);
  }
  const sandbox = await startSandbox();
  try {
    const server = await startCodeServer(editor, { env: sandbox.env, extensions: [vsix] });
    try {
      const browser = await launchBrowser(editor, server.origin);
      try {
        print(await measure(server, browser));
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await sandbox.stop();
  }
}

/** Milliseconds of one activation, as VS Code measures it. */
interface Activation {
  readonly loadCode: number;
  readonly callActivate: number;
  readonly finishActivate: number;
}

async function measure(server: CodeServer, browser: LoopbackBrowser): Promise<Activation[]> {
  const activations: Activation[] = [];
  for (let opened = 0; opened < WINDOWS; opened += 1) {
    const window = new WorkbenchPage(await browser.context.newPage());
    await window.openWindow(server.url);
    await window.openView('Posit Workbench');
    await window.row('GitHub').waitFor();
    activations.push(await activationIn(window));
    await window.page.close();
  }
  return activations;
}

/** Reads VS Code's own report, a table in Markdown: Extension, Eager, Load Code, Call Activate, Finish Activate, … */
async function activationIn(window: WorkbenchPage): Promise<Activation> {
  await window.clearClipboard();
  await window.runCommand('Developer: Startup Performance');
  await window.page.locator('.part.editor .view-lines').filter({ hasText: 'System Info' }).first().click();
  await window.page.keyboard.press('Control+A');
  await window.page.keyboard.press('Control+C');
  await window.page.waitForFunction(`navigator.clipboard.readText().then((text) => text.includes('${EXTENSION}'))`);
  const report = String(await window.page.evaluate('navigator.clipboard.readText()'));
  const row = report.split('\n').find((line) => line.includes(EXTENSION)) ?? '';
  const [loadCode = NaN, callActivate = NaN, finishActivate = NaN] = row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number);
  return { loadCode, callActivate, finishActivate };
}

function print(activations: readonly Activation[]): void {
  for (const key of ['loadCode', 'callActivate', 'finishActivate'] as const) {
    const values = activations.map((activation) => activation[key]).sort((one, other) => one - other);
    console.log(
      `${key.padEnd(28)} ${String(values[Math.floor(values.length / 2)]).padStart(8)} ms  (${values.join(', ')})`,
    );
  }
}

await main();
