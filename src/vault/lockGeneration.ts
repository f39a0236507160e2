import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import * as messages from './messages.js';

/** The modification time of a free lock. Every file system can store it, and it is earlier than any heartbeat. */
export const FREE = new Date(Date.UTC(1990, 0, 1));
const FREE_UNTIL = BigInt(Date.UTC(2000, 0, 1)) * 1_000_000n;

/** Milliseconds between heartbeats. Several may fail or be late before the lock is stale. */
const INTERVAL = 2_500;

/** The smallest difference between two heartbeats, in milliseconds: some file systems store only even seconds. */
const GRANULARITY = 2_000;

/** The state of the file of one generation of a lock. */
export interface Generation {
  readonly number: number;
  readonly inode: bigint;
  /** In nanoseconds since the epoch, according to the holder's clock. */
  readonly modifiedAt: bigint;
}

/** Whether two states are of the same file, without a heartbeat in between. */
export function isSame(one: Generation, other: Generation): boolean {
  return one.number === other.number && one.inode === other.inode && one.modifiedAt === other.modifiedAt;
}

export function isFree({ modifiedAt }: Generation): boolean {
  return modifiedAt < FREE_UNTIL;
}

/** Reads the state of a generation's file; `undefined` if there is none. */
export async function look(folder: string, number: number): Promise<Generation | undefined> {
  let handle: FileHandle | undefined;
  try {
    // NFS asks its server only when a file is opened; otherwise it may return a state that is some seconds old.
    handle = await open(path.join(folder, String(number)), 'r');
    return await stateOf(handle, number);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  } finally {
    await handle?.close();
  }
}

async function stateOf(handle: FileHandle, number: number): Promise<Generation> {
  const { ino, mtimeNs } = await handle.stat({ bigint: true });
  return { number, inode: ino, modifiedAt: mtimeNs };
}

/** A lock that this process holds. */
export interface Hold {
  /** Aborted when this process notices that another one has taken over the lock, because this one was suspended. */
  readonly lost: AbortSignal;
  /**
   * Rejects with a `CredentialError` if another process has taken over the lock. Otherwise no process will do so for some
   * seconds. Call it right before an action that must not be done twice.
   */
  confirm(): Promise<void>;
}

interface HeldGenerationPorts {
  readonly clock: Clock;
  readonly log: Logger;
}

/** A generation that this process has created. Its file is changed only through its handle. */
export class HeldGeneration implements Hold {
  readonly #lost = new AbortController();
  #lastHeartbeat = 0;
  #timer: Disposable | undefined;
  #heartbeat: Promise<void> = Promise.resolve();
  #isReleased = false;

  private constructor(
    private readonly folder: string,
    readonly number: number,
    private readonly inode: bigint,
    private readonly handle: FileHandle,
    private readonly ports: HeldGenerationPorts,
  ) {}

  /** Creates the file of a generation; `undefined` if it exists. */
  static async create(folder: string, number: number, ports: HeldGenerationPorts): Promise<HeldGeneration | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path.join(folder, String(number)), 'wx', 0o600);
      const { inode } = await stateOf(handle, number);
      return new HeldGeneration(folder, number, inode, handle, ports);
    } catch (error) {
      await handle?.close();
      if (hasCode(error, 'EEXIST')) {
        return undefined;
      }
      throw error;
    }
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Starts the heartbeats. */
  start(): void {
    this.#timer = this.ports.clock.setTimeout(() => {
      // A failure may be temporary; the next `confirm` reports it otherwise.
      this.#heartbeat = this.confirm().catch(() => undefined);
      void this.#heartbeat.then(() => {
        if (!this.#isReleased && !this.lost.aborted) {
          this.start();
        }
      });
    }, INTERVAL);
  }

  async confirm(): Promise<void> {
    this.lost.throwIfAborted();
    // In this order: a process that takes over the lock creates the next file first and then checks for a heartbeat, so at
    // least one of the two notices the other.
    await this.#beat();
    if (!(await this.isLatest())) {
      this.ports.log.warn(`Another process has taken over the lock ${this.folder} because this one was suspended.`);
      this.#lost.abort(messages.lockLost());
    }
    this.lost.throwIfAborted();
  }

  /** Whether no later generation has been created. */
  async isLatest(): Promise<boolean> {
    // In this order, because this file is deleted before the next one.
    const next = await look(this.folder, this.number + 1);
    return !next && (await look(this.folder, this.number))?.inode === this.inode;
  }

  /** Releases the lock. Never rejects: if releasing fails, another process takes over the lock once it is stale. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#timer?.dispose();
    await this.#heartbeat;
    try {
      await this.handle.utimes(FREE, FREE);
    } catch (error) {
      this.ports.log.debug(`A lock could not be released: ${errorChain(error)}`);
    } finally {
      await this.handle.close().catch(() => undefined);
    }
  }

  /** Deletes a generation that was created too late. Other processes ignore it, since there are later ones. */
  async withdraw(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(path.join(this.folder, String(this.number)), { force: true }).catch(() => undefined);
  }

  async #beat(): Promise<void> {
    this.#lastHeartbeat = Math.max(this.ports.clock.now(), this.#lastHeartbeat + GRANULARITY);
    const time = new Date(this.#lastHeartbeat);
    try {
      await this.handle.utimes(time, time);
    } catch (error) {
      throw messages.unwritable(this.folder, error);
    }
  }
}
