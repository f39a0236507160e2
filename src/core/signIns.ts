import { t } from '@vscode/l10n';
import type { Catalog } from './catalog.js';
import { asCredentialError, Cancelled, CredentialError } from './errors.js';
import type { Integration } from './integration.js';
import type { Clock, Disposable, Memento } from './ports.js';
import type { Refreshers } from './refreshers.js';
import { outcomeOf, type SignInOutcome } from './signInOutcome.js';
import type { CredentialSource, Instruct, SignInOptions } from './source.js';
import { StoredSignIns } from './storedSignIns.js';

export type { SignInOutcome } from './signInOutcome.js';

/** Milliseconds that a sign-in waits for the user to finish in the browser. */
export const SIGN_IN_TIMEOUT = 10 * 60_000;

/** Milliseconds after which signing in again shows the page again: a double click opens one. */
const SHOW_AGAIN_AFTER = 2_000;

/** The last failed sign-in to an integration. */
export interface FailedSignIn {
  /** The integration's id. */
  readonly id: string;
  readonly label: string;
  /** When it failed, in milliseconds since the epoch. */
  readonly at: number;
  readonly error: CredentialError;
}

/** A sign-in that waits for the browser. */
interface WaitingSignIn {
  readonly abort: AbortController;
  /** Aborted when it has ended. */
  readonly end: AbortController;
  /** Whether the source has nothing more to do, and only the user has. */
  isLeftToUser: boolean;
  /** When its page was last asked for, in milliseconds since the epoch. */
  shownAt: number;
}

/**
 * The pending sign-ins of all sources. They survive a reload of the window, since the user may finish in the browser
 * during the reload.
 */
