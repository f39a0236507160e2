import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import { type Chmod, FileModes } from './fileModes.js';
import { FREE, type Generation, HeldGeneration, type Hold, isFree, isSame, look } from './lockGeneration.js';
import { pause } from '../core/pause.js';
import * as messages from './messages.js';

/** Milliseconds without a sign of life after which a lock is taken over: its holder has crashed, or was suspended. */
const STALE = 10_000;

/** Milliseconds between two attempts, at first and at most. */
const FIRST_WAIT = 10;
const LONGEST_WAIT = 100;

/** How often in a row an attempt may fail for a reason that passes, such as a virus scanner that has a file open. */
const MOST_FAILURES = 20;

export interface FileLockOptions {
  /** The folder of this lock, for nothing else. It is made when it is needed, for the user alone, and stays. */
  readonly folder: string;
  /** Milliseconds to wait for the holder of the lock. */
  readonly patience: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** The file system's, if not given. */
  readonly chmod?: Chmod | undefined;
}

/**
 * A lock that one at a time has among all processes that share a disk, also a network file system.
 *
 * Each time the lock changes hands, it gets the next *generation*: an empty file whose name is a number. Who creates the
 * next file has the lock, since only one process can create a file (`O_EXCL`). So a take-over never has to remove or rename a
 * lock that another may have renewed in the same moment.
 *
 * - The modification time of the latest file tells its state. The holder changes it every few seconds, and sets it to
 *   {@link FREE} to give the lock back. It does both by the file's handle, so it can never hit the file of another.
 * - A lock is stale when its time stays the same while this process looks at it for {@link STALE} milliseconds. No clocks are
 *   compared: machines and file servers may disagree on the time. The time is counted by the pauses between two looks, so
 *   that a machine that was asleep finds no lock stale when it wakes up.
 * - The latest file is never deleted, and earlier ones are in ascending order. So a process that wakes up between looking
 *   at a file and creating the next one finds out that it is too late: the file that it has looked at is gone.
 * - Nothing is written into a file, so a full disk does not matter.
 */
export class FileLock {
  constructor(private readonly options: FileLockOptions) {}

  /**
   * Does `work` while having the lock, and gives it back when the work has ended, in whatever way.
   *
   * Rejects with the signal's reason if it is aborted before the work has begun, with a `CredentialError` when others have
   * kept the lock for too long or there can be none, and with whatever the work rejects with.
   */
  async hold<T>(signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const held = await this.#acquire(signal);
    try {
      signal.throwIfAborted();
      return await work(held);
    } finally {
      await held.release();
    }
  }

  async #acquire(signal: AbortSignal): Promise<HeldGeneration> {
    const { folder, patience, clock } = this.options;
    let [waited, unchanged, failures, atLeast] = [0, 0, 0, 0];
    let seen: Generation | undefined;
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      signal.throwIfAborted();
      try {
        const latest = await this.#latest(atLeast);
        unchanged = latest && seen && isSame(latest, seen) ? unchanged : 0;
        seen = latest;
        atLeast = latest?.number ?? 0;
        if (latest && (isFree(latest) || unchanged >= STALE)) {
          const held = await this.#succeed(latest);
          if (held) {
            return held;
          }
          // Another process was faster, which a network file system may not list yet.
          atLeast += 1;
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!isPassing(error) || failures > MOST_FAILURES) {
          throw messages.unwritable(folder, error);
        }
      }
      if (waited > patience) {
        throw messages.busy();
      }
      // Not all at the same moment again.
      const delay = wait * (0.5 + Math.random());
      await pause(clock, delay, signal);
      waited += delay;
      unchanged += delay;
    }
  }

  /** The latest generation; `undefined` if it can't be told yet, since others have just changed something. */
  async #latest(atLeast: number): Promise<Generation | undefined> {
    const { folder } = this.options;
    const numbers = await numbersIn(folder);
    if (!numbers) {
      await this.#begin();
      return undefined;
    }
    return look(folder, Math.max(atLeast, ...numbers));
  }

  /** Creates the generation after `latest`, which is free or stale; `undefined` if another process has done so. */
  async #succeed(latest: Generation): Promise<HeldGeneration | undefined> {
    const { folder, clock, log } = this.options;
    const held = await HeldGeneration.create(folder, latest.number + 1, { clock, log });
    // Whether this process was suspended since it looked at the latest generation, which then may no longer be it.
    const before = held && (await look(folder, latest.number));
    if (!held || !before || !isSame(before, latest) || !(await held.isLatest())) {
      await held?.withdraw();
      return undefined;
    }
    await this.#removeBefore(held.number);
    held.start();
    return held;
  }

  async #removeBefore(number: number): Promise<void> {
    const earlier = ((await numbersIn(this.options.folder)) ?? []).filter((each) => each < number);
    for (const each of earlier.sort((one, other) => one - other)) {
      try {
        await rm(path.join(this.options.folder, String(each)), { force: true });
      } catch (error) {
        // None after it either, so that a file is never deleted before an earlier one.
        this.options.log.debug(`An earlier lock is not removed: ${errorChain(error)}`);
        return;
      }
    }
  }

  /** Makes the folder, with a first generation that is free, unless it is there. */
  async #begin(): Promise<void> {
    const { folder } = this.options;
    const made = `${folder}.${randomUUID()}.tmp`;
    await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
    await rmdir(folder).catch(() => undefined);
    try {
      await mkdir(made, { mode: 0o700 });
      new FileModes(this.options.log, this.options.chmod).set(made, 0o700);
      await writeFile(path.join(made, '0'), '', { flag: 'wx', mode: 0o600 });
      await utimes(path.join(made, '0'), FREE, FREE);
      // Succeeds once: the folder is never empty, and none that holds something is replaced.
      await rename(made, folder);
    } catch (error) {
      if (!(await numbersIn(folder))) {
        throw error;
      }
    } finally {
      await rm(made, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The generations that have a file; `undefined` if there is no folder, or it has been emptied. */
async function numbersIn(folder: string): Promise<readonly number[] | undefined> {
  try {
    const numbers = (await readdir(folder)).filter((name) => /^\d{1,15}$/.test(name)).map(Number);
    return numbers.length > 0 ? numbers : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Whether waiting may help: on Windows where others have a file open or are deleting it, and on NFS after a change. */
function isPassing(error: unknown): boolean {
  return hasCode(error, 'ESTALE') || (process.platform === 'win32' && hasCode(error, 'EPERM', 'EACCES', 'EBUSY'));
}
