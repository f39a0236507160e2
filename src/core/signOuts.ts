import type { Catalog } from './catalog.js';
import type { Integration } from './integration.js';
import type { Clock, Disposable, Event } from './ports.js';
import type { Refreshers } from './refreshers.js';
import type { CredentialSource, Instruct } from './source.js';

/** Milliseconds that a manual sign-out is waited for. */
export const SIGN_OUT_TIMEOUT = 10 * 60_000;

/**
 * Signs out. If the user has to do that by hand, refreshes the source each time the window regains focus. Nothing waits
 * for the end of a sign-out, so it is not worth a request every second, unlike a sign-in.
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
   * Resolves when the user is signed out, or when `instruct` has told the user what to do by hand. Throws
   * `CredentialError` if signing out fails.
   */
  async signOut(integration: Integration, instruct: Instruct): Promise<void> {
    const source = this.catalog.sources.find(({ id }) => id === integration.source);
    if (!source) {
      return;
    }
    let isManual = false;
    try {
      const { instruction, page } = await source.signOut(integration, new AbortController().signal);
      isManual = page !== undefined;
      if (instruction !== undefined) {
        await this.#instruct(source, integration, isManual, (ended) => instruct(instruction, page, ended));
      }
    } finally {
      // A manual sign-out has not changed anything yet.
      if (!isManual) {
        await this.refreshers.get(source)?.refresh();
      }
    }
  }

  /** Stops waiting for a manual sign-out. */
  cancel({ id }: Integration): void {
    this.#waiting.get(id)?.abort();
  }

  dispose(): void {
    this.#waiting.forEach((abort) => abort.abort());
  }

  async #instruct(
    source: CredentialSource,
    integration: Integration,
    isManual: boolean,
    showInstruction: (ended: AbortSignal) => Promise<void> | void,
  ): Promise<void> {
    const ended = isManual ? this.#wait(source, integration) : AbortSignal.abort();
    try {
      await showInstruction(ended);
    } catch (error) {
      this.cancel(integration);
      throw error;
    }
  }

  /** Returns a signal that is aborted when the user is signed out, or when this stops waiting. */
  #wait(source: CredentialSource, integration: Integration): AbortSignal {
    const { id } = integration;
    // Removes the instruction of an earlier sign-out, so that only one is shown.
    this.cancel(integration);
    const abort = new AbortController();
    this.#waiting.set(id, abort);
    const owned = [
      this.catalog.onDidChange(() => {
        if (!this.#isSignedIn(id)) {
          abort.abort();
        }
      }),
      this.onDidFocus(() => void this.#refresh(source)),
      this.clock.setTimeout(() => abort.abort(), SIGN_OUT_TIMEOUT),
    ];
    abort.signal.addEventListener('abort', () => {
      owned.forEach((each) => each.dispose());
      this.#waiting.delete(id);
    });
    return abort.signal;
  }

  #isSignedIn(id: string): boolean {
    return this.catalog.signInTargets.find((each) => each.id === id)?.status.kind === 'authenticated';
  }

  /** Refreshes once, even while the view is hidden. Never rejects. */
  async #refresh(source: CredentialSource): Promise<void> {
    const refresher = this.refreshers.get(source);
    const watch = refresher?.watch();
    await refresher?.refresh();
    watch?.dispose();
  }
}
