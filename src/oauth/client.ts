import type { Secret } from '../core/secret.js';
import type { RegisteredClient } from './tokenSet.js';
import type * as OAuth from './oauth4webapi.js';
import type { AuthorizationServer } from './authorizationServer.js';

/** How a client authenticates at the token endpoint (RFC 6749, section 2.3). */
export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post';

/** A client, as an authorization server knows it. */
export interface Client {
  readonly id: string;
  /** Present unless `authMethod` is `none`. */
  readonly secret: Secret | undefined;
  readonly authMethod: AuthMethod;
  /** Set where this client was registered dynamically (RFC 7591). */
  readonly registration: RegisteredClient | undefined;
}

/** A client that was registered for an integration by `register`. */
export function registeredClient(registration: RegisteredClient, server: AuthorizationServer): Client {
  const { clientId, clientSecret } = registration;
  return clientSecret === undefined
    ? { id: clientId, secret: undefined, authMethod: 'none', registration }
    : { id: clientId, secret: clientSecret, authMethod: secretMethodOf(server), registration };
}

/** How a client that has a secret authenticates at a server, when it is for us to choose. */
export function secretMethodOf({ tokenEndpointAuthMethods }: AuthorizationServer): AuthMethod {
  // The first is what every server knows (RFC 8414, section 2).
  return tokenEndpointAuthMethods?.includes('client_secret_basic') === false &&
    tokenEndpointAuthMethods.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic';
}

/** The client as the library wants it. */
export function libraryClient({ id }: Client): OAuth.LibraryClient {
  return { client_id: id };
}

/** How the library authenticates the client. */
export function authenticationOf({ secret, authMethod }: Client, oauth: typeof OAuth): OAuth.ClientAuth {
  if (authMethod === 'none' || !secret) {
    return oauth.None();
  }
  return authMethod === 'client_secret_basic'
    ? oauth.ClientSecretBasic(secret.reveal())
    : oauth.ClientSecretPost(secret.reveal());
}
