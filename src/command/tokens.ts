import type { AccessToken } from '../core/accessToken.js';
import type { Usable } from './lookup.js';
import * as messages from './messages.js';
import type { Server } from './server.js';
import { isSignedIn } from './waiting.js';

/**
 * The access token of an integration that the server has just listed; `undefined` if the user has to sign in first. That
 * may show only now, when the server tries to renew the token.
 */
export async function currentToken(server: Server, integration: Usable): Promise<AccessToken | undefined> {
  if (integration.status.kind !== 'authenticated') {
    return undefined;
  }
  try {
    return await server.token(integration.guid);
  } catch (error) {
    if (await isSignedIn(server, integration).catch(() => true)) {
      throw error;
    }
    return undefined;
  }
}

/**
 * What of a token is written, to be followed by nothing: visible ASCII, as in a header (RFC 6750, section 2.1). Throws
 * `CredentialError` for anything else.
 */
export function writableToken({ value }: AccessToken, { label }: Usable): string {
  const token = value.reveal();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw messages.unsafeToken(label);
  }
  return token;
}
