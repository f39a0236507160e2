import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PSEUDO, pseudoLanguage } from '../languages/pseudo.js';
import { english } from '../languages/translations.js';
import { EXTENSIONS } from './extensionFolder.js';
import type { JourneyOptions } from './journey.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** For a journey in the pseudo-language. @param folder for a copy of the extension, with the translation */
export async function inPseudoLanguage(
  folder: string,
): Promise<Pick<JourneyOptions, 'language' | 'installedExtensions'>> {
  await cp(EXTENSIONS, folder, { recursive: true });
  const [ours = ''] = (await readdir(folder)).filter((name) => name.includes('available-credentials'));
  const write = (file: string, texts: unknown) => writeFile(path.join(folder, ours, file), JSON.stringify(texts));
  const { bundle, manifest } = pseudoLanguage(english(ROOT));
  await mkdir(path.join(folder, ours, 'l10n'), { recursive: true });
  await write(`l10n/bundle.l10n.${PSEUDO}.json`, bundle);
  await write(`package.nls.${PSEUDO}.json`, manifest);
  return { language: PSEUDO, installedExtensions: folder };
}
