import type { AccessToken } from '../core/source.js';
import type { Usable } from './lookup.js';
import * as messages from './messages.js';
import type { IntegrationBackend } from './integrationBackend.js';
import { isSignedIn, withRetries } from './waiting.js';

/** Whether there is a token now. */
export interface Access {
  /** `undefined` if the user has to sign in first. */
  readonly token: AccessToken | undefined;
  /** Whether the server lists the user as signed in, even if it has no token. */
  readonly isListed: boolean;
}

/**
 * Requests the access token of an integration that the server has just listed. Only this shows whether there is one: the
 * list may be out of date, and the server may fail to renew a token.
 */
export async function accessTo(backend: IntegrationBackend, integration: Usable): Promise<Access> {
  if (integration.status.kind !== 'authenticated') {
    return { token: undefined, isListed: false };
  }
  try {
    return { token: await withRetries(backend, () => backend.token(integration.guid)), isListed: true };
  } catch (error) {
    if (await isSignedIn(backend, integration).catch(() => true)) {
      throw error;
    }
    return { token: undefined, isListed: false };
  }
}

/**
 * A token's text, if it can be written as it is: visible ASCII, as in a header (RFC 6750, section 2.1). Throws
 * `CredentialError` for anything else.
 */
export function writableToken({ value }: AccessToken, { label }: Usable): string {
  const token = value.reveal();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw messages.unsafeToken(label);
  }
  return token;
}
