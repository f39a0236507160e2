import type { Secret } from '../core/secret.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { type Client, registeredClient } from '../oauth/client.js';
import type { ClientAtServer } from '../oauth/clientRequest.js';
import type { RegisteredClient } from '../oauth/tokenSet.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { Definition } from './definition/definition.js';
import * as messages from './messages.js';

/**
 * The client of a definition. Throws `CredentialError` (`configuration`) where its id or its secret is missing.
 *
 * @param secret the client secret that the user has entered, which a public client does without
 */
export function configuredClient(
  definition: Pick<Definition, 'name' | 'displayName' | 'clientId' | 'authMode' | 'tokenEndpointAuthMethod'>,
  secret: Secret | undefined,
): Client {
  const { clientId, authMode } = definition;
  const authMethod = authMode === 'Public' ? 'none' : definition.tokenEndpointAuthMethod;
  if (clientId === undefined) {
    throw messages.clientIdMissing(definition);
  }
  if (authMethod === 'none') {
    return { id: clientId, secret: undefined, authMethod, registration: undefined };
  }
  if (!secret?.reveal()) {
    throw messages.secretMissing(definition);
  }
  return { id: clientId, secret, authMethod, registration: undefined };
}

/** An integration at its server: with the client that was registered there, if there is one, else its own. */
export function clientAtServer(
  definition: Definition,
  kept: StoredCredentials | undefined,
  server: AuthorizationServer,
  registration: RegisteredClient | undefined,
): ClientAtServer {
  return {
    server,
    client: registration ? registeredClient(registration, server) : configuredClient(definition, kept?.clientSecret),
  };
}
