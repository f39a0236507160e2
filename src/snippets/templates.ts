import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as messages from './messages.js';

/** A file `NAME.EXT.hbs`. */
export interface Template {
  /** NAME, which is shown to users. */
  readonly language: string;
  /** EXT: the extension of the language's files. */
  readonly extension: string;
  readonly path: string;
}

/**
 * The templates in a folder, sorted by name. Ignores folders, hidden files and files with other names. Throws a
 * `CredentialError` (`configuration`) that names the folder if it can't be read.
 */
export async function templatesIn(folder: string): Promise<readonly Template[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw messages.folderUnreadable(folder, cause);
  });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .flatMap(({ name }) => {
      const [, language, extension] = /^([^.].*)\.([^.]+)\.hbs$/.exec(name) ?? [];
      return language === undefined || extension === undefined
        ? []
        : [{ language, extension, path: path.join(folder, name) }];
    })
    .sort((one, other) => one.path.localeCompare(other.path, 'en'));
}

/**
 * Combines the built-in templates with the user's: a template in `own` replaces the built-in one of the same name,
 * ignoring case; others are appended. If several in `own` have the same name, the last one is used.
 */
export function mergeTemplates(builtIn: readonly Template[], own: readonly Template[]): readonly Template[] {
  // A key that is set again keeps its position.
  const byName = new Map([...builtIn, ...own].map((template) => [template.language.toLowerCase(), template]));
  return [...byName.values()];
}
