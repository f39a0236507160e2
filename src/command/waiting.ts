import { setTimeout as delay } from 'node:timers/promises';
import { CredentialError } from '../core/errors.js';
import { assertUsable, type Usable } from './lookup.js';
import * as messages from './messages.js';
import type { Server } from './server.js';
import type { SignInPage } from './signInPage.js';
import type { Terminal } from './terminal.js';

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

/**
 * Tells the user where to sign in, and waits for it. Resolves with whether the user has signed in before the time was over.
 * Throws `CredentialError` where waiting can't help: the sign-in was cancelled or refused, the editor window or the integration is gone.
 */
export async function waitForSignIn(
  server: Server,
  terminal: Terminal,
  integration: Usable,
  page: SignInPage,
  seconds: number,
): Promise<boolean> {
  tell(terminal, integration.label, page);
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const { isSignedIn, pause } = await look(server, integration);
    const left = deadline - performance.now();
    if (isSignedIn || left <= 0) {
      return isSignedIn;
    }
    await delay(Math.min(pause, left));
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

async function look(
  server: Server,
  integration: Usable,
): Promise<{ readonly isSignedIn: boolean; readonly pause: number }> {
  try {
    const { status, signInError } = await asItIsNow(server, integration);
    if (status.kind !== 'authenticated' && signInError !== undefined) {
      throw messages.signInFailed(signInError);
    }
    return { isSignedIn: status.kind === 'authenticated', pause: INTERVAL };
  } catch (error) {
    // A Workbench may be back before the time is over; a window that is gone takes the sign-in with it.
    if (server.isBroker || !(error instanceof CredentialError) || error.failure !== 'network') {
      throw error;
    }
    return { isSignedIn: false, pause: Math.max(INTERVAL, error.retryAfter ?? 0) };
  }
}

/** Whether the user is signed in to it now. Throws `CredentialError` if that can't be, or if it is no longer there. */
export async function isSignedIn(server: Server, integration: Usable): Promise<boolean> {
  return (await asItIsNow(server, integration)).status.kind === 'authenticated';
}

async function asItIsNow(server: Server, { guid, label }: Usable): Promise<Usable> {
  const { integrations } = await server.integrations();
  const found = integrations.find((each) => each.guid === guid);
  if (!found) {
    throw messages.gone(label);
  }
  assertUsable(found);
  return found;
}
