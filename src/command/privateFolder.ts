import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { COOKIE_FILE } from '../workbench/cookie.js';
import * as messages from './messages.js';

/** The mode bits of the group and of others. */
const OTHERS = 0o077;

/**
 * Checks that nobody but this user can have written the cookie of an editor window. A terminal may be older than the window
 * that it leads to is: another user can then have made a folder of that name, with a cookie for a server of theirs, which
 * would tell us what they like. What is not there is no matter of this check. Throws `CredentialError` (`authorization`).
 */
export async function assertPrivate(folder: string): Promise<void> {
  // On Windows users have no number, and the folder for temporary files is the user's own.
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

/** Not of what a link leads to: a broker makes none. */
async function factsOf(place: string): Promise<Stats | undefined> {
  return lstat(place).catch(() => undefined);
}
