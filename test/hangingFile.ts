import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Ended } from './ended.js';

/**
 * Makes a file that hangs whoever reads it, as on a file system that hangs: a named pipe. Returns what resolves as soon as
 * somebody reads it, who then waits until the test has ended. Without it, a reader would wait for ever.
 */
export async function hangingFile(file: string, ended: Ended): Promise<() => Promise<void>> {
  await promisify(execFile)('mkfifo', [file]);
  return async () => {
    for (;;) {
      try {
        const writer = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
        ended(() => closeSync(writer));
        return;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENXIO')) throw error;
        await setImmediate();
      }
    }
  };
}
