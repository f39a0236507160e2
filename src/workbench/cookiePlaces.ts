import { abortable } from '../core/abort.js';
import { COOKIE_VARIABLE, cookieExpiry, type CookieFile, isHeaderValue, readCookieFile } from './cookie.js';
import type { Environment, Session } from './session.js';

/** What can be told of a place that may hold a cookie. */
export interface CookiePlace {
  readonly isSet: boolean;
  /** Whether what is there can be sent at all. */
  readonly isSendable: boolean;
  /** When the cookie expires, in milliseconds since the epoch, where that can be read. */
  readonly expiry: number | undefined;
  /** Why the place could not be looked into. */
  readonly failure?: unknown;
}

/** The places where `readCookie` looks, without what they hold. Waits for the file until `signal` is aborted. */
export async function cookiePlaces(
  session: Session,
  environment: Environment,
  signal: AbortSignal,
): Promise<{ readonly file: CookiePlace; readonly variable: CookiePlace }> {
  const { content, failure } = await abortable(signal, () => readCookieFile(session)).catch(
    (failure: unknown): CookieFile => ({ failure }),
  );
  return { file: { ...placeOf(content), failure }, variable: placeOf(environment[COOKIE_VARIABLE]) };
}

function placeOf(content: string | undefined): CookiePlace {
  const cookie = content?.trim() ?? '';
  return { isSet: cookie !== '', isSendable: isHeaderValue(cookie), expiry: cookieExpiry(cookie) };
}
