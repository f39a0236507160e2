import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUpAtExit } from './exitCleanup.js';

/** A new folder that only this user may enter, and that is gone when this process is. */
export interface TemporaryFolder {
  readonly path: string;
  /** Deletes it with all that is in it. May be called again. */
  remove(): Promise<void>;
}

/** Again where a process that is just being ended has put something into it meanwhile. */
const removal = { recursive: true, force: true, maxRetries: 5 } as const;

/** @param name what the folder's name begins with. */
export function temporaryFolder(name: string): TemporaryFolder {
  // Synchronous, so that no signal comes between the folder and its being known.
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  const removedAlready = cleanUpAtExit(() => rmSync(path, removal));
  return {
    path,
    remove: async () => {
      await rm(path, removal);
      removedAlready();
    },
  };
}
