import { asCredentialError, errorChain } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import type { Browser, Clock, Logger } from '../core/ports.js';
import type { SignIns } from '../core/signIns.js';
import type { WireSignIn } from '../workbench/wire.js';
import * as messages from './messages.js';

/** Milliseconds for which a client waits for the page: less than clients have patience. The sign-in goes on after that. */
const PATIENCE = 5_000;

/** A sign-in that the broker has begun. */
interface Begun {
  /** The page, as soon as it is known; or the end, where that comes first. Rejects if it could not begin. */
  readonly page: Promise<WireSignIn>;
  isOpened: boolean;
}

/**
 * The sign-ins that clients of the broker begin. The window waits for their end as for any other, and shows it; a client is
 * told the page, and looks for itself how that goes on.
 */
export class BrokerSignIns {
  readonly #begun = new Map<string, Begun>();

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
    const known = this.#begun.get(integration.id);
    const begun = known ?? this.#begin(integration, open);
    const answer = await this.#withPatience(begun.page);
    if (known && open && !known.isOpened && answer.url !== undefined) {
      known.isOpened = true;
      await this.browser.open(answer.url);
    }
    return begun.isOpened && !answer.authenticated ? { ...answer, opened: true } : answer;
  }

  #begin(integration: Integration, open: boolean): Begun {
    const begun: Begun = { page: this.#page(integration, open), isOpened: open };
    this.#begun.set(integration.id, begun);
    return begun;
  }

  #page(integration: Integration, open: boolean): Promise<WireSignIn> {
    return new Promise((resolve, reject) => {
      const browser: Browser = {
        open: async (url) => {
          await (open ? this.browser.open(url) : undefined);
          resolve({ url });
        },
      };
      this.signIns
        .signIn(integration, () => undefined, { browser })
        .then((outcome) => {
          // One that the view has begun has its page open already.
          resolve(outcome === 'signedIn' ? { authenticated: true } : { opened: true });
        })
        .catch((error: unknown) => {
          // It may be told to nobody: whoever asked has the page by then.
          this.log.warn(`broker: sign-in, ${integration.id}: ${errorChain(error)}`);
          reject(asCredentialError(error, messages.failed()));
        })
        .finally(() => this.#begun.delete(integration.id));
    });
  }

  /** The user may first be asked for something in the window, such as a client secret. */
  #withPatience(page: Promise<WireSignIn>): Promise<WireSignIn> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimeout(() => resolve({ opened: true }), PATIENCE);
      page.then(resolve, reject).finally(() => timer.dispose());
    });
  }
}
