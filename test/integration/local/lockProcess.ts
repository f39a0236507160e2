import { readFileSync, writeFileSync } from 'node:fs';
import { FileLock } from '../../../src/vault/fileLock.js';
import type { Hold } from '../../../src/vault/lockGeneration.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { impatientClock } from './impatientClock.js';
import type { LockReport, LockTask } from './lockProcesses.js';
import { realClock } from '../vault/vaultWindow.js';

const NEVER = new AbortController().signal;

/* A process that takes locks. Started by `lockProcesses.ts`, which tells it what to do. */

let [held, release]: [Hold | undefined, () => void] = [undefined, () => undefined];
let holding: Promise<void> = Promise.resolve();

let taking: Promise<boolean> = Promise.resolve(false);
let go: () => void = () => undefined;

/** Begins to take a lock, which it keeps until it is told to release it. Settles when the lock is nearly stale, or taken. */
function take({ folder, patience }: { readonly folder: string; readonly patience: number }): Promise<boolean> {
  const gate = new Promise<void>((resolve) => (go = resolve));
  return new Promise((isReady) => {
    const clock = impatientClock(gate, () => isReady(true));
    const lock = new FileLock({ folder, patience, clock, log: new RecordingLog() });
    taking = new Promise((resolve) => {
      holding = lock
        .hold(NEVER, (hold) => {
          held = hold;
          resolve(true);
          isReady(true);
          return new Promise<void>((end) => (release = end));
        })
        .catch(() => resolve(false));
    });
  });
}

/** Adds to a number in a file, as only one at a time can. */
async function count(folder: string, file: string, times: number): Promise<boolean> {
  const lock = new FileLock({ folder, patience: 60_000, clock: realClock, log: new RecordingLog() });
  for (let time = 0; time < times; time += 1) {
    await lock.hold(NEVER, async () => {
      const before = Number(readFileSync(file, 'utf8'));
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(file, String(before + 1));
    });
  }
  return true;
}

async function perform(task: LockTask): Promise<boolean> {
  switch (task.kind) {
    case 'take':
      return take(task);
    case 'go':
      go();
      return taking;
    case 'count':
      return count(task.folder, task.file, task.times);
    case 'confirm':
      return (
        (await held?.confirm().then(
          () => true,
          () => false,
        )) ?? false
      );
    case 'release':
      release();
      await holding;
      return true;
  }
}

const tell = (report: LockReport) => process.send?.(report);

// It does not outlive the one that has started it.
process.on('disconnect', () => process.exit());
process.on('message', (task: LockTask) => void perform(task).then((result) => tell({ result })));
tell({ result: true });
