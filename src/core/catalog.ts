import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { asCredentialError, type CredentialError, errorChain } from './errors.js';
import { Emitter } from './emitter.js';
import type { Integration, ListedIntegration } from './integration.js';
import type { Clock, Disposable, Event, Logger } from './ports.js';
import type { CredentialSource } from './source.js';

/** What is known of one source. */
export interface SourceSnapshot {
  readonly id: string;
  /** What users call the source. */
  readonly label: string;
  /** The last good list. `undefined` until there has been one: never the same as an empty list. */
  readonly integrations: readonly Integration[] | undefined;
  /** Why the last attempt failed; `undefined` when it succeeded, or none has ended yet. */
  readonly error: CredentialError | undefined;
  /** When the last good list was received, in milliseconds since the epoch; only while `error` makes it stale. */
  readonly staleSince: number | undefined;
  /** What the user has to know of the last good list, in a sentence. */
  readonly notice?: string;
}

/** How the last attempts to ask one source went. Not part of the snapshot: it changes with every attempt. */
export interface SourceHistory {
  /** When the last attempt ended, in milliseconds since the epoch, and how many milliseconds it took. */
  readonly lastRefresh: { readonly at: number; readonly duration: number } | undefined;
  /** The last attempt that failed, also if a later one has succeeded. */
  readonly lastFailure: { readonly at: number; readonly error: CredentialError } | undefined;
}

/** What all sources hold, in their order. */
export type Snapshot = readonly SourceSnapshot[];

interface SourceState {
  readonly listed: readonly ListedIntegration[] | undefined;
  readonly listedAt: number | undefined;
  readonly error: CredentialError | undefined;
  readonly notice: string | undefined;
}

/** What is known of a source that has not been asked yet. */
const UNASKED: SourceState = { listed: undefined, listedAt: undefined, error: undefined, notice: undefined };

/**
 * All sources as one snapshot. Sources may come and go while the window is open. It is the one writer of that snapshot, and fires only when the snapshot says something
 * new. A source that fails keeps its last good list, and never hides another.
 */
export class Catalog implements Disposable {
  readonly #states = new Map<CredentialSource, SourceState>();
  readonly #histories = new Map<CredentialSource, SourceHistory>();
  readonly #signingIn = new Set<string>();
  readonly #changed = new Emitter<Snapshot>();
  readonly onDidChange: Event<Snapshot> = this.#changed.event;
  readonly #sourcesChanged = new Emitter<void>();
  /** Fires when a source has come or gone. */
  readonly onDidChangeSources: Event<void> = this.#sourcesChanged.event;
  #snapshot: Snapshot;

  /** @param sources those that are there from the beginning */
  constructor(
    sources: readonly CredentialSource[],
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    sources.forEach((source) => this.#states.set(source, UNASKED));
    this.#snapshot = this.#build();
  }

  /** The sources that there are now, in their order. */
  get sources(): readonly CredentialSource[] {
    return [...this.#states.keys()];
  }

  /** Adds a source below the others. Disposing the result removes it, with all that is known of it. */
  add(source: CredentialSource): Disposable {
    this.#states.set(source, UNASKED);
    this.#publish();
    this.#sourcesChanged.fire();
    return { dispose: () => this.#remove(source) };
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** How the last attempts to ask `source` went. */
  history(source: CredentialSource): SourceHistory {
    return this.#histories.get(source) ?? { lastRefresh: undefined, lastFailure: undefined };
  }

  /** Whether there is nothing yet, and there may be something as soon as all sources have answered. */
  get isLoading(): boolean {
    const isAnyLoading = this.#snapshot.some(({ integrations, error }) => !integrations && !error);
    return isAnyLoading && this.integrations.length === 0;
  }

  /** All integrations of all sources. */
  get integrations(): readonly Integration[] {
    return this.#snapshot.flatMap((source) => source.integrations ?? []);
  }

  /**
   * Asks one source. Throws what the source threw, after having noted it, so that the caller can pace itself; when
   * `signal` is aborted meanwhile, throws without having noted anything. Of a source that has been removed meanwhile,
   * nothing is noted.
   */
  async refresh(source: CredentialSource, signal: AbortSignal): Promise<void> {
    const startedAt = this.clock.now();
    let listed: readonly ListedIntegration[];
    try {
      listed = await source.list(signal);
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asCredentialError(thrown, 'The list of integrations could not be read. See the log for details.');
      this.#remember(source, startedAt, error);
      const before = this.#states.get(source);
      this.#logFailure(source, error, before?.error);
      this.#set(source, { listed: before?.listed, listedAt: before?.listedAt, notice: before?.notice, error });
      throw error;
    }
    signal.throwIfAborted();
    this.#remember(source, startedAt);
    if (this.#states.get(source)?.error) {
      this.log.info(`${source.id}: answers again`);
    }
    this.#set(source, { listed, listedAt: this.clock.now(), error: undefined, notice: source.notice });
  }

  /** Shows an integration as waiting for the browser, for as long as the source lists it as not signed in. */
  markSigningIn(id: string): Disposable {
    this.#signingIn.add(id);
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

  #remember(source: CredentialSource, startedAt: number, error?: CredentialError): void {
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
    if (!isDeepStrictEqual(comparable(snapshot), comparable(this.#snapshot))) {
      this.#snapshot = snapshot;
      this.#changed.fire(snapshot);
    }
  }

  #build(): Snapshot {
    return this.sources.map((source) => {
      const state = this.#states.get(source);
      return {
        id: source.id,
        label: source.label,
        integrations: state?.listed && identify(source.id, state.listed).map((each) => this.#withSignIn(each)),
        error: state?.error,
        staleSince: state?.error && state.listedAt,
        ...(state?.notice === undefined ? {} : { notice: state.notice }),
      };
    });
  }

  #withSignIn(integration: Integration): Integration {
    return integration.status.kind === 'notSignedIn' && this.#signingIn.has(integration.id)
      ? { ...integration, status: { kind: 'signingIn' }, actions: ['cancelSignIn'] }
      : integration;
  }

  /** The same failure again and again is told once, and then only to those who look closely. */
  #logFailure(source: CredentialSource, error: CredentialError, previous: CredentialError | undefined): void {
    const line = `${source.id}: ${errorChain(error)}`;
    if (error.final || (previous && errorChain(previous) === errorChain(error))) {
      this.log.debug(line);
    } else {
      this.log.error(line);
    }
  }
}

/** Gives each integration its id, with an ordinal among those that would otherwise have the same. */
function identify(source: string, listed: readonly ListedIntegration[]): Integration[] {
  const ordinals = new Map<string, number>();
  const counts = new Map<string | undefined, number>();
  for (const { guid } of listed) {
    counts.set(guid, (counts.get(guid) ?? 0) + 1);
  }
  return listed.map((integration) => {
    const { guid, name, label } = integration;
    const key = `${source}:${shortened(guid ?? `name:${name ?? label}`)}`;
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    const isDuplicate = guid !== undefined && (counts.get(guid) ?? 0) > 1;
    return { ...integration, id: `${key}:${ordinal}`, source, isDuplicate };
  });
}

/** Longest text of a server, in characters, that stands in an id as it is. */
const MAX_KEY_LENGTH = 100;

/** Ids go to VS Code with every row, again and again: for a long text stands its hash. */
function shortened(text: string): string {
  return text.length <= MAX_KEY_LENGTH ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** What of a snapshot can be seen: two errors that read the same are the same. */
function comparable(snapshot: Snapshot): unknown {
  return snapshot.map(({ error, ...rest }) => ({
    ...rest,
    error: error && [error.failure, error.message, error.summary],
  }));
}
