import { setTimeout as delay } from 'node:timers/promises';
import { CredentialError } from '../core/errors.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import { assertUsable, type Usable } from './lookup.js';
import * as messages from './messages.js';
import type { Backend } from './backend.js';
import type { SignInPage } from './signInPage.js';
import type { Terminal } from './terminal.js';

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

/** Milliseconds for which a call that is needed before or after the wait is tried again. */
const RETRY_TIME = 10_000;

/** What a look at the server shows. */
interface Look {
  readonly isSignedIn: boolean;
  /** Why the server could not tell. */
  readonly failure?: CredentialError;
}

/**
 * Tells the user where to sign in, and waits for it. Resolves with whether the user has signed in before the time was over.
 * Throws `CredentialError` where waiting can't help: the sign-in was cancelled or refused, the session, the editor window or
 * the integration is gone.
 *
 * @param isListed whether the server lists the user as signed in already, so that only a token shows that it has happened
 */
export async function waitForSignIn(
  server: Backend,
  terminal: Terminal,
  integration: Usable,
  isListed: boolean,
  page: SignInPage,
): Promise<boolean> {
  if (isListed) {
    terminal.say(messages.signInAgain(integration.label));
  }
  tell(terminal, integration.label, page);
  for (;;) {
    const { isSignedIn, failure } = await look(server, integration, isListed);
    if (isSignedIn) {
      server.endWait();
      return true;
    }
    const left = server.waitLeft;
    if (left <= 0) {
      if (failure) {
        terminal.say(failure.message);
      }
      return false;
    }
    await delay(Math.min(Math.max(INTERVAL, failure?.retryAfter ?? 0), left));
  }
}

function tell(terminal: Terminal, label: string, { url, isOpened, instruction }: SignInPage): void {
  terminal.say(isOpened ? messages.waitingForBrowser(label) : messages.waitingForPage(label));
  if (instruction !== undefined) {
    terminal.say(instruction);
  }
  if (url !== undefined && !isOpened) {
    terminal.sayUrl(url);
  }
}

async function look(server: Backend, integration: Usable, isListed: boolean): Promise<Look> {
  const list = await passingOver(server, () => server.integrations());
  if (list instanceof CredentialError) {
    return { isSignedIn: false, failure: list };
  }
  const { status, signInError } = foundIn(list, integration);
  if (status.kind !== 'authenticated') {
    if (signInError !== undefined) {
      throw messages.signInFailed(signInError);
    }
    return { isSignedIn: false };
  }
  if (!isListed) {
    return { isSignedIn: true };
  }
  const token = await passingOver(server, () => server.token(integration.guid));
  return token instanceof CredentialError ? { isSignedIn: false, failure: token } : { isSignedIn: token !== undefined };
}

/** An answer of the server; or its failure, if that may be over before the time is. Throws any other. */
async function passingOver<T>(server: Backend, call: () => Promise<T>): Promise<T | CredentialError> {
  try {
    return await call();
  } catch (error) {
    // A call that is under way when the time is over ends with it: that says nothing of the server.
    const isTimeOver = server.waitLeft <= 0;
    if (!(error instanceof CredentialError) || !(mayPass(server, error) || isTimeOver)) {
      throw error;
    }
    return error;
  }
}

/**
 * An answer of the server. Where the user is ready to wait, a failure of which a Workbench itself says nothing, such as the
 * page of a portal, is given some seconds to be over.
 */
export async function patiently<T>(server: Backend, call: () => Promise<T>): Promise<T> {
  const end = performance.now() + RETRY_TIME;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isWorthIt =
        server.isWaiting &&
        !server.isBroker &&
        error instanceof CredentialError &&
        error.said === undefined &&
        mayPass(server, error);
      if (!isWorthIt || Math.min(end - performance.now(), server.timeLeft) < INTERVAL) {
        throw error;
      }
    }
    await delay(INTERVAL);
  }
}

/**
 * Whether a failure may be over before the time is. A Workbench can be restarted, and a portal can be in the way for a
 * moment; a session whose authorization is refused is over. A window that is gone takes the sign-in with it.
 */
function mayPass({ isBroker }: Backend, { failure }: CredentialError): boolean {
  return failure === 'rejected' || (!isBroker && (failure === 'network' || failure === 'protocol'));
}

/** Whether the user is signed in to it now. Throws `CredentialError` if that can't be, or if it is no longer there. */
export async function isSignedIn(server: Backend, integration: Usable): Promise<boolean> {
  return foundIn(await server.integrations(), integration).status.kind === 'authenticated';
}

function foundIn({ integrations }: IntegrationList, { guid, label }: Usable): Usable {
  const found = integrations.find((each) => each.guid === guid);
  if (!found) {
    throw messages.gone(label);
  }
  assertUsable(found);
  return found;
}
