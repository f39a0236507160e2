import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import { pause } from '../core/pause.js';
import type { Clock, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import { type Chmod, FileModes } from './fileModes.js';
import { FREE, type Generation, HeldGeneration, type Hold, isFree, isSame, look } from './lockGeneration.js';
import * as messages from './messages.js';

/** Milliseconds without a heartbeat after which a lock is taken over: its holder has crashed or was suspended. */
const STALE = 10_000;

/** Initial and longest wait between two attempts, in milliseconds. */
const FIRST_WAIT = 10;
const LONGEST_WAIT = 100;

/** How many consecutive attempts may fail for a temporary reason, such as a virus scanner that has a file open. */
const MAX_FAILURES = 20;

export interface FileLockOptions {
  /** The folder of this lock. Created when needed, accessible only to the user, and never deleted. */
  readonly folder: string;
  /** Milliseconds to wait for the lock. */
  readonly patience: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** The file system's, if not given. */
  readonly chmod?: Chmod | undefined;
}

/**
 * A lock for all processes that share a disk, including network file systems.
 *
 * Each acquisition creates the next *generation*: an empty file whose name is a number. Only one process can create a
 * given file (`O_EXCL`), and that process has the lock. Taking over a stale lock therefore never removes or renames a file
 * that its holder may be renewing at the same moment.
 *
 * - The modification time of the latest file shows its state. The holder changes it every few seconds, and sets it to
 *   {@link FREE} to release the lock. It uses the file's handle for both, so it can't change another process's file.
 * - A lock is stale if its time has not changed while this process watched it for {@link STALE} milliseconds. Clocks are
 *   not compared, since machines and file servers may disagree. Only the pauses between checks are counted, so that a
 *   machine that was asleep does not consider a lock stale when it wakes up.
 * - The latest file is never deleted, and earlier ones are deleted in ascending order. A process that is suspended between
 *   checking a file and creating the next one notices that it is too late: the file that it checked is gone.
 * - Files stay empty, so a full disk does not matter.
 */
export class FileLock {
  constructor(private readonly options: FileLockOptions) {}

  /**
   * Runs `work` while holding the lock, and releases it when the work ends, even if it fails.
   *
   * Rejects with the signal's reason if it is aborted before the work starts, with a `CredentialError` if another process
   * holds the lock for too long or the lock can't be created, and with any rejection of `work`.
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
          // Another process was faster; a network file system may not list its file yet.
          atLeast += 1;
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!isTemporary(error) || failures > MAX_FAILURES) {
          throw messages.unwritable(folder, error);
        }
      }
      if (waited > patience) {
        throw messages.busy();
      }
      // Random, so that waiting processes don't all retry at the same moment.
      const delay = wait * (0.5 + Math.random());
      await pause(clock, delay, signal);
      waited += delay;
      unchanged += delay;
    }
  }

  /** The latest generation; `undefined` if it is not known yet because another process has just changed something. */
  async #latest(atLeast: number): Promise<Generation | undefined> {
    const { folder } = this.options;
    const numbers = await numbersIn(folder);
    if (!numbers) {
      await this.#createFolder();
      return undefined;
    }
    return look(folder, Math.max(atLeast, ...numbers));
  }

  /** Creates the generation after `latest`, which is free or stale; `undefined` if another process has done that first. */
  async #succeed(latest: Generation): Promise<HeldGeneration | undefined> {
    const { folder, clock, log } = this.options;
    const held = await HeldGeneration.create(folder, latest.number + 1, { clock, log });
    // If this process was suspended since it checked `latest`, that may no longer be the latest generation.
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
        // Keep the later files, too, so that none is deleted before an earlier one.
        this.options.log.debug(`An earlier lock file could not be removed: ${errorChain(error)}`);
        return;
      }
    }
  }

  /** Creates the folder with a first, free generation, unless it exists. */
  async #createFolder(): Promise<void> {
    const { folder } = this.options;
    const temporary = `${folder}.${randomUUID()}.tmp`;
    await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
    await rmdir(folder).catch(() => undefined);
    try {
      await mkdir(temporary, { mode: 0o700 });
      new FileModes(this.options.log, this.options.chmod).set(temporary, 0o700);
      await writeFile(path.join(temporary, '0'), '', { flag: 'wx', mode: 0o600 });
      await utimes(path.join(temporary, '0'), FREE, FREE);
      // Succeeds only once: `rename` does not replace a folder with content, and the lock's folder is never empty.
      await rename(temporary, folder);
    } catch (error) {
      if (!(await numbersIn(folder))) {
        throw error;
      }
    } finally {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The existing generations; `undefined` if there is no folder, or if it is empty. */
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

/** Whether retrying may help: on Windows if a file is open or being deleted, and on NFS after a change. */
function isTemporary(error: unknown): boolean {
  return hasCode(error, 'ESTALE') || (process.platform === 'win32' && hasCode(error, 'EPERM', 'EACCES', 'EBUSY'));
}
