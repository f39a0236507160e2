import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Provider } from './provider.js';
import { withTexts } from './texts.js';

/**
 * The providers of a folder, one for each file, in the order of their labels. Their texts are in the user's language:
 * the files have them in English, which is the key of their translations. The files come with this extension, and a
 * test checks them by their schema: they are not checked again.
 */
export async function readProviders(folder: string): Promise<readonly Provider[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  const providers = texts.map((text) => withTexts(JSON.parse(text) as Provider, t));
  return providers.sort((one, other) => one.label.localeCompare(other.label, 'en'));
}
