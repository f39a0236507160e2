import { asCredentialError, errorChain } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import type { Browser, Clock, Logger } from '../core/ports.js';
import type { SignIns } from '../core/signIns.js';
import { oneLine } from '../core/text.js';
import type { WireSignIn } from '../workbench/wire.js';
import * as messages from './messages.js';

/** Milliseconds for which a client waits for the page: less than clients have patience. The sign-in goes on after that. */
const PATIENCE = 5_000;

/** A sign-in that the broker has begun. */
interface Begun {
  /** The page, as soon as it is known; or the end, where that comes first. Rejects if there is neither. */
  readonly page: Promise<WireSignIn>;
  /** Whether the window opens the page, or has opened it already. */
  readonly opening: { isWanted: boolean };
}

/**
 * The sign-ins that clients of the broker begin. The window waits for their end as for any other, and shows it; a client is
 * told the page, and looks for itself how that goes on.
 */
export class BrokerSignIns {
  readonly #begun = new Map<string, Begun>();
  /** By integration, why the last one came to nothing: whoever waits for its end asks for it. */
  readonly #problems = new Map<string, string>();

  constructor(
    private readonly signIns: Pick<SignIns, 'signIn'>,
    private readonly browser: Browser,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * Begins to sign in, or joins who has begun. Throws `CredentialError` where that can't begin.
   *
   * @param open whether the page is to be opened in the user's browser, too
   */
  async begin(integration: Integration, open: boolean): Promise<WireSignIn> {
    const begun = this.#begun.get(integration.id) ?? this.#begin(integration, open);
    const answer = await this.#withPatience(begun);
    if (open && !begun.opening.isWanted && answer.url !== undefined) {
      await this.#openLater(begun, answer.url);
    }
    return begun.opening.isWanted && !answer.authenticated ? { ...answer, opened: true } : answer;
  }

  /** Why the last sign-in that a client began came to nothing, in a sentence; until another is begun. */
  problemOf({ id }: Integration): string | undefined {
    return this.#problems.get(id);
  }

  /** Opens a page that is known already. Whoever asks meanwhile does not open it again. */
  async #openLater({ opening }: Begun, url: string): Promise<void> {
    opening.isWanted = true;
    try {
      await this.browser.open(url);
    } catch (error) {
      opening.isWanted = false;
      throw error;
    }
  }

  #begin(integration: Integration, isWanted: boolean): Begun {
    this.#problems.delete(integration.id);
    const opening = { isWanted };
    const begun: Begun = { page: this.#page(integration, opening), opening };
    this.#begun.set(integration.id, begun);
    return begun;
  }

  #page(integration: Integration, opening: { readonly isWanted: boolean }): Promise<WireSignIn> {
    return new Promise((resolve, reject) => {
      const open = async (url: string) => {
        await (opening.isWanted ? this.browser.open(url) : undefined);
        resolve({ url });
      };
      this.#end(integration, { open })
        .then(resolve, reject)
        .finally(() => this.#begun.delete(integration.id));
    });
  }

  /** Signs in, and returns what a client is told that still waits then. */
  async #end(integration: Integration, browser: Browser): Promise<WireSignIn> {
    const { id, label } = integration;
    try {
      switch (await this.signIns.signIn(integration, () => undefined, { browser })) {
        case 'signedIn':
          return { authenticated: true };
        case 'joined':
          // The view has begun it, and opened its page.
          return { opened: true };
        case 'cancelled':
          throw messages.cancelled(label);
        default:
          throw messages.notAllowed(label);
      }
    } catch (error) {
      // It may be told to nobody: whoever asked has the page by then.
      this.log.info(`broker: sign-in, ${oneLine(label)}: ${errorChain(error)}`);
      const failure = asCredentialError(error, messages.failed());
      this.#problems.set(id, failure.message);
      throw failure;
    }
  }

  /** The user may first be asked for something in the window, such as a client secret: then the window opens the page. */
  #withPatience({ page, opening }: Begun): Promise<WireSignIn> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimeout(() => {
        opening.isWanted = true;
        resolve({ opened: true });
      }, PATIENCE);
      page.then(resolve, reject).finally(() => timer.dispose());
    });
  }
}
