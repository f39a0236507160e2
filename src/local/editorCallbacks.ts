import { Emitter } from '../core/emitter.js';
import { errorChain } from '../core/errors.js';
import type { Browser, Disposable, Logger } from '../core/ports.js';
import type { CallbackUris } from '../core/callbackUris.js';
import type { CallbackOutcome, CallbackListener } from '../oauth/callbackListener.js';
import type { Vault } from '../vault/vault.js';

/** What hears of answers, for one sign-in. */
interface Waiting {
  /** The state that the browser was sent away with, as soon as it was. */
  state: string | undefined;
  readonly offer: (parameters: URLSearchParams) => CallbackOutcome;
}

/** A receiver, and a browser that has to be used with it. */
export interface EditorCallback {
  readonly receiver: CallbackListener;
  readonly browser: Browser;
}

/**
 * Answers that come by a URI of the editor. Such a URI leads to any window of the user: the one that it reaches hands the
 * answer on to the one that waits for it, by what all windows keep.
 */
export class EditorCallbacks implements Disposable {
  readonly #waiting = new Set<Waiting>();
  readonly #subscriptions: readonly Disposable[];

  constructor(
    private readonly redirects: CallbackUris,
    private readonly vault: Pick<Vault, 'onDidChange' | 'forwardCallback' | 'ensureCreated' | 'takeCallback'>,
    private readonly log: Logger,
  ) {
    this.#subscriptions = [redirects.onDidReceive((query) => this.#arrived(query))];
  }

  /** Begins to receive an answer to what `browser` opens. Throws `CredentialError` where nothing can be kept, and so nothing be handed on. */
  async open(browser: Browser): Promise<EditorCallback> {
    // Before the browser leaves: an answer that reaches another window must find what it is to be put into.
    await this.vault.ensureCreated();
    const redirectUri = await this.redirects.uri();
    const answers = new Emitter<URLSearchParams>();
    let fate: CallbackOutcome = 'ignored';
    const waiting: Waiting = {
      state: undefined,
      offer: (parameters) => {
        fate = 'ignored';
        answers.fire(parameters);
        return fate;
      },
    };
    this.#waiting.add(waiting);
    const changes = this.vault.onDidChange(() => void this.#look(waiting));
    const receiver: CallbackListener = {
      redirectUri,
      onCallback: (listener) => answers.event((parameters) => (fate = listener(parameters))),
      dispose: () => {
        this.#waiting.delete(waiting);
        changes.dispose();
        answers.dispose();
      },
    };
    const open = async (url: string) => {
      waiting.state = new URL(url).searchParams.get('state') ?? undefined;
      await browser.open(url);
    };
    return { receiver, browser: { open } };
  }

  dispose(): void {
    this.#subscriptions.forEach((each) => each.dispose());
    this.#waiting.clear();
  }

  #arrived(query: string): void {
    const parameters = new URLSearchParams(query);
    const isOurs = [...this.#waiting].map(({ offer }) => offer(parameters)).some((fate) => fate !== 'ignored');
    const state = parameters.get('state');
    if (!isOurs && state !== null) {
      this.vault.forwardCallback(state, query).catch((error: unknown) => {
        this.log.warn(`an answer for another window could not be handed on: ${errorChain(error)}`);
      });
    }
  }

  /** Whether another window has left the answer. */
  async #look(waiting: Waiting): Promise<void> {
    if (waiting.state === undefined) {
      return;
    }
    try {
      const query = await this.vault.takeCallback(waiting.state);
      if (query !== undefined) {
        waiting.offer(new URLSearchParams(query));
      }
    } catch (error) {
      this.log.warn(`whether another window has left an answer is not known: ${errorChain(error)}`);
    }
  }
}
