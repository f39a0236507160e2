import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { isSameSecret } from '../core/secret.js';
import type { StoredCredentials } from './storedCredentials.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { Hold } from './lockGeneration.js';
import * as messages from './messages.js';
import type { Vault } from './vault.js';

/** Milliseconds after which it is tried again to write what could not be written. */
const PAUSE = 10_000;

/** A grant that stands in for the one that was spent for it. */
interface Unsaved {
  readonly spent: TokenSet;
  readonly grant: TokenSet;
  readonly problem: CredentialError;
}

/** The lock of an integration that this window does not give back yet. */
class RetainedLock {
  /** Settles when there is no more reason to retain it. */
  readonly ended: Promise<void>;
  end: () => void = () => undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly hold: Hold) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    hold.lost.addEventListener('abort', this.end);
  }

  /** Does a work of this window under the lock, after those that it has begun before. */
  run<T>(signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return work(this.hold);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Settles when no work is left. */
  async idle(): Promise<void> {
    for (let last; last !== this.#last;) {
      last = this.#last;
      await last;
    }
  }
}

/**
 * What is kept, also where it can't be written just then. A server that has given another refresh token no longer accepts
 * the one before, so what it gave must not be lost to a full disk: it is held in memory, stands in for what was spent,
 * and is written as soon as that is possible.
 */
export class CredentialStore implements Disposable {
  readonly #unwritten = new Map<string, Unsaved>();
  readonly #retained = new Map<string, RetainedLock>();
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(
    private readonly vault: Pick<Vault, 'read' | 'update' | 'withLock'>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** As {@link Vault.read}. */
  async read(): Promise<ReadonlyMap<string, StoredCredentials>> {
    const kept = await this.vault.read();
    if (this.#unwritten.size === 0) {
      return kept;
    }
    const ids = [...this.#unwritten.keys()];
    const standIns = ids.flatMap((id): [string, StoredCredentials][] => {
      const found = this.#withUnwritten(id, kept.get(id));
      return found ? [[id, found]] : [];
    });
    return new Map([...kept, ...standIns]);
  }

  /** As {@link Vault.update}. */
  async update(
    id: string,
    change: (kept: StoredCredentials | undefined) => StoredCredentials | undefined,
  ): Promise<StoredCredentials | undefined> {
    const kept = await this.vault.update(id, (found) => change(this.#withUnwritten(id, found)));
    this.#settle(id);
    return kept;
  }

  /**
   * As {@link Vault.withLock}. If what the work was granted could not be written, this window keeps the lock until it is
   * written or the window is closed: another window would read the file, and spend the refresh token there a second time.
   * The caller does not wait for that, and other works of this window go on under the lock.
   */
  withLock<T>(id: string, signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const retained = this.#retained.get(id);
    if (retained) {
      return retained.run(signal, work);
    }
    return new Promise((resolve, reject) => {
      this.vault
        .withLock(id, signal, async (hold) => {
          await work(hold).then(resolve, reject);
          await this.#retain(id, hold);
        })
        .catch(reject);
    });
  }

  /** Puts a grant in the place of the one that was spent for it, for now in memory alone if it can't be written. Never rejects. */
  async replace(id: string, spent: TokenSet, grant: TokenSet): Promise<void> {
    try {
      await this.update(id, (kept) => (kept?.grant && isSame(kept.grant, spent) ? { ...kept, grant } : kept));
    } catch (error) {
      this.log.error(`vault: what ${id} was granted is held in memory, for now: ${errorChain(error)}`);
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
        this.log.info(`vault: what ${id} was granted is written now`);
      } catch (error) {
        this.log.debug(`vault: what ${id} was granted is still held in memory: ${errorChain(error)}`);
      }
    }
    this.#schedule();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
    this.#retained.forEach((each) => each.end());
  }

  async #retain(id: string, hold: Hold): Promise<void> {
    while (this.#unwritten.has(id) && !this.#isDisposed && !hold.lost.aborted) {
      const retained = new RetainedLock(hold);
      this.#retained.set(id, retained);
      await retained.ended;
      this.#retained.delete(id);
      await retained.idle();
    }
  }

  /** What was held in memory is written, or no longer of use. */
  #settle(id: string): void {
    this.#unwritten.delete(id);
    this.#retained.get(id)?.end();
  }

  #schedule(): void {
    this.#timer?.dispose();
    if (this.#unwritten.size > 0 && !this.#isDisposed) {
      this.#timer = this.clock.setTimeout(() => void this.write(), PAUSE);
    }
  }

  /** What stands in the file wins where it is no longer what was spent: the user has signed in anew, or out. */
  #withUnwritten(id: string, kept: StoredCredentials | undefined): StoredCredentials | undefined {
    const unwritten = this.#unwritten.get(id);
    if (!unwritten) {
      return kept;
    }
    if (kept?.grant && isSame(kept.grant, unwritten.spent)) {
      return { ...kept, grant: unwritten.grant };
    }
    this.#settle(id);
    return kept;
  }
}

/** Whether two grants are of the same answer of the server. */
export function isSame(one: TokenSet, other: TokenSet): boolean {
  return isSameSecret(one.accessToken, other.accessToken) && isSameSecret(one.refreshToken, other.refreshToken);
}
