import type { Secret } from '../core/secret.js';
import type { Definition } from '../local/definition/definition.js';
import type { RegisteredClient } from '../local/grant.js';
import { nameOf } from '../local/messages.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import type { AuthorizationServer } from './authorizationServer.js';

/** How a client authenticates at the token endpoint (RFC 6749, section 2.3). */
export type AuthMethod = Definition['tokenEndpointAuthMethod'];

/** A client, as an authorization server knows it. */
export interface Client {
  readonly id: string;
  /** Present unless `authMethod` is `none`. */
  readonly secret: Secret | undefined;
  readonly authMethod: AuthMethod;
  /** Where it is not the definition's own client. */
  readonly registration: RegisteredClient | undefined;
}

/**
 * The client of a definition. Throws `CredentialError` (`configuration`) where its id or its secret is missing.
 *
 * @param secret the client secret that the user has entered, which a public client does without
 */
export function definedClient(
  definition: Pick<Definition, 'name' | 'displayName' | 'clientId' | 'authMode' | 'tokenEndpointAuthMethod'>,
  secret: Secret | undefined,
): Client {
  const { clientId, authMode } = definition;
  const authMethod = authMode === 'Public' ? 'none' : definition.tokenEndpointAuthMethod;
  if (clientId === undefined) {
    throw messages.clientIdMissing(nameOf(definition));
  }
  if (authMethod === 'none') {
    return { id: clientId, secret: undefined, authMethod, registration: undefined };
  }
  if (!secret?.reveal()) {
    throw messages.secretMissing(nameOf(definition));
  }
  return { id: clientId, secret, authMethod, registration: undefined };
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
