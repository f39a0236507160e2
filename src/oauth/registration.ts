import { Secret } from '../core/secret.js';
import { isLoopback } from '../core/address.js';
import type { RegisteredClient } from './tokenSet.js';
import { secretMethodOf } from './client.js';
import { withLibrary, type OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type { AuthorizationServer } from './authorizationServer.js';
import { assertStorable } from './storable.js';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Registers this editor as a client of a server, for one redirect URI (RFC 7591): as a public one where the server knows
 * such. Throws `CredentialError` that says who can help where the server does not; the signal's reason once it is aborted.
 *
 * @param clientName what users see on the server's pages
 */
export async function register(
  server: AuthorizationServer,
  { clientName, redirectUri }: { readonly clientName: string; readonly redirectUri: string },
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<RegisteredClient> {
  const { host, endpoints, metadata } = server;
  if (endpoints.registration_endpoint === undefined) {
    throw messages.registrationNotOffered(host);
  }
  const asked = server.tokenEndpointAuthMethods?.includes('none') === false ? secretMethodOf(server) : 'none';
  const wanted = {
    client_name: clientName,
    redirect_uris: [redirectUri],
    application_type: isNative(redirectUri) ? 'native' : 'web',
    grant_types: [
      ...['authorization_code', 'refresh_token'],
      ...(endpoints.device_authorization_endpoint === undefined ? [] : [DEVICE_CODE]),
    ],
    response_types: ['code'],
    token_endpoint_auth_method: asked,
  };
  return withLibrary({ host }, ports, signal, async ({ oauth, options }) => {
    const response = await oauth.dynamicClientRegistrationRequest(metadata, wanted, options);
    if (response.status === 401 || response.status === 403) {
      // Some want a token for it that only their administrator can give (RFC 7591, section 3).
      throw messages.registrationNotOffered(host);
    }
    // Not all say Created.
    const created = response.ok ? new Response(response.body, { status: 201, headers: response.headers }) : response;
    const answer = await oauth.processDynamicClientRegistrationResponse(created);
    const { redirect_uris: uris, client_secret: secret } = answer;
    assertStorable(host, [answer.client_id, secret]);
    if (Array.isArray(uris) && !uris.includes(redirectUri)) {
      throw messages.registeredOtherwise(host, 'redirect_uris');
    }
    const method = answer['token_endpoint_auth_method'] ?? (secret === undefined ? 'none' : asked);
    if (method !== 'none' && method !== secretMethodOf(server)) {
      throw messages.registeredOtherwise(host, 'token_endpoint_auth_method');
    }
    return {
      clientId: answer.client_id,
      clientSecret: method === 'none' || typeof secret !== 'string' ? undefined : new Secret(secret),
      redirectUri,
    };
  });
}

/** What stays on this machine, where nobody can keep a secret from its user (RFC 8252, sections 7.1 and 7.3). */
function isNative(redirectUri: string): boolean {
  const { protocol, hostname } = new URL(redirectUri);
  return isLoopback(hostname) || !['http:', 'https:'].includes(protocol);
}
