import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Disposable, Logger } from '../core/ports.js';
import type { CallbackUris } from '../core/callbackUris.js';
import type { CallbackOutcome, CallbackListener } from '../oauth/callbackListener.js';
import type { Vault } from '../vault/vault.js';

/** A sign-in that waits for an answer. */
interface Waiting {
  /** The `state` of its request, once it is known. */
  state: string | undefined;
  readonly offer: (parameters: URLSearchParams) => CallbackOutcome;
}

/**
 * Receives answers that come by a URI of the editor. Such a URI may lead to any window of the user: the window that gets an
 * answer it does not wait for stores it in the vault, where the right window finds it.
 */
export class EditorCallbacks implements Disposable {
  readonly #waiting = new Set<Waiting>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly redirects: CallbackUris,
    private readonly vault: Pick<Vault, 'onDidChange' | 'forwardCallback' | 'ensureCreated' | 'takeCallback'>,
    private readonly log: Logger,
  ) {
    this.#subscriptions = [redirects.onDidReceive((query) => this.#received(query))];
  }

  /** Begins to receive the answer to one sign-in. Throws `CredentialError` if the vault cannot be used. */
  async open(): Promise<CallbackListener> {
    // Before the browser opens: another window that gets the answer needs the vault.
    await this.vault.ensureCreated();
    const redirectUri = await this.redirects.uri();
    const answers = new Emitter<URLSearchParams>();
    let outcome: CallbackOutcome = 'ignored';
    const waiting: Waiting = {
      state: undefined,
      offer: (parameters) => {
        outcome = 'ignored';
        answers.fire(parameters);
        return outcome;
      },
    };
    this.#waiting.add(waiting);
    const changes = this.vault.onDidChange(() => void this.#lookInVault(waiting));
    return {
      redirectUri,
      expect: (state) => (waiting.state = state),
      onCallback: (listener) => answers.event((parameters) => (outcome = listener(parameters))),
      dispose: () => {
        this.#waiting.delete(waiting);
        changes.dispose();
        answers.dispose();
      },
    };
  }

  dispose(): void {
    this.#subscriptions.forEach((each) => each.dispose());
    this.#waiting.clear();
  }

  #received(query: string): void {
    const parameters = new URLSearchParams(query);
    const state = parameters.get('state');
    if (state === null && this.#waiting.size !== 1) {
      // An error without a state, which may belong to any of the sign-ins.
      return;
    }
    const isOurs = [...this.#waiting].map(({ offer }) => offer(parameters)).some((outcome) => outcome !== 'ignored');
    if (!isOurs && state !== null) {
      this.vault.forwardCallback(state, query).catch((error: unknown) => {
        this.log.warn(`sign-in: an answer for another window could not be stored: ${errorChain(error)}`);
      });
    }
  }

  /** Takes the answer that another window has stored, if there is one. */
  async #lookInVault(waiting: Waiting): Promise<void> {
    if (waiting.state === undefined) {
      return;
    }
    try {
      const query = await this.vault.takeCallback(waiting.state);
      if (query !== undefined) {
        waiting.offer(new URLSearchParams(query));
      }
    } catch (error) {
      this.log.warn(`sign-in: answers of other windows could not be read: ${errorChain(error)}`);
    }
  }
}