export class SignIns implements Disposable {
  readonly #waiting = new Map<string, WaitingSignIn>();
  readonly #failed = new Map<string, FailedSignIn>();
  readonly #stored: StoredSignIns;
  #sourceChanges: Disposable | undefined;
  #disposed = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'get'>,
    private readonly clock: Clock,
    memory: Memento,
  ) {
    this.#stored = new StoredSignIns(memory);
  }

  /**
   * Signs in, and returns how that ended. `instruct` is given what the user has to do by hand, if anything. If the sign-in
   * is waiting already, shows its page again. Throws `CredentialError` if the sign-in could not begin.
   */
  async signIn(integration: Integration, instruct: Instruct, options?: SignInOptions): Promise<SignInOutcome> {
    const source = this.catalog.sources.find(({ id }) => id === integration.source);
    if (!source) {
      return 'gone';
    }
    const waiting = this.#waiting.get(integration.id);
    if (waiting && !this.#disposed) {
      await this.#showAgain(source, integration, waiting, instruct, options);
      return 'joined';
    }
    return this.#wait(source, integration.id, SIGN_IN_TIMEOUT, async (signal, ended) => {
      const onQuestion = (isOpen: boolean) => {
        if (!ended.aborted) {
          this.catalog.markSigningIn(integration.id, isOpen ? { kind: 'signingIn', isForInput: true } : undefined);
        }
      };
      const { instruction, page } = await source.signIn(integration, signal, { ...options, onQuestion });
      signal.throwIfAborted();
      if (instruction !== undefined) {
        await instruct(instruction, page, ended);
        signal.throwIfAborted();
      }
      this.#stored.add(integration, this.clock.now());
    });
  }

  /**
   * Resumes the sign-ins that were pending when the window was last closed, each for the rest of its time, as soon as its
   * source is there. Calls `ended` with their outcomes. Sign-ins that have timed out in the meantime are dropped.
   */
  resume(ended: (id: string, outcome: SignInOutcome) => void): void {
    // Other windows store theirs in the same memory.
    const pending = new Set(this.#stored.entries().map(([id]) => id));
    const resumeThose = () => {
      for (const [id, { source, startedAt }] of this.#stored.entries().filter(([id]) => pending.has(id))) {
        if (this.#resume(id, source, startedAt, ended)) {
          pending.delete(id);
        }
      }
    };
    this.#sourceChanges = this.catalog.onDidChangeSources(resumeThose);
    resumeThose();
  }

  /** The last failed sign-in of each integration since the window was opened. Cancelled sign-ins are not failures. */
  get failed(): readonly FailedSignIn[] {
    return [...this.#failed.values()];
  }

  /** Cancels a pending sign-in. */
  cancel(integration: Integration): void {
    this.#waiting.get(integration.id)?.abort.abort();
  }

  dispose(): void {
    this.#disposed = true;
    this.#sourceChanges?.dispose();
    for (const { abort } of this.#waiting.values()) {
      abort.abort();
    }
  }

  /** Resumes or drops a sign-in. Returns `false` if its source is not there yet. */
  #resume(id: string, sourceId: string, startedAt: number, ended: (id: string, outcome: SignInOutcome) => void) {
    const timeLeft = Math.min(startedAt + SIGN_IN_TIMEOUT - this.clock.now(), SIGN_IN_TIMEOUT);
    if (timeLeft <= 0) {
      this.#delete(id);
      return true;
    }
    const source = this.catalog.sources.find((each) => each.id === sourceId);
    if (!source) {
      return false;
    }
    void this.#wait(source, id, timeLeft, () => Promise.resolve()).then((outcome) => ended(id, outcome));
    return true;
  }

  async #showAgain(
    source: CredentialSource,
    integration: Integration,
    waiting: WaitingSignIn,
    instruct: Instruct,
    options: SignInOptions | undefined,
  ): Promise<void> {
    const now = this.clock.now();
    const isDoubleClick = options?.browser === undefined && now - waiting.shownAt < SHOW_AGAIN_AFTER;
    if (isDoubleClick) {
      return;
    }
    waiting.shownAt = now;
    const { abort, end, isLeftToUser } = waiting;
    const isShown = await source.showSignInAgain?.(integration, options?.browser);
    if (isShown || !isLeftToUser) {
      return;
    }
    const { instruction, page } = await source.signIn(integration, abort.signal, options);
    if (instruction !== undefined && !end.signal.aborted) {
      await instruct(instruction, page, end.signal);
    }
  }

  /** Marks an integration as signing in, calls `begin`, and watches until the sign-in ends or `time` ms have passed. */
  async #wait(
    source: CredentialSource,
    id: string,
    time: number,
    begin: (signal: AbortSignal, ended: AbortSignal) => Promise<void>,
  ): Promise<SignInOutcome> {
    if (this.#disposed) {
      return 'cancelled';
    }
    if (this.#waiting.has(id)) {
      return 'joined';
    }
    const end = new AbortController();
    const abort = new AbortController();
    const { signal } = abort;
    const waiting: WaitingSignIn = { abort, end, isLeftToUser: false, shownAt: this.clock.now() };
    this.#waiting.set(id, waiting);
    const mark = this.catalog.markSigningIn(id);
    const watch = this.refreshers.get(source)?.watch();
    try {
      await begin(signal, end.signal);
      waiting.isLeftToUser = true;
      // It may have been cancelled just before `begin` returned, and an abort event is not repeated.
      signal.throwIfAborted();
      const outcome = await outcomeOf({ source, id }, time, signal, this.catalog, this.clock);
      this.#recordOutcome(id, outcome);
      return outcome;
    } catch (error) {
      if (signal.aborted || error instanceof Cancelled) {
        return 'cancelled';
      }
      this.#recordFailure(id, asCredentialError(error, t('The sign-in could not be started.')));
      throw error;
    } finally {
      end.abort();
      mark.dispose();
      watch?.dispose();
      this.#waiting.delete(id);
      this.#delete(id);
    }
  }

  #recordOutcome(id: string, outcome: SignInOutcome): void {
    if (outcome === 'timedOut') {
      this.#recordFailure(
        id,
        new CredentialError('network', t('The sign-in was not finished in the browser within 10 minutes.')),
      );
    } else if (outcome === 'gone') {
      this.#recordFailure(id, new CredentialError('configuration', t('The server no longer offers this integration.')));
    }
  }

  #recordFailure(id: string, error: CredentialError): void {
    const label = this.catalog.signInTargets.find((each) => each.id === id)?.label ?? id;
    this.#failed.set(id, { id, label, at: this.clock.now(), error });
  }

  /** Keeps the entry if the sign-in ends because the window closes, so that the next window resumes it. */
  #delete(id: string): void {
    if (!this.#disposed) {
      this.#stored.delete(id);
    }
  }
}
