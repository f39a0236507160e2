import type { Catalog } from './catalog.js';
import type { Integration } from './integration.js';
import type { Clock, Disposable, Event } from './ports.js';
import type { Refreshers } from './refreshers.js';
import type { CredentialSource, Instruct } from './source.js';

/** Milliseconds after which a sign-out by hand is no longer waited for. */
export const SIGN_OUT_TIMEOUT = 10 * 60_000;

/**
 * Signs out. Where the user does that by hand, asks the source each time the window regains focus whether it is done. Nothing
 * waits for the end of a sign-out, so it is not worth asking every second, as for a sign-in.
 */
export class SignOuts implements Disposable {
  readonly #waiting = new Map<string, AbortController>();

  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'get'>,
    private readonly clock: Clock,
    private readonly onDidFocus: Event<void>,
  ) {}

  /**
   * Settles when the user is signed out, or has been told by `instruct` what to do by hand. Throws `CredentialError` if
   * that failed.
   */
  async signOut(integration: Integration, instruct: Instruct): Promise<void> {
    const source = this.catalog.sources.find(({ id }) => id === integration.source);
    if (!source) {
      return;
    }
    let isLeftToUser = false;
    try {
      const { instruction, page } = await source.signOut(integration, new AbortController().signal);
      isLeftToUser = page !== undefined;
      if (instruction !== undefined) {
        await this.#instruct(source, integration, isLeftToUser, (ended) => instruct(instruction, page, ended));
      }
    } finally {
      // Otherwise nothing has changed yet.
      if (!isLeftToUser) {
        await this.refreshers.get(source)?.refresh();
      }
    }
  }

  /** Stops waiting for a sign-out by hand. */
  cancel({ id }: Integration): void {
    this.#waiting.get(id)?.abort();
  }

  dispose(): void {
    this.#waiting.forEach((abort) => abort.abort());
  }

  async #instruct(
    source: CredentialSource,
    integration: Integration,
    isLeftToUser: boolean,
    tell: (ended: AbortSignal) => Promise<void> | void,
  ): Promise<void> {
    const ended = isLeftToUser ? this.#wait(source, integration) : AbortSignal.abort();
    try {
      await tell(ended);
    } catch (error) {
      this.cancel(integration);
      throw error;
    }
  }

  /** Returns a signal that is aborted when the user is signed out, or it is no longer waited for. */
  #wait(source: CredentialSource, integration: Integration): AbortSignal {
    const { id } = integration;
    // The instruction of an earlier one goes, so that there is one.
    this.cancel(integration);
    const abort = new AbortController();
    this.#waiting.set(id, abort);
    const owned = [
      this.catalog.onDidChange(() => {
        if (!this.#isSignedIn(id)) {
          abort.abort();
        }
      }),
      this.onDidFocus(() => void this.#look(source)),
      this.clock.setTimeout(() => abort.abort(), SIGN_OUT_TIMEOUT),
    ];
    abort.signal.addEventListener('abort', () => {
      owned.forEach((each) => each.dispose());
      this.#waiting.delete(id);
    });
    return abort.signal;
  }

  #isSignedIn(id: string): boolean {
    return this.catalog.integrations.find((each) => each.id === id)?.status.kind === 'authenticated';
  }

  /** Asks once, also while the view is hidden. Never rejects. */
  async #look(source: CredentialSource): Promise<void> {
    const refresher = this.refreshers.get(source);
    const watch = refresher?.watch();
    await refresher?.refresh();
    watch?.dispose();
  }
}
