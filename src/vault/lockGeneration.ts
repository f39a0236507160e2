import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { hasCode } from '../core/systemErrors.js';
import * as messages from './messages.js';

/** The modification time of a lock that nobody has. Every file system can store it, and it is before any sign of life. */
export const FREE = new Date(Date.UTC(1990, 0, 1));
const FREE_UNTIL = BigInt(Date.UTC(2000, 0, 1)) * 1_000_000n;

/** Milliseconds between two signs of life, of which several may fail or be late before the lock is stale. */
const INTERVAL = 2_500;

/** Milliseconds by which two signs of life differ at least: some file systems know even seconds only. */
const GRANULARITY = 2_000;

/** The file of one generation of a lock, as it was seen at a time. */
export interface Generation {
  readonly number: number;
  readonly inode: bigint;
  /** In nanoseconds since the epoch, by any clock. */
  readonly modifiedAt: bigint;
}

/** Whether it is the same file, and its holder has given no sign of life between. */
export function isSame(one: Generation, other: Generation): boolean {
  return one.number === other.number && one.inode === other.inode && one.modifiedAt === other.modifiedAt;
}

export function isFree({ modifiedAt }: Generation): boolean {
  return modifiedAt < FREE_UNTIL;
}

/** Looks at the file of a generation; `undefined` if there is none. */
export async function look(folder: string, number: number): Promise<Generation | undefined> {
  let handle: FileHandle | undefined;
  try {
    // Opened, since NFS asks its server only then, and otherwise answers with what it has seen some seconds ago.
    handle = await open(path.join(folder, String(number)), 'r');
    return await seenBy(handle, number);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  } finally {
    await handle?.close();
  }
}

async function seenBy(handle: FileHandle, number: number): Promise<Generation> {
  const { ino, mtimeNs } = await handle.stat({ bigint: true });
  return { number, inode: ino, modifiedAt: mtimeNs };
}

/** A lock that this process has. */
export interface Hold {
  /** Aborted when it is noticed that another process has taken the lock over, because this one was suspended. */
  readonly lost: AbortSignal;
  /**
   * Rejects with a `CredentialError` if another process has taken the lock over. Otherwise none will before this process has
   * given no sign of life for some seconds. To be called right before what must not be done twice.
   */
  confirm(): Promise<void>;
}

interface HeldGenerationPorts {
  readonly clock: Clock;
  readonly log: Logger;
}

/** A generation that this process has created. Its file is changed by its handle alone. */
export class HeldGeneration implements Hold {
  readonly #lost = new AbortController();
  #lastSign = 0;
  #timer: Disposable | undefined;
  #sign: Promise<void> = Promise.resolve();
  #isReleased = false;

  private constructor(
    private readonly folder: string,
    readonly number: number,
    private readonly inode: bigint,
    private readonly handle: FileHandle,
    private readonly ports: HeldGenerationPorts,
  ) {}

  /** Creates the file of a generation; `undefined` if there is one. */
  static async create(folder: string, number: number, ports: HeldGenerationPorts): Promise<HeldGeneration | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path.join(folder, String(number)), 'wx', 0o600);
      const { inode } = await seenBy(handle, number);
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

  /** Begins to give signs of life. */
  start(): void {
    this.#timer = this.ports.clock.setTimeout(() => {
      // A failure may pass, and is found out by the next that asks.
      this.#sign = this.confirm().catch(() => undefined);
      void this.#sign.then(() => {
        if (!this.#isReleased && !this.lost.aborted) {
          this.start();
        }
      });
    }, INTERVAL);
  }

  async confirm(): Promise<void> {
    this.lost.throwIfAborted();
    // In this order: who takes the lock over creates the next file first, and then looks for a sign of life. So at least one
    // of the two notices the other.
    await this.#giveSign();
    if (!(await this.isLatest())) {
      this.ports.log.warn(`Another process has taken over the lock ${this.folder}, since this one was suspended.`);
      this.#lost.abort(messages.lockLost());
    }
    this.lost.throwIfAborted();
  }

  /** Whether no generation has been created after it. */
  async isLatest(): Promise<boolean> {
    // In this order: the next file is deleted after this one.
    const next = await look(this.folder, this.number + 1);
    return !next && (await look(this.folder, this.number))?.inode === this.inode;
  }

  /** Gives the lock back. Never rejects: what can't be given back is taken over by the next, once it is stale. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#timer?.dispose();
    await this.#sign;
    try {
      await this.handle.utimes(FREE, FREE);
    } catch (error) {
      this.ports.log.debug(`A lock is not given back: ${errorChain(error)}`);
    } finally {
      await this.handle.close().catch(() => undefined);
    }
  }

  /** Undoes its creation, which came too late. Nobody looks at the file then, since there are later ones. */
  async withdraw(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(path.join(this.folder, String(this.number)), { force: true }).catch(() => undefined);
  }

  async #giveSign(): Promise<void> {
    this.#lastSign = Math.max(this.ports.clock.now(), this.#lastSign + GRANULARITY);
    const time = new Date(this.#lastSign);
    try {
      await this.handle.utimes(time, time);
    } catch (error) {
      throw messages.unwritable(this.folder, error);
    }
  }
}
