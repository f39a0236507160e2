import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Ended } from './ended.js';

/**
 * Creates a file whose readers hang, as on a file system that hangs: a named pipe. Returns a function that waits for a reader,
 * which is then blocked until the test has ended; without the call, it would be blocked forever.
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
