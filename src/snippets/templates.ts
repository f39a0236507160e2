import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as messages from './messages.js';

/** A file `NAME.EXT.hbs`. */
export interface Template {
  /** NAME, as it is shown. */
  readonly language: string;
  /** EXT as written: that of the files in which such code stands. */
  readonly extension: string;
  readonly path: string;
}

/**
 * The templates in a folder, sorted by name. Files that are named otherwise, hidden files and folders are passed over. Throws
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
 * Built-in templates and a user's own: those of `own` stand in place of the built-in ones of the same name, compared without
 * case; further ones follow. Of several in `own` with one name, the last counts.
 */
export function mergeTemplates(builtIn: readonly Template[], own: readonly Template[]): readonly Template[] {
  // A key that is set again keeps its place.
  const byName = new Map([...builtIn, ...own].map((template) => [template.language.toLowerCase(), template]));
  return [...byName.values()];
}
