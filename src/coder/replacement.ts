import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import { pause } from '../core/pause.js';
import type { Clock } from '../core/ports.js';
import { isSameSecret } from '../core/secret.js';
import { SIGN_IN_TIMEOUT } from '../core/signIns.js';
import type { AgentTokens } from './agentTokens.js';
import { type KnownProvider, nameOf } from './knownProvider.js';
import * as messages from './messages.js';

/** Milliseconds between two looks. */
const INTERVAL = 1_000;

type IsReplaced = (signal: AbortSignal) => Promise<boolean>;

/** Whether the token that the agent gives is another one than at this call. Throws `CredentialError`. */
export async function agentTokenReplaced(tokens: AgentTokens, { asked }: KnownProvider): Promise<IsReplaced> {
  const before = await tokens.ask(asked);
  const token = before.kind === 'signedIn' ? before.token : undefined;
  return async () => {
    const now = await tokens.ask(asked);
    return now.kind === 'signedIn' && !isSameSecret(token, now.token);
  };
}

/** Whether the user's list shows another link than at this call. */
export function linkReplaced(
  { asked, listed }: KnownProvider,
  list: (signal: AbortSignal) => Promise<readonly KnownProvider[]>,
): IsReplaced {
  return async (signal) => {
    const now = (await list(signal)).find((each) => nameOf(each.asked) === nameOf(asked));
    const link = now?.listed?.link;
    return (
      now?.status === 'signedIn' &&
      (link?.expires !== listed?.link?.expires || link?.updatedAt !== listed?.link?.updatedAt)
    );
  };
}

/**
 * Resolves when the user has signed in again: that they are signed in shows nothing. Throws `CredentialError` when the time for
 * that is over, or the signal's reason.
 */
export async function untilReplaced(isReplaced: IsReplaced, clock: Clock, signal: AbortSignal): Promise<void> {
  const end = clock.now() + SIGN_IN_TIMEOUT;
  while (clock.now() < end) {
    await pause(clock, INTERVAL, signal);
    if (await abortable(signal, () => orNotYet(isReplaced(signal)))) {
      return;
    }
  }
  throw messages.notFinished();
}

/** A failure is no sign-in yet. */
async function orNotYet(answer: Promise<boolean>): Promise<boolean> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CredentialError) {
      return false;
    }
    throw error;
  }
}
