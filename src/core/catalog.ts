import { t } from '@vscode/l10n';
import { asCredentialError, type CredentialError, errorChain } from './errors.js';
import { Emitter } from './emitter.js';
import { accountOf, identify } from './integrationIds.js';
import type { Integration, ListedIntegration, SigningIn } from './integration.js';
import type { Clock, Disposable, Event, Logger } from './ports.js';
import { lookAlike, signInTargetsOf, type Snapshot } from './snapshot.js';
import type { CredentialSource } from './source.js';

/** The results of the last attempts to refresh one source. Not part of the snapshot: it changes with every attempt. */
export interface SourceHistory {
  /** When the last attempt finished, in milliseconds since the epoch, and how many milliseconds it took. */
  readonly lastRefresh: { readonly at: number; readonly duration: number } | undefined;
  /** The last failed attempt, even if a later one has succeeded. */
  readonly lastFailure: { readonly at: number; readonly error: CredentialError } | undefined;
}

interface SourceState {
  readonly listed: readonly ListedIntegration[] | undefined;
  readonly listedAt: number | undefined;
  readonly error: CredentialError | undefined;
  readonly notice: string | undefined;
  /** Whether it has been refreshed, successfully or not. */
  readonly isAsked: boolean;
}

/** The state of a source before its first refresh. */
const INITIAL_STATE: SourceState = {
  ...{ listed: undefined, listedAt: undefined, error: undefined, notice: undefined },
  isAsked: false,
};

/**
 * Combines all sources into one snapshot. Sources may be added and removed while the window is open. The catalog is the
 * only writer of the snapshot and fires only when something visible has changed. A source that fails keeps its last good
 * list and does not affect the others.
 */
export class Catalog implements Disposable {
  readonly #states = new Map<CredentialSource, SourceState>();
  readonly #histories = new Map<CredentialSource, SourceHistory>();
  /** What is shown of the integrations that are being signed in to, by their ids. */
  readonly #signingIn = new Map<string, SigningIn>();
  readonly #changed = new Emitter<Snapshot>();
  readonly onDidChange: Event<Snapshot> = this.#changed.event;
  readonly #sourcesChanged = new Emitter<void>();
  /** Fires when a source has been added or removed. */
  readonly onDidChangeSources: Event<void> = this.#sourcesChanged.event;
  #snapshot: Snapshot;

