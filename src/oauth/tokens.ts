import { asClient, type ClientAtServer, type RequestedAccess, scopeParameter } from './clientRequest.js';
import { OAuthError } from './errorResponse.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type { TokenSet } from './tokenSet.js';

export interface ClientCredentials extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'scopes' | 'scopeSeparator' | 'audience' | 'resource'>;
}

/**
 * Signs in as a service account (RFC 6749, section 4.4). Throws `CredentialError`: `authorization` if the server does not
 * accept the client; or the signal's reason once it is aborted.
 */
export function clientCredentialsGrant(
  { server, client, wanted }: ClientCredentials,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  const { audience, resource } = wanted;
  const parameters = present({ scope: scopeParameter(wanted), audience, resource });
  return asClient({ server, client, request: 'clientCredentials' }, ports, signal, (call) => {
    const { oauth, metadata, authentication, options } = call;
    const request = oauth.clientCredentialsGrantRequest(metadata, call.client, authentication, parameters, options);
    return call.grant(request, (as, known, response) => oauth.processClientCredentialsResponse(as, known, response));
  });
}

export interface Refresh extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'scopes' | 'scopeSeparator' | 'resource'>;
  /** Awaited before each request that may spend the refresh token; nothing is sent if it rejects. */
  readonly confirm?: (() => Promise<void>) | undefined;
}

/**
 * Exchanges a grant's refresh token for another access token (RFC 6749, section 6). What the server does not send again stays
 * as it was, above all the refresh token. A refresh token that is spent twice may end the whole grant (RFC 9700, section
 * 4.14.2): callers have to prevent that.
 *
 * Throws `CredentialError`: `authorization` if the server does not accept the grant ({@link OAuthError.endsGrant}) or the
 * client; `network` and others if the grant may still be good. Throws the signal's reason once it is aborted; the refresh
 * token may then be spent.
 */
export async function refreshTokens(
  grant: TokenSet,
  refresh: Refresh,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  try {
    return await refreshWith({}, grant, refresh, ports, signal);
  } catch (error) {
    const scope = grant.scope ?? scopeParameter(refresh.wanted);
    if (!(error instanceof OAuthError && error.error === 'invalid_scope') || !scope) {
      throw error;
    }
    // Some servers require the parameter, and some take no parameter for all scopes that the client may have.
    return refreshWith({ scope }, grant, refresh, ports, signal);
  }
}

async function refreshWith(
  more: Readonly<Record<string, string>>,
  grant: TokenSet,
  { server, client, wanted: { resource }, confirm }: Refresh,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  const { refreshToken } = grant;
  if (refreshToken === undefined) {
    throw messages.notRefreshable(server.host);
  }
  const additionalParameters = { ...more, ...present({ resource }) };
  const renewed = await asClient({ server, client, request: 'refresh', confirm }, ports, signal, (call) => {
    const { oauth, metadata, authentication } = call;
    const options = { ...call.options, additionalParameters };
    const token = refreshToken.reveal();
    const request = oauth.refreshTokenGrantRequest(metadata, call.client, authentication, token, options);
    return call.grant(request, (as, known, response) => oauth.processRefreshTokenResponse(as, known, response), {
      earlier: grant.extra.reveal(),
    });
  });
  return {
    ...renewed,
    refreshToken: renewed.refreshToken ?? refreshToken,
    scope: renewed.scope ?? grant.scope,
  };
}

/** Parameters without those that have no value. */
function present(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined),
  );
}
