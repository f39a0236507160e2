import type { Secret } from '../core/secret.js';
import type { TokenSet } from './tokenSet.js';
import { type ClientRequest, asClient, type ClientAtServer } from './clientRequest.js';
import type { OAuthPorts } from './libraryRequest.js';

/** `notOffered`: the server has no way to revoke tokens, and what was granted ends with its own time. */
export type Revocation = 'revoked' | 'notOffered';

/**
 * Revokes what was granted (RFC 7009): the refresh token, from which other access tokens would come, then the access token.
 * Both are tried, whatever becomes of the first. Throws `CredentialError` where one could not be revoked, or the signal's
 * reason once it is aborted.
 */
export async function revoke(
  { accessToken, refreshToken }: TokenSet,
  parties: ClientAtServer,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<Revocation> {
  if (parties.server.endpoints.revocation_endpoint === undefined) {
    return 'notOffered';
  }
  const failures: unknown[] = [];
  const attempt = (token: Secret, hint: TokenHint) =>
    asClient(parties, ports, signal, (call) => revokeToken(token, hint, call)).catch((error: unknown) => {
      failures.push(error);
      return false;
    });
  const refreshRevoked = refreshToken !== undefined && (await attempt(refreshToken, 'refresh_token'));
  signal.throwIfAborted();
  const accessRevoked = await attempt(accessToken, 'access_token');
  if (failures.length > 0) {
    throw failures[0];
  }
  return refreshRevoked || accessRevoked ? 'revoked' : 'notOffered';
}

type TokenHint = 'refresh_token' | 'access_token';

/** `false`: this server can't revoke tokens of that kind, as where access tokens are self-contained (RFC 7009, section 2.2.1). */
async function revokeToken(
  token: Secret,
  hint: TokenHint,
  { oauth, metadata, client, authentication, options }: ClientRequest,
): Promise<boolean> {
  const response = await oauth.revocationRequest(metadata, client, authentication, token.reveal(), {
    ...options,
    additionalParameters: { token_type_hint: hint },
  });
  try {
    await oauth.processRevocationResponse(response);
    return true;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === 'unsupported_token_type') {
      return false;
    }
    throw error;
  }
}
