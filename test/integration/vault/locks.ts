import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileLock } from '../../../src/vault/fileLock.js';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { REAL_CLOCK } from '../local/signingIn.js';

/** Long enough to find a lock stale, which takes 10 s, and too short to do so twice. */
export const ONE_LEASE = 10_500;

/** The folder of a lock; `ended` removes it after the test. */
export function lockFolder(ended: Ended): string {
  const folder = temporaryFolder('lock');
  ended(() => folder.remove());
  return path.join(folder.path, 'locks', 'one');
}

export function lockIn(folder: string, { patience = 1_000, clock = REAL_CLOCK } = {}): FileLock {
  return new FileLock({ folder, patience, clock, log: new RecordingLog() });
}

/** The lock of a process that has crashed. */
export async function staleLock(folder: string, number = 7): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, String(number)), '');
}
