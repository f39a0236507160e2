import { Secret } from '../core/secret.js';
import type { ClientRequest, RequestedAccess } from './clientRequest.js';
import { parameterReserved } from './messages.js';
import { type AuthorizationServer, endpointOf } from './authorizationServer.js';

/**
 * One authorization request: where the browser goes, and what its answer is checked against. `state` and `nonce` are in the
 * URL as well, so they are plain text here; none of it may be logged.
 */
export interface AuthorizationRequest {
  readonly url: string;
  readonly state: string;
  readonly nonce: string | undefined;
  /** `undefined`: PKCE has been turned off. */
  readonly codeVerifier: Secret | undefined;
}

/**
 * What the protocol decides (RFC 6749, 7636, 8707, 9101, 9449; OpenID Connect), or a field of a definition: no extra
 * parameter may set it. In lower case.
 */
export const RESERVED_PARAMETERS: readonly string[] = [
  ...['response_type', 'response_mode', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'audience', 'resource', 'request', 'request_uri'],
  ...['client_secret', 'client_assertion', 'client_assertion_type', 'code', 'code_verifier', 'dpop_jkt'],
];

/** Whether an extra authorization parameter would override one of those, however it is spelt: some servers ignore case. */
export function isReservedParameter(name: string): boolean {
  return RESERVED_PARAMETERS.includes(name.toLowerCase());
}

/**
 * A new authorization request (RFC 6749, section 4.1.1) with a `state` of its own, with PKCE by S256 unless that has been
 * turned off, and with a `nonce` where the scope `openid` asks for an identity token.
 */
export async function createAuthorizationRequest(
  { oauth, client }: Pick<ClientRequest, 'oauth' | 'client'>,
  server: AuthorizationServer,
  { scopes, audience, resource, usePkce, authorizationParameters }: RequestedAccess,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const reserved = Object.keys(authorizationParameters).find(isReservedParameter);
  if (reserved !== undefined) {
    throw parameterReserved(reserved);
  }
  const state = oauth.generateRandomState();
  const codeVerifier = usePkce ? oauth.generateRandomCodeVerifier() : undefined;
  // Only where there is an issuer, the identity token that has it is looked at.
  const nonce = scopes.includes('openid') && server.issuer !== undefined ? oauth.generateRandomNonce() : undefined;
  const challenge = codeVerifier === undefined ? undefined : await oauth.calculatePKCECodeChallenge(codeVerifier);
  const parameters = {
    audience,
    ...authorizationParameters,
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: scopes.length > 0 ? scopes.join(' ') : undefined,
    ...{ state, nonce, resource },
    code_challenge: challenge,
    code_challenge_method: challenge === undefined ? undefined : 'S256',
  };
  // The endpoint's own query is kept (RFC 6749, section 3.1).
  const url = new URL(endpointOf(server, 'authorization_endpoint'));
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      url.searchParams.set(name, value);
    }
  }
  return {
    ...{ url: url.href, state, nonce },
    codeVerifier: codeVerifier === undefined ? undefined : new Secret(codeVerifier),
  };
}
