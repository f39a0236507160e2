import { abortable } from '../core/abort.js';
import type { Environment } from '../core/ports.js';
import { COOKIE_VARIABLE, cookieExpiry, type CookieFile, isHeaderValue, readCookieFile } from './cookie.js';
import type { Session } from './session.js';

/** Facts about a place that may contain a cookie. */
export interface CookiePlace {
  readonly isSet: boolean;
  /** Whether its content can be sent in a header. */
  readonly isSendable: boolean;
  /** When the cookie expires, in milliseconds since the epoch, if that can be read. */
  readonly expiry: number | undefined;
  /** Why it could not be read. */
  readonly failure?: unknown;
}

/** The places where `readCookie` looks, without the values. Waits for the file until `signal` is aborted. */
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
