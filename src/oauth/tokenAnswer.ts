import { Secret } from '../core/secret.js';
import { malformed } from './messages.js';

/** The last moment that a `Date` can represent. */
const END_OF_TIME = 8.64e15;

/** Visible characters (RFC 6749, appendix A.12): a token may end up in a header. */
const TOKEN = /^[\x20-\x7e]+$/;

/** The `access_token` of an answer. Throws `CredentialError` if it could not be used. */
export function tokenIn(host: string, accessToken: string): Secret {
  if (!TOKEN.test(accessToken)) {
    throw malformed(host, 'access_token');
  }
  return new Secret(accessToken);
}

/**
 * When a token expires, in milliseconds since the epoch; `undefined` if the server did not say.
 *
 * @param seconds the `expires_in` of an answer
 * @param answeredAt milliseconds since the epoch
 */
export function expiryOf(seconds: number | undefined, answeredAt: number): number | undefined {
  return seconds === undefined ? undefined : Math.min(answeredAt + seconds * 1000, END_OF_TIME);
}
