import type { Catalog } from './catalog.js';
import type { Integration } from './integration.js';
import type { Clock, Disposable } from './ports.js';
import type { Refresher } from './refresher.js';
import type { CredentialSource } from './source.js';

/** Milliseconds for which a sign-in waits for the user to come through with it in the browser. */
export const SIGN_IN_TIMEOUT = 10 * 60_000;

/**
 * How a sign-in ended. `gone`: the server no longer lists the integration as one that can be signed in to. `joined`: it
 * was under way already, and its first caller is told how it ends.
 */
export type SignInOutcome = 'signedIn' | 'cancelled' | 'timedOut' | 'gone' | 'joined';

/** The sign-ins that wait for the browser: of any source, and any number of them at a time. */
export class SignIns implements Disposable {
  readonly #waiting = new Map<string, AbortController>();
  #disposed = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: ReadonlyMap<CredentialSource, Refresher>,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs in, and returns how that ended. `instruct` is given what the user has to do by hand, if anything. Throws
   * `CredentialError` if the sign-in could not begin.
   */
  async signIn(integration: Integration, instruct: (instruction: string) => void): Promise<SignInOutcome> {
    if (this.#disposed) {
      return 'cancelled';
    }
    if (this.#waiting.has(integration.id)) {
      return 'joined';
    }
    const abort = new AbortController();
    this.#waiting.set(integration.id, abort);
    try {
      return await this.#run(integration, instruct, abort.signal);
    } finally {
      this.#waiting.delete(integration.id);
    }
  }

  /** Ends a sign-in that waits, as if it had not begun. */
  cancel(integration: Integration): void {
    this.#waiting.get(integration.id)?.abort();
  }

  dispose(): void {
    this.#disposed = true;
    for (const abort of this.#waiting.values()) {
      abort.abort();
    }
  }

  async #run(
    integration: Integration,
    instruct: (instruction: string) => void,
    signal: AbortSignal,
  ): Promise<SignInOutcome> {
    const source = this.catalog.sources.find(({ id }) => id === integration.source);
    if (!source) {
      return 'gone';
    }
    const mark = this.catalog.markSigningIn(integration.id);
    const watch = this.refreshers.get(source)?.watch();
    try {
      const { instruction } = await source.signIn(integration, signal);
      signal.throwIfAborted();
      if (instruction !== undefined) {
        instruct(instruction);
      }
      return await this.#settled(integration, signal);
    } catch (error) {
      if (signal.aborted) {
        return 'cancelled';
      }
      throw error;
    } finally {
      mark.dispose();
      watch?.dispose();
    }
  }

  /** Waits until the catalog knows how the sign-in ended, the time is up, or the signal is aborted. */
  #settled(integration: Integration, signal: AbortSignal): Promise<SignInOutcome> {
    return new Promise((resolve) => {
      const owned: Disposable[] = [];
      const end = (outcome: SignInOutcome) => {
        owned.forEach((each) => each.dispose());
        signal.removeEventListener('abort', cancelled);
        resolve(outcome);
      };
      const cancelled = () => end('cancelled');
      const look = () => {
        const outcome = this.#outcome(integration);
        if (outcome) {
          end(outcome);
        }
      };
      signal.addEventListener('abort', cancelled);
      owned.push(
        this.catalog.onDidChange(look),
        this.clock.setTimeout(() => end('timedOut'), SIGN_IN_TIMEOUT),
      );
      // It may have been seen while the browser was being opened.
      look();
    });
  }

  #outcome(integration: Integration): SignInOutcome | undefined {
    const source = this.catalog.snapshot.find(({ id }) => id === integration.source);
    if (source?.error) {
      return undefined;
    }
    switch (source?.integrations?.find(({ id }) => id === integration.id)?.status.kind) {
      case 'authenticated':
        return 'signedIn';
      case 'signingIn':
        return undefined;
      default:
        return 'gone';
    }
  }
}
