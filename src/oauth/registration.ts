import { Secret } from '../core/secret.js';
import { assertUsable, type AuthorizationServer } from './authorizationServer.js';
import { secretMethodOf } from './client.js';
import { textOf } from './json.js';
import { withLibrary, type OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import { parseLoopbackUri } from './loopbackUri.js';
import { assertStorable } from './storable.js';
import type { AuthMethod, RegisteredClient } from './tokenSet.js';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Registers this editor as a client of a server, for one redirect URI (RFC 7591): as a public client unless the server only
 * accepts clients with a secret. Throws `CredentialError` that says who can help if the server refuses; or the signal's reason
 * once it is aborted.
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
  assertUsable(server, 'registration_endpoint');
  if (endpoints.registration_endpoint === undefined) {
    throw messages.registrationNotOffered(host);
  }
  const requested = server.tokenEndpointAuthMethods?.includes('none') === false ? secretMethodOf(server) : 'none';
  const wanted = {
    client_name: clientName,
    redirect_uris: [redirectUri],
    application_type: isNative(redirectUri) ? 'native' : 'web',
    grant_types: [
      ...['authorization_code', 'refresh_token'],
      ...(endpoints.device_authorization_endpoint === undefined ? [] : [DEVICE_CODE]),
    ],
    response_types: ['code'],
    token_endpoint_auth_method: requested,
  };
  return withLibrary({ host, request: 'registration' }, ports, signal, async ({ oauth, options }) => {
    const response = await oauth.dynamicClientRegistrationRequest(metadata, wanted, options);
    const answer = await oauth.processDynamicClientRegistrationResponse(response);
    const { client_id: clientId, redirect_uris: uris } = answer;
    const secret = textOf(answer['client_secret']);
    assertStorable(host, [clientId, secret]);
    if (Array.isArray(uris) && !uris.includes(redirectUri)) {
      throw messages.registeredOtherwise(host, 'redirect_uris');
    }
    // The server may replace any value, and answers with what holds (RFC 7591, section 3.2.1).
    const registered = answer['token_endpoint_auth_method'];
    const authMethod = secret === undefined ? 'none' : (registered ?? methodWithSecret(requested, server));
    if (!isAuthMethod(authMethod)) {
      throw messages.registeredOtherwise(host, 'token_endpoint_auth_method');
    }
    return {
      clientId,
      clientSecret: authMethod === 'none' || secret === undefined ? undefined : new Secret(secret),
      redirectUri,
      authMethod,
    };
  });
}

/** How a client authenticates that was given a secret without being told how to send it. */
function methodWithSecret(requested: AuthMethod, server: AuthorizationServer): AuthMethod {
  return requested === 'none' ? secretMethodOf(server) : requested;
}

function isAuthMethod(method: unknown): method is AuthMethod {
  return method === 'none' || method === 'client_secret_basic' || method === 'client_secret_post';
}

/** A redirect URI of an app on the user's own machine (RFC 8252, sections 7.1 and 7.3): a web server's is http(s). */
function isNative(redirectUri: string): boolean {
  return parseLoopbackUri(redirectUri) !== undefined || !/^https?:/.test(redirectUri);
}
