import { Secret } from '../core/secret.js';
import { type AuthorizationServer, endpointOf } from './authorizationServer.js';
import { type ClientRequest, type RequestedAccess, scopeParameter } from './clientRequest.js';
import type { ExpectedNonce } from './idToken.js';
import { parameterReserved } from './messages.js';

/**
 * One authorization request: the page to open, and the values that its answer is checked against. `state` and `nonce` are
 * part of the URL, so they are plain text here; none of it may be logged.
 */
export interface AuthorizationRequest {
  readonly url: string;
  readonly state: string;
  readonly nonce: ExpectedNonce | undefined;
  /** `undefined` if PKCE is turned off. */
  readonly codeVerifier: Secret | undefined;
}

/**
 * Parameters that the protocol sets (RFC 6749, 7636, 8707, 9101, 9449; OpenID Connect) or that have a field of their own, in
 * lower case. No additional parameter may set them.
 */
export const RESERVED_PARAMETERS: readonly string[] = [
  ...['response_type', 'response_mode', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce'],
  ...['code_challenge', 'code_challenge_method', 'audience', 'resource', 'request', 'request_uri'],
  ...['client_secret', 'client_assertion', 'client_assertion_type', 'code', 'code_verifier', 'dpop_jkt'],
];

/** Whether an additional parameter would override one of those; some servers ignore case. */
export function isReservedParameter(name: string): boolean {
  return RESERVED_PARAMETERS.includes(name.toLowerCase());
}

/**
 * A new authorization request (RFC 6749, section 4.1.1) with a `state` of its own, with PKCE by S256 unless that is turned
 * off, and with a `nonce` if the scope `openid` requests an ID token.
 */
export async function createAuthorizationRequest(
  { oauth, client }: Pick<ClientRequest, 'oauth' | 'client'>,
  server: AuthorizationServer,
  wanted: RequestedAccess,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const { scopes, audience, resource, usePkce, authorizationParameters } = wanted;
  const reserved = Object.keys(authorizationParameters).find(isReservedParameter);
  if (reserved !== undefined) {
    throw parameterReserved(reserved);
  }
  const state = oauth.generateRandomState();
  const codeVerifier = usePkce ? oauth.generateRandomCodeVerifier() : undefined;
  // The ID token of a server without a known issuer is not checked, except for a nonce that replaces PKCE.
  const isNonceChecked = scopes.includes('openid') && (server.issuer !== undefined || !usePkce);
  const nonce = isNonceChecked ? oauth.generateRandomNonce() : undefined;
  const challenge = codeVerifier === undefined ? undefined : await oauth.calculatePKCECodeChallenge(codeVerifier);
  const parameters = {
    audience,
    ...authorizationParameters,
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: scopeParameter(wanted),
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
    ...{ url: url.href, state },
    nonce: nonce === undefined ? undefined : { value: nonce, isRequired: !usePkce },
    codeVerifier: codeVerifier === undefined ? undefined : new Secret(codeVerifier),
  };
}
