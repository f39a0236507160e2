import { lstat, type Stats } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { COOKIE_FILE } from '../workbench/cookie.js';
import * as messages from './connectionMessages.js';

/** The mode bits of the group and of others. */
const OTHERS = 0o077;

/**
 * Checks that only this user can have written the cookie of an editor window. A terminal may outlive its window: then another
 * user can create a folder of that name, with the cookie of a server of their own, which could answer anything. A missing
 * folder or file passes this check. Throws `CredentialError` (`authorization`).
 */
export async function assertPrivate(folder: string): Promise<void> {
  // On Windows, users have no number, and the folder for temporary files is the user's own.
  if (process.getuid === undefined) {
    return;
  }
  const user = process.getuid();
  for (const place of [folder, path.join(folder, COOKIE_FILE)]) {
    const facts = await factsOf(place);
    if (facts && (facts.uid !== user || (facts.mode & OTHERS) !== 0)) {
      throw messages.folderNotPrivate(folder);
    }
  }
}

/** Does not follow links: a broker creates none. */
async function factsOf(place: string): Promise<Stats | undefined> {
  return promisify(lstat)(place).catch(() => undefined);
}
