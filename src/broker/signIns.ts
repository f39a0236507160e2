import { asCredentialError, errorChain } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import type { Browser, Clock, Logger } from '../core/ports.js';
import type { SignIns } from '../core/signIns.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';

/** Milliseconds for which a caller waits for the page: less than clients wait for an answer. The sign-in continues after that. */
const PAGE_TIMEOUT = 5_000;

/** Milliseconds after which a page that was opened is opened again for another caller. */
const REOPEN_AFTER = 3_000;

/** How a sign-in continues, for the caller that started it: at least one of these. */
export interface SignInStep {
  /** The page at which the user signs in. */
  readonly url?: string;
  /** Whether the window has opened the page. */
  readonly opened?: boolean;
  /** Whether the user is signed in already, so that there is no page. */
  readonly authenticated?: boolean;
}

/** A sign-in that the broker has started. */
interface Started {
  /** The page as soon as it is known, or the end if that comes first. Rejects if the sign-in fails before there is a page. */
  readonly step: Promise<SignInStep>;
  readonly opening: Opening;
  /** How many callers have asked the window to open the page, and wait for the end. */
  waiting: number;
}

interface Opening {
  /** Whether the window opens the page, or has opened it already. */
  isRequested: boolean;
  /** When it has opened it, in milliseconds since the epoch. */
  openedAt: number | undefined;
}

/**
 * The sign-ins that callers of the broker start. The window waits for their end and shows them as any other sign-in; the
 * caller gets the page, and asks for the integration's status to see how the sign-in ends.
 */
export class BrokerSignIns {
  readonly #started = new Map<string, Started>();
  /** By integration, why the last sign-in failed, for callers that ask for its status. */
  readonly #errors = new Map<string, string>();

  constructor(
    private readonly signIns: Pick<SignIns, 'signIn' | 'cancel'>,
    private readonly browser: Browser,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * Starts to sign in, or joins a sign-in that has started. Throws `CredentialError` if that is not possible.
   *
   * @param open whether to open the page in the user's browser, too: again if it was opened earlier
   */
  async start(integration: Integration, open: boolean): Promise<SignInStep> {
    const started = this.#started.get(integration.id) ?? this.#start(integration, open);
    started.waiting += open ? 1 : 0;
    const step = await this.#withTimeout(started);
    if (open && step.url !== undefined && this.#isToOpen(started.opening)) {
      await this.#openLater(started, step.url);
    }
    return started.opening.isRequested && !step.authenticated ? { ...step, opened: true } : step;
  }

  /** A caller that has asked the window to open the page no longer waits. The sign-in is cancelled if it was the only one. */
  leave(integration: Integration): void {
    const started = this.#started.get(integration.id);
    if (started) {
      started.waiting -= 1;
      if (started.waiting <= 0) {
        this.signIns.cancel(integration);
      }
    }
  }

  /** Why the last sign-in that a caller started failed, in a sentence; until another one is started. */
  lastErrorOf({ id }: Integration): string | undefined {
    return this.#errors.get(id);
  }

  /** Callers that ask at almost the same time get one page. */
  #isToOpen({ isRequested, openedAt }: Opening): boolean {
    return !isRequested || (openedAt !== undefined && this.clock.now() - openedAt >= REOPEN_AFTER);
  }

  /** Opens a page that is already known. Callers that ask in the meantime do not open it again. */
  async #openLater({ opening }: Started, url: string): Promise<void> {
    opening.isRequested = true;
    opening.openedAt = undefined;
    try {
      await this.browser.open(url);
      opening.openedAt = this.clock.now();
    } catch (error) {
      opening.isRequested = false;
      throw error;
    }
  }

  #start(integration: Integration, isRequested: boolean): Started {
    this.#errors.delete(integration.id);
    const opening = { isRequested, openedAt: undefined };
    const started: Started = { step: this.#firstStep(integration, opening), opening, waiting: 0 };
    this.#started.set(integration.id, started);
    return started;
  }

  #firstStep(integration: Integration, opening: Opening): Promise<SignInStep> {
    return new Promise((resolve, reject) => {
      const open = async (url: string) => {
        if (opening.isRequested) {
          await this.browser.open(url);
          opening.openedAt = this.clock.now();
        }
        resolve({ url });
      };
      this.#signIn(integration, { open })
        .then(resolve, reject)
        .finally(() => this.#started.delete(integration.id));
    });
  }

  /** Signs in. Returns the answer for a caller that is still waiting then. */
  async #signIn(integration: Integration, browser: Browser): Promise<SignInStep> {
    const { id, label } = integration;
    try {
      switch (await this.signIns.signIn(integration, () => undefined, { browser })) {
        case 'signedIn':
          return { authenticated: true };
        case 'joined':
          // The view started it, and its page has been shown again.
          return { opened: true };
        case 'cancelled':
          throw messages.cancelled(label);
        default:
          throw messages.notAllowed(label);
      }
    } catch (error) {
      // The caller may have got the page long ago, and would not see the error.
      this.log.info(`broker: sign-in, ${oneLine(label)}: ${errorChain(error)}`);
      const failure = asCredentialError(error, messages.signInFailed());
      this.#errors.set(id, failure.message);
      throw failure;
    }
  }

  /** The user may have to enter something in the window first, such as a client secret. Then the window opens the page. */
  #withTimeout({ step, opening }: Started): Promise<SignInStep> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimeout(() => {
        opening.isRequested = true;
        resolve({ opened: true });
      }, PAGE_TIMEOUT);
      step.then(resolve, reject).finally(() => timer.dispose());
    });
  }
}
