import { type AgentAuthAnswer, gitCredentials, NO_EXPIRY } from '../../coder/wire.js';
import { isoSeconds } from '../../core/time.js';

/** The answer where the user is not signed in: the page where that can be done, and all keys. */
export function pageAnswer(url: string): AgentAuthAnswer {
  return {
    ...{ access_token: '', token_extra: null, url, type: '' },
    ...{ expires_at: NO_EXPIRY, username: '', password: '' },
  };
}

/** The answer with a token. @param expiresAt milliseconds since the epoch; `undefined`: unknown */
export function tokenAnswer(
  token: string,
  type: string,
  expiresAt?: number,
  extra?: AgentAuthAnswer['token_extra'],
): AgentAuthAnswer {
  return {
    ...{ access_token: token, token_extra: extra ?? null, url: '', type },
    expires_at: expiresAt === undefined ? NO_EXPIRY : isoSeconds(expiresAt),
    ...gitCredentials(type, token),
  };
}
