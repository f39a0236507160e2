import type { Secret } from '../core/secret.js';
import type { AuthorizationServer } from './authorizationServer.js';
import type * as OAuth from './oauth4webapi.js';
import { formEncoded } from './redactError.js';
import type { AuthMethod, RegisteredClient } from './tokenSet.js';

/** A client of an authorization server. */
export interface Client {
  readonly id: string;
  /** Present unless `authMethod` is `none`. */
  readonly secret: Secret | undefined;
  readonly authMethod: AuthMethod;
  /** Set if this client was registered dynamically (RFC 7591). */
  readonly registration: RegisteredClient | undefined;
}

/** A client that was registered for an integration by `register`. */
export function registeredClient(registration: RegisteredClient, server: AuthorizationServer): Client {
  const { clientId, clientSecret, authMethod = secretMethodOf(server) } = registration;
  return clientSecret === undefined || authMethod === 'none'
    ? { id: clientId, secret: undefined, authMethod: 'none', registration }
    : { id: clientId, secret: clientSecret, authMethod, registration };
}

/** How a client with a secret authenticates at a server if neither its definition nor its registration says. */
export function secretMethodOf({
  tokenEndpointAuthMethods,
}: Pick<AuthorizationServer, 'tokenEndpointAuthMethods'>): AuthMethod {
  // The default of RFC 8414, section 2, unless only the other one is listed.
  return tokenEndpointAuthMethods?.includes('client_secret_basic') === false &&
    tokenEndpointAuthMethods.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic';
}

/** The client as the library expects it. */
export function libraryClient({ id }: Client): OAuth.LibraryClient {
  return { client_id: id };
}

/** How the library authenticates the client. */
export function authenticationOf({ secret, authMethod }: Client, oauth: typeof OAuth): OAuth.ClientAuth {
  if (authMethod === 'none' || !secret) {
    return oauth.None();
  }
  return authMethod === 'client_secret_basic' ? basic(secret) : oauth.ClientSecretPost(secret.reveal());
}

/**
 * RFC 6749, section 2.3.1. The library's own encodes `-`, `_` and `.` too, which servers that do not decode at all then take
 * for a part of the ID or the secret.
 */
function basic(secret: Secret): OAuth.ClientAuth {
  return (_server, client, _body, headers) => {
    const credentials = `${formEncoded(client.client_id)}:${formEncoded(secret.reveal())}`;
    headers.set('authorization', `Basic ${btoa(credentials)}`);
  };
}
