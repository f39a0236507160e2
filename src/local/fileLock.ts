import * as fs from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Logger } from '../core/ports.js';
import { pause } from './pause.js';
import * as messages from './vaultMessages.js';

/**
 * Milliseconds without a sign of life after which a lock is that of a process that has crashed, and is taken over; and
 * between two signs of life.
 */
const STALE = 10_000;
const SIGN_OF_LIFE = 2_500;

/** Milliseconds between two attempts, at first and at most. */
const FIRST_WAIT = 10;
const LONGEST_WAIT = 100;

/**
 * What the library does to the disk, in an object of our own: it leaves a mark on the object, and Node's own is shared by
 * all extensions. Nobody but the user may look into a lock either.
 */
const disk = {
  mkdir: (folder: string, callback: fs.NoParamCallback) => fs.mkdir(folder, { mode: 0o700 }, callback),
  realpath: fs.realpath,
  rmdir: fs.rmdir,
  stat: fs.stat,
  utimes: fs.utimes,
};

export interface FileLockOptions {
  /** What the lock is called: a path, to which `.lock` is added. Its folder is made if need be, for the user alone. */
  readonly path: string;
  /** Milliseconds for which to wait for whoever has the lock. */
  readonly patience: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A lock that one at a time has among all windows and processes on a disk; this one has to wait like the others. */
export class FileLock {
  constructor(private readonly options: FileLockOptions) {}

  /**
   * Does `work` while having the lock, and gives it back when the work has ended, whatever came of it. The work's signal
   * is aborted with `signal`, and when the lock was lost: because this process gave no sign of life for so long (a machine
   * that slept, say) that another has taken it over. The work has to end soon after that.
   *
   * Rejects with the signal's reason if it is aborted before the work has begun, with a `CredentialError` when others have
   * kept the lock for too long or there can be none, and with whatever the work rejects with.
   */
  async hold<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const held = new AbortController();
    const abort = () => held.abort(signal.reason);
    const release = await this.#acquire(signal, (error) => {
      this.options.log.warn(`Another process has taken over ${this.options.path}.lock: ${errorChain(error)}`);
      held.abort(messages.lockLost(error));
    });
    signal.addEventListener('abort', abort);
    try {
      // An abort that came while the lock was being taken is not told again.
      signal.throwIfAborted();
      return await work(held.signal);
    } finally {
      signal.removeEventListener('abort', abort);
      // What can't be given back is taken over by the next, once it is stale.
      await release().catch((error: unknown) => this.options.log.debug(`A lock is gone: ${errorChain(error)}`));
    }
  }

  async #acquire(signal: AbortSignal, onCompromised: (error: Error) => void): Promise<() => Promise<void>> {
    const { path: file, patience, clock } = this.options;
    signal.throwIfAborted();
    const { lock } = await import('./lockfile.js');
    const deadline = clock.now() + patience;
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      signal.throwIfAborted();
      try {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        return await lock(file, { realpath: false, stale: STALE, update: SIGN_OF_LIFE, fs: disk, onCompromised });
      } catch (error) {
        if (!isTaken(error)) {
          throw messages.unwritable(path.dirname(file), error);
        }
        if (clock.now() > deadline) {
          throw messages.busy();
        }
      }
      // Not all at the same moment again.
      await pause(clock, wait * (0.5 + Math.random()), signal);
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOCKED';
}
