import { Secret } from '../core/secret.js';
import type { RegisteredClient } from './tokenSet.js';
import { secretMethodOf } from './client.js';
import { withLibrary, type OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type { AuthorizationServer } from './authorizationServer.js';
import { parseLoopbackUri } from './loopbackUri.js';
import { assertStorable } from './storable.js';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Registers this editor as a client of a server (RFC 7591), as a public one if the server knows those. Throws
 * `CredentialError` that says who can help if the server registers no clients; the signal's reason once it is aborted.
 *
 * @param clientName what users see on the server's pages
 * @param redirectUri the one that will be used, including its port: many servers compare it character by character,
 *   whatever RFC 8252, section 7.3 says
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

/** A redirect URI of an app on the user's own machine (RFC 8252, sections 7.1 and 7.3): a web server's is http(s). */
function isNative(redirectUri: string): boolean {
  return parseLoopbackUri(redirectUri) !== undefined || !/^https?:/.test(redirectUri);
}
