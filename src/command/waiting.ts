import { setTimeout as delay } from 'node:timers/promises';
import { CredentialError } from '../core/errors.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import { now } from './clock.js';
import { assertUsable, type Usable } from './lookup.js';
import * as messages from './messages.js';
import type { IntegrationBackend } from './integrationBackend.js';
import type { SignInPage } from './signInPage.js';
import type { Terminal } from './terminal.js';

/** Milliseconds between two checks. */
const INTERVAL = 1_000;

/** Milliseconds for which a call before or after the wait is retried. */
const RETRY_TIME = 10_000;

/** The result of one check. */
interface Check {
  readonly isSignedIn: boolean;
  /** Why the server could not be asked. */
  readonly failure?: CredentialError;
}

/**
 * Tells the user where to sign in, and waits. Resolves with whether the user signed in before the time was over. Throws
 * `CredentialError` if waiting can't help: the sign-in was cancelled or denied, or the session, the editor window or the
 * integration no longer exists.
 *
 * @param isListed whether the server lists the user as signed in already, so that only a token shows that the sign-in is done
 */
export async function waitForSignIn(
  backend: IntegrationBackend,
  terminal: Terminal,
  integration: Usable,
  isListed: boolean,
  page: SignInPage,
): Promise<boolean> {
  if (isListed) {
    terminal.say(messages.signInAgain(integration.label));
  }
  showPage(terminal, integration.label, page);
  for (;;) {
    const { isSignedIn, failure } = await check(backend, integration, isListed);
    if (isSignedIn) {
      backend.endWait();
      return true;
    }
    const left = backend.waitLeft;
    if (left <= 0) {
      if (failure) {
        terminal.say(failure.message);
      }
      return false;
    }
    await delay(Math.min(Math.max(INTERVAL, failure?.retryAfter ?? 0), left));
  }
}

function showPage(terminal: Terminal, label: string, { url, isOpened, instruction }: SignInPage): void {
  terminal.say(isOpened ? messages.waitingForBrowser(label) : messages.waitingForPage(label));
  if (instruction !== undefined) {
    terminal.say(instruction);
  }
  if (url !== undefined && !isOpened) {
    terminal.sayUrl(url);
  }
}

async function check(backend: IntegrationBackend, integration: Usable, isListed: boolean): Promise<Check> {
  const list = await orTransientFailure(backend, () => backend.integrations());
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
  const token = await orTransientFailure(backend, () => backend.token(integration.guid));
  return token instanceof CredentialError ? { isSignedIn: false, failure: token } : { isSignedIn: token !== undefined };
}

/** An answer of the server, or its failure if that may be transient. Throws other failures. */
async function orTransientFailure<T>(
  backend: IntegrationBackend,
  call: () => Promise<T>,
): Promise<T | CredentialError> {
  try {
    return await call();
  } catch (error) {
    // The end of the wait aborts a running call: that is no failure of the server.
    const isTimeOver = backend.waitLeft <= 0;
    if (!(error instanceof CredentialError) || !(mayBeTransient(backend, error) || isTimeOver)) {
      throw error;
    }
    return error;
  }
}

/**
 * An answer of the server. If the user has asked to wait, a failure that does not come from Workbench itself, such as the page
 * of a portal, is retried for some seconds.
 */
export async function withRetries<T>(backend: IntegrationBackend, call: () => Promise<T>): Promise<T> {
  const end = now() + RETRY_TIME;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isRetried =
        backend.isWaiting &&
        !backend.isBroker &&
        error instanceof CredentialError &&
        error.said === undefined &&
        mayBeTransient(backend, error);
      if (!isRetried || Math.min(end - now(), backend.timeLeft) < INTERVAL) {
        throw error;
      }
    }
    await delay(INTERVAL);
  }
}

/**
 * Whether a failure may be transient. A Workbench can be restarted, and a portal can be in the way for a moment. A session
 * whose authorization is refused has ended, and a window that was closed takes its sign-ins with it.
 */
function mayBeTransient({ isBroker }: IntegrationBackend, { failure }: CredentialError): boolean {
  return failure === 'rejected' || (!isBroker && (failure === 'network' || failure === 'protocol'));
}

/** Whether the user is signed in now. Throws `CredentialError` if the integration is unusable or no longer exists. */
export async function isSignedIn(backend: IntegrationBackend, integration: Usable): Promise<boolean> {
  return foundIn(await backend.integrations(), integration).status.kind === 'authenticated';
}

function foundIn({ integrations }: IntegrationList, { guid, label }: Usable): Usable {
  const found = integrations.find((each) => each.guid === guid);
  if (!found) {
    throw messages.gone(label);
  }
  assertUsable(found);
  return found;
}
