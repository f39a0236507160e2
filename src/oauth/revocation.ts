import { errorChain } from '../core/errors.js';
import type { Secret } from '../core/secret.js';
import { assertUsable } from './authorizationServer.js';
import { asClient, type ClientAtServer, type ClientRequest } from './clientRequest.js';
import { OAuthError } from './errorResponse.js';
import type { OAuthPorts } from './libraryRequest.js';
import type { TokenSet } from './tokenSet.js';

/** `notOffered`: the server can't revoke these tokens, which stay valid until they expire. */
export type Revocation = 'revoked' | 'notOffered';

/**
 * Revokes what was granted (RFC 7009): the refresh token, which could get other access tokens, then the access token. Tries
 * both, also if the first attempt fails. Throws `CredentialError` if the refresh token, or an access token without one, could
 * not be revoked; or the signal's reason once it is aborted.
 */
export async function revoke(
  { accessToken, refreshToken }: TokenSet,
  parties: ClientAtServer,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<Revocation> {
  const { endpoints } = parties.server;
  assertUsable(parties.server, 'revocation_endpoint');
  if (endpoints.revocation_endpoint === undefined) {
    return 'notOffered';
  }
  const failures: unknown[] = [];
  const attempt = (token: Secret, hint: TokenHint) =>
    asClient({ ...parties, request: 'revocation' }, ports, signal, (call) => revokeToken(token, hint, call)).catch(
      (error: unknown) => {
        failures.push(error);
        return false;
      },
    );
  const isRefreshRevoked = refreshToken !== undefined && (await attempt(refreshToken, 'refresh_token'));
  signal.throwIfAborted();
  const isAccessRevoked = await attempt(accessToken, 'access_token');
  signal.throwIfAborted();
  if (failures.length > 0 && !isRefreshRevoked) {
    throw failures[0];
  }
  // Most servers end the access token together with the refresh token, and it does not live long.
  failures.forEach((error) => ports.log.debug(`oauth: the access token was not revoked: ${errorChain(error)}`));
  return isRefreshRevoked || isAccessRevoked ? 'revoked' : 'notOffered';
}

type TokenHint = 'refresh_token' | 'access_token';

/**
 * @returns `false` if this server can't revoke tokens of that kind, for example self-contained access tokens (RFC 7009,
 * section 2.2.1)
 */
async function revokeToken(
  token: Secret,
  hint: TokenHint,
  { oauth, metadata, client, authentication, options }: ClientRequest,
): Promise<boolean> {
  try {
    const response = await oauth.revocationRequest(metadata, client, authentication, token.reveal(), {
      ...options,
      additionalParameters: { token_type_hint: hint },
    });
    await oauth.processRevocationResponse(response);
    return true;
  } catch (error) {
    switch (error instanceof OAuthError ? error.error : undefined) {
      case 'unsupported_token_type':
        return false;
      case 'invalid_token':
        // There is nothing left to revoke. RFC 7009, section 2.2, wants status 200 for that.
        return true;
      default:
        throw error;
    }
  }
}
