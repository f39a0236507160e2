import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Provider } from '../../src/local/providers/provider.js';
import { withTexts } from '../../src/local/providers/texts.js';
import { textsIn } from './sourceTexts.js';

/** Texts by their keys. */
export type Texts = Readonly<Record<string, string>>;

/** Two files of texts: those of the sources, and those of the manifest. */
export interface Language {
  readonly bundle: Texts;
  readonly manifest: Texts;
}

const BUNDLE = /^bundle\.l10n\.(.+)\.json$/;
const MANIFEST = /^package\.nls\.(.+)\.json$/;

/** English, from where it is written. */
export function english(root: string): Language {
  const keys = new Set([...textsIn(root, 'src').flatMap(({ key }) => key ?? []), ...providerTexts(root)]);
  return {
    bundle: Object.fromEntries([...keys].sort().map((key) => [key, key])),
    manifest: read(path.join(root, 'package.nls.json')),
  };
}

/** The texts of the known providers, which are in files of their own. */
function providerTexts(root: string): readonly string[] {
  const folder = path.join(root, 'providers');
  const texts: string[] = [];
  for (const file of readdirSync(folder).filter((name) => !name.endsWith('.schema.json'))) {
    withTexts(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Provider, (text) => {
      texts.push(text);
      return text;
    });
  }
  return texts;
}

/** The languages that have one of the two files, by their codes. A missing file has no texts. */
export function translations(root: string): ReadonlyMap<string, Language> {
  const codes = new Set([...codesIn(path.join(root, 'l10n'), BUNDLE), ...codesIn(root, MANIFEST)]);
  return new Map(
    [...codes].sort().map((code) => [
      code,
      {
        bundle: read(path.join(root, `l10n/bundle.l10n.${code}.json`)),
        manifest: read(path.join(root, `package.nls.${code}.json`)),
      },
    ]),
  );
}

/** The keys that a translation lacks, and those that English does not have any more. */
export function differences(from: Texts, to: Texts): { readonly missing: string[]; readonly superfluous: string[] } {
  return {
    missing: Object.keys(from).filter((key) => !Object.hasOwn(to, key)),
    superfluous: Object.keys(to).filter((key) => !Object.hasOwn(from, key)),
  };
}

function codesIn(folder: string, name: RegExp): string[] {
  return existsSync(folder) ? readdirSync(folder).flatMap((file) => name.exec(file)?.[1] ?? []) : [];
}

function read(file: string): Texts {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Texts) : {};
}