  /** @param sources the initial sources */
  constructor(
    sources: readonly CredentialSource[],
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    sources.forEach((source) => this.#states.set(source, INITIAL_STATE));
    this.#snapshot = this.#build();
  }

  /** The current sources, in display order. */
  get sources(): readonly CredentialSource[] {
    return [...this.#states.keys()];
  }

  /** Adds a source below the others. Disposing the result removes the source and its state. */
  add(source: CredentialSource): Disposable {
    this.#states.set(source, INITIAL_STATE);
    this.#publish();
    this.#sourcesChanged.fire();
    return { dispose: () => this.#remove(source) };
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** The results of the last attempts to refresh `source`. */
  history(source: CredentialSource): SourceHistory {
    return this.#histories.get(source) ?? { lastRefresh: undefined, lastFailure: undefined };
  }

  /** Whether there are no integrations yet, and a source has still to answer. */
  get isLoading(): boolean {
    const isAnyLoading = this.#snapshot.some(({ integrations, error }) => !integrations && !error);
    return isAnyLoading && this.integrations.length === 0;
  }

  /** All integrations of all sources. */
  get integrations(): readonly Integration[] {
    return this.#snapshot.flatMap((source) => source.integrations ?? []);
  }

  /** Everything that one can sign in to: all integrations, and the accounts of all sources. */
  get signInTargets(): readonly Integration[] {
    return this.#snapshot.flatMap(signInTargetsOf);
  }

  /**
   * Refreshes one source. Records an error and rethrows it, so that the caller can back off. Records nothing if `signal`
   * is aborted or the source is removed in the meantime.
   */
  async refresh(source: CredentialSource, signal: AbortSignal): Promise<void> {
    const startedAt = this.clock.now();
    let listed: readonly ListedIntegration[];
    try {
      listed = await source.list(signal);
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asCredentialError(
        thrown,
        t('The list of integrations could not be read. See the log for details.'),
      );
      this.#record(source, startedAt, error);
      const before = this.#states.get(source);
      this.#logFailure(source, error, before?.error);
      this.#set(source, { ...(before ?? INITIAL_STATE), error, isAsked: true });
      throw error;
    }
    signal.throwIfAborted();
    this.#record(source, startedAt);
    if (this.#states.get(source)?.error) {
      this.log.info(`${source.id}: refreshed successfully again`);
    }
    this.#set(source, {
      ...{ listed, listedAt: this.clock.now(), error: undefined, notice: source.notice },
      isAsked: true,
    });
  }

  /**
   * Shows an integration as signing in, or as signing in again if its source offers that, until the result is disposed of. May
   * be called again meanwhile, with another status.
   */
  markSigningIn(id: string, status: SigningIn = { kind: 'signingIn' }): Disposable {
    this.#signingIn.set(id, status);
    this.#publish();
    return {
      dispose: () => {
        this.#signingIn.delete(id);
        this.#publish();
      },
    };
  }

  dispose(): void {
    this.#changed.dispose();
    this.#sourcesChanged.dispose();
  }

  #remove(source: CredentialSource): void {
    if (this.#states.delete(source)) {
      this.#histories.delete(source);
      this.#publish();
      this.#sourcesChanged.fire();
    }
  }

  #record(source: CredentialSource, startedAt: number, error?: CredentialError): void {
    if (!this.#states.has(source)) {
      return;
    }
    const at = this.clock.now();
    this.#histories.set(source, {
      lastRefresh: { at, duration: at - startedAt },
      lastFailure: error ? { at, error } : this.history(source).lastFailure,
    });
  }

  #set(source: CredentialSource, state: SourceState): void {
    if (this.#states.has(source)) {
      this.#states.set(source, state);
      this.#publish();
    }
  }

  #publish(): void {
    const snapshot = this.#build();
    if (!lookAlike(snapshot, this.#snapshot)) {
      this.#snapshot = snapshot;
      this.#changed.fire(snapshot);
    }
  }

  #build(): Snapshot {
    return this.sources.map((source) => {
      const state = this.#states.get(source);
      const account = state?.isAsked ? source.account : undefined;
      return {
        id: source.id,
        label: source.label,
        ...(account ? { account: this.#withSignIn(accountOf(source.id, account)) } : {}),
        integrations: state?.listed && identify(source.id, state.listed).map((each) => this.#withSignIn(each)),
        error: state?.error,
        staleSince: state?.error && state.listedAt,
        ...(state?.notice === undefined ? {} : { notice: state.notice }),
      };
    });
  }

  #withSignIn(integration: Integration): Integration {
    const status = this.#signingIn.get(integration.id);
    // What offers no sign-in any more is what was waited for.
    if (!status || !integration.actions.includes('signIn')) {
      return integration;
    }
    if (integration.status.kind === 'notSignedIn') {
      return { ...integration, status, actions: ['cancelSignIn'] };
    }
    const actions = integration.actions.map((each) => (each === 'signIn' ? 'cancelSignIn' : each));
    return { ...integration, signingInAgain: status, actions };
  }

  /** A repeated failure is logged as an error once, then at debug level. */
  #logFailure(source: CredentialSource, error: CredentialError, previous: CredentialError | undefined): void {
    const line = `${source.id}: ${errorChain(error)}`;
    if (error.final || (previous && errorChain(previous) === errorChain(error))) {
      this.log.debug(line);
    } else {
      this.log.error(line);
    }
  }
}
