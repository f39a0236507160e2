import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { isSameSecret } from '../core/secret.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { Hold } from './lockGeneration.js';
import * as messages from './messages.js';
import type { StoredCredentials } from './storedCredentials.js';
import type { Vault } from './vault.js';

/** Milliseconds between attempts to write unsaved tokens. */
const PAUSE = 10_000;

/** A renewed token set that could not be written, and the one in the file that it replaces. */
interface Unsaved {
  readonly spent: TokenSet;
  readonly grant: TokenSet;
  readonly problem: CredentialError;
}

/** An integration's lock that this window has not released yet. */
class RetainedLock {
  /** Resolves when there is no longer a reason to keep it. */
  readonly ended: Promise<void>;
  end: () => void = () => undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly hold: Hold) {
    this.ended = new Promise((resolve) => (this.end = resolve));
    hold.lost.addEventListener('abort', this.end);
  }

  /** Runs more of this window's work under the lock, one task after the other. */
  run<T>(signal: AbortSignal, work: (hold: Hold) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return work(this.hold);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when no work is left. */
  async idle(): Promise<void> {
    for (let last; last !== this.#last;) {
      last = this.#last;
      await last;
    }
  }
}

/**
 * The stored credentials, plus renewed tokens that could not be written to disk yet. Once a server has issued a new
 * refresh token, it no longer accepts the previous one, so the new one must not be lost if the disk is full: it is kept in
 * memory, replaces the stored one, and is written as soon as possible.
 */
export class CredentialStore implements Disposable {
  readonly #unsaved = new Map<string, Unsaved>();
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
    const stored = await this.vault.read();
    if (this.#unsaved.size === 0) {
      return stored;
    }
    const ids = [...this.#unsaved.keys()];
    const replaced = ids.flatMap((id): [string, StoredCredentials][] => {
      const current = this.#withUnsaved(id, stored.get(id));
      return current ? [[id, current]] : [];
    });
    return new Map([...stored, ...replaced]);
  }

  /** As {@link Vault.update}. */
  async update(
    id: string,
    change: (stored: StoredCredentials | undefined) => StoredCredentials | undefined,
  ): Promise<StoredCredentials | undefined> {
    const result = await this.vault.update(id, (stored) => change(this.#withUnsaved(id, stored)));
    this.#discardUnsaved(id);
    return result;
  }

  /**
   * As {@link Vault.withLock}. If renewed tokens could not be written, this window keeps the lock until they are written
   * or the window is closed: another window would read the file and use the old refresh token a second time. The caller
   * does not wait for that, and other work of this window continues under the lock.
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

  /** Replaces the token set `spent` with a renewed one, in memory only if it can't be written. Never rejects. */
  async replace(id: string, spent: TokenSet, grant: TokenSet): Promise<void> {
    try {
      await this.update(id, (stored) => (stored?.grant && isSame(stored.grant, spent) ? { ...stored, grant } : stored));
    } catch (error) {
      this.log.error(`vault: renewed tokens of ${id} could not be written yet: ${errorChain(error)}`);
      const problem = error instanceof CredentialError ? error : messages.notWritten(error);
      // After several failed writes, the file still contains the token set from before the first one.
      this.#unsaved.set(id, { spent: this.#unsaved.get(id)?.spent ?? spent, grant, problem });
      this.#schedule();
    }
  }

  /** Why renewed tokens of an integration could not be written yet, if there are any. */
  problemOf(id: string): CredentialError | undefined {
    return this.#unsaved.get(id)?.problem;
  }

  /** Tries to write the unsaved tokens. Never rejects. */
  async write(): Promise<void> {
    for (const id of this.#unsaved.keys()) {
      try {
        await this.update(id, (stored) => stored);
        this.log.info(`vault: renewed tokens of ${id} have been written`);
      } catch (error) {
        this.log.debug(`vault: renewed tokens of ${id} still could not be written: ${errorChain(error)}`);
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
    while (this.#unsaved.has(id) && !this.#isDisposed && !hold.lost.aborted) {
      const retained = new RetainedLock(hold);
      this.#retained.set(id, retained);
      await retained.ended;
      this.#retained.delete(id);
      await retained.idle();
    }
  }

  /** Called when unsaved tokens have been written or are no longer needed. */
  #discardUnsaved(id: string): void {
    this.#unsaved.delete(id);
    this.#retained.get(id)?.end();
  }

  #schedule(): void {
    this.#timer?.dispose();
    if (this.#unsaved.size > 0 && !this.#isDisposed) {
      this.#timer = this.clock.setTimeout(() => void this.write(), PAUSE);
    }
  }

  /** If the file has changed because the user has signed in again or signed out, the file takes precedence. */
  #withUnsaved(id: string, stored: StoredCredentials | undefined): StoredCredentials | undefined {
    const unsaved = this.#unsaved.get(id);
    if (!unsaved) {
      return stored;
    }
    if (stored?.grant && isSame(stored.grant, unsaved.spent)) {
      return { ...stored, grant: unsaved.grant };
    }
    this.#discardUnsaved(id);
    return stored;
  }
}

/** Whether two token sets come from the same response of the server. */
export function isSame(one: TokenSet, other: TokenSet): boolean {
  return isSameSecret(one.accessToken, other.accessToken) && isSameSecret(one.refreshToken, other.refreshToken);
}
