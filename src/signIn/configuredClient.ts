import type { Secret } from '../core/secret.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';
import { type Client, registeredClient, secretMethodOf } from '../oauth/client.js';
import type { ClientAtServer } from '../oauth/clientRequest.js';
import type { RegisteredClient } from '../oauth/tokenSet.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';
import type { SignInTarget } from './target.js';
import * as messages from './messages.js';

/**
 * The client of a target. Throws `CredentialError` (`configuration`) if its ID or its secret is missing.
 *
 * @param secret the client secret that the user has entered; a public client has none
 */
export function configuredClient(
  target: Pick<SignInTarget, 'name' | 'displayName' | 'clientId' | 'authMode' | 'tokenEndpointAuthMethod'>,
  secret: Secret | undefined,
  server: Pick<AuthorizationServer, 'tokenEndpointAuthMethods'>,
): Client {
  const { clientId, authMode, tokenEndpointAuthMethod = secretMethodOf(server) } = target;
  const authMethod = authMode === 'Public' ? 'none' : tokenEndpointAuthMethod;
  if (clientId === undefined) {
    throw messages.clientIdMissing(target);
  }
  if (authMethod === 'none') {
    return { id: clientId, secret: undefined, authMethod, registration: undefined };
  }
  if (!secret?.reveal()) {
    throw messages.secretMissing(target);
  }
  return { id: clientId, secret, authMethod, registration: undefined };
}

/** An integration's client at its server: the one that was registered there, if there is one, else its own. */
export function clientAtServer(
  target: SignInTarget,
  stored: StoredCredentials | undefined,
  server: AuthorizationServer,
  registration: RegisteredClient | undefined,
): ClientAtServer {
  return {
    server,
    client: registration
      ? registeredClient(registration, server)
      : configuredClient(target, stored?.clientSecret, server),
  };
}
