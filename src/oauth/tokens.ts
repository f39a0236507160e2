import { Secret } from '../core/secret.js';
import type { TokenSet } from './tokenSet.js';
import { asClient, type ClientAtServer, type RequestedAccess } from './clientRequest.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import { isStorable } from './storable.js';

export interface ClientCredentials extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'scopes' | 'audience' | 'resource'>;
}

/**
 * Signs in as a service account (RFC 6749, section 4.4). Throws `CredentialError`: `authorization` where the client is not
 * accepted; the signal's reason once it is aborted.
 */
export function clientCredentialsGrant(
  { server, client, wanted }: ClientCredentials,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  const { scopes, audience, resource } = wanted;
  const parameters = {
    ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    ...(audience === undefined ? {} : { audience }),
    ...(resource === undefined ? {} : { resource }),
  };
  return asClient({ server, client }, ports, signal, (call) => {
    const { oauth, metadata, authentication, options } = call;
    const request = oauth.clientCredentialsGrantRequest(metadata, call.client, authentication, parameters, options);
    return call.grant(request, oauth.processClientCredentialsResponse);
  });
}

export interface Refresh extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'resource'>;
}

/**
 * Another access token in place of a grant's (RFC 6749, section 6). What the server does not send anew is kept as it was,
 * the refresh token above all. One that is spent twice costs the whole grant: the caller sees to it that it is not.
 *
 * Throws `CredentialError`: `authorization` where the grant is lost, or the client is no longer accepted; `network` and
 * others where it is not. Throws the signal's reason once it is aborted, and the refresh token may then be spent.
 */
export async function refreshTokens(
  grant: TokenSet,
  { server, client, wanted: { resource } }: Refresh,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  const { refreshToken } = grant;
  if (refreshToken === undefined) {
    throw messages.notRefreshable(server.host);
  }
  const renewed = await asClient({ server, client }, ports, signal, (call) => {
    const { oauth, metadata, authentication, options } = call;
    const request = oauth.refreshTokenGrantRequest(metadata, call.client, authentication, refreshToken.reveal(), {
      ...options,
      ...(resource === undefined ? {} : { additionalParameters: { resource } }),
    });
    return call.grant(request, oauth.processRefreshTokenResponse);
  });
  const extra = { ...grant.extra.reveal(), ...renewed.extra.reveal() };
  return {
    ...renewed,
    refreshToken: renewed.refreshToken ?? refreshToken,
    scope: renewed.scope ?? grant.scope,
    // A server that sends other fields each time must not make it grow without bound.
    extra: isStorable(extra) ? new Secret(extra) : renewed.extra,
  };
}
