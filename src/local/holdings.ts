import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import type { Grant, Kept } from './grant.js';
import * as messages from './messages.js';
import type { Vault } from './vault.js';

/** Milliseconds after which it is tried again to write what could not be written. */
const PAUSE = 10_000;

/** A grant that stands in for the one that was spent for it. */
interface Unwritten {
  readonly spent: Grant;
  readonly grant: Grant;
  readonly problem: CredentialError;
}

/**
 * What is kept, also where it can't be written just then. A server that has given another refresh token no longer accepts
 * the one before, so what it gave must not be lost to a full disk: it is held in memory, stands in for what was spent,
 * and is written as soon as that is possible.
 */
export class Holdings implements Disposable {
  readonly #unwritten = new Map<string, Unwritten>();
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(
    private readonly vault: Pick<Vault, 'read' | 'update' | 'exclusively'>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** As {@link Vault.read}. */
  async read(): Promise<ReadonlyMap<string, Kept>> {
    const kept = await this.vault.read();
    if (this.#unwritten.size === 0) {
      return kept;
    }
    const ids = [...this.#unwritten.keys()];
    const standIns = ids.flatMap((id): [string, Kept][] => {
      const found = this.#withUnwritten(id, kept.get(id));
      return found ? [[id, found]] : [];
    });
    return new Map([...kept, ...standIns]);
  }

  /** As {@link Vault.update}. */
  async update(id: string, change: (kept: Kept | undefined) => Kept | undefined): Promise<Kept | undefined> {
    const kept = await this.vault.update(id, (found) => change(this.#withUnwritten(id, found)));
    this.#unwritten.delete(id);
    return kept;
  }

  /** As {@link Vault.exclusively}. */
  exclusively<T>(id: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.vault.exclusively(id, signal, work);
  }

  /** Puts a grant in the place of the one that was spent for it, for now in memory alone if it can't be written. Never rejects. */
  async replace(id: string, spent: Grant, grant: Grant): Promise<void> {
    try {
      await this.update(id, (kept) => (kept?.grant && isSame(kept.grant, spent) ? { ...kept, grant } : kept));
    } catch (error) {
      this.log.error(`local: what ${id} was granted is held in memory, for now: ${errorChain(error)}`);
      const problem = error instanceof CredentialError ? error : messages.notWritten(error);
      // The file may still hold one from before the last that could not be written.
      this.#unwritten.set(id, { spent: this.#unwritten.get(id)?.spent ?? spent, grant, problem });
      this.#schedule();
    }
  }

  /** Why what there is of an integration is not written yet, if it is not. */
  problemOf(id: string): CredentialError | undefined {
    return this.#unwritten.get(id)?.problem;
  }

  /** Tries to write what has not been written. Never rejects. */
  async write(): Promise<void> {
    for (const id of this.#unwritten.keys()) {
      try {
        await this.update(id, (kept) => kept);
        this.log.info(`local: what ${id} was granted is written now`);
      } catch (error) {
        this.log.debug(`local: what ${id} was granted is still held in memory: ${errorChain(error)}`);
      }
    }
    this.#schedule();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
  }

  #schedule(): void {
    this.#timer?.dispose();
    if (this.#unwritten.size > 0 && !this.#isDisposed) {
      this.#timer = this.clock.setTimeout(() => void this.write(), PAUSE);
    }
  }

  /** What stands in the file wins where it is no longer what was spent: the user has signed in anew, or out. */
  #withUnwritten(id: string, kept: Kept | undefined): Kept | undefined {
    const unwritten = this.#unwritten.get(id);
    if (!unwritten) {
      return kept;
    }
    if (kept?.grant && isSame(kept.grant, unwritten.spent)) {
      return { ...kept, grant: unwritten.grant };
    }
    this.#unwritten.delete(id);
    return kept;
  }
}

/** Whether two grants are of the same answer of the server. */
export function isSame(one: Grant, other: Grant): boolean {
  return one.accessToken === other.accessToken && one.refreshToken === other.refreshToken;
}
