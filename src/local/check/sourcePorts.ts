import { CredentialError, errorChain } from '../../core/errors.js';
import { DEFAULT_REDIRECT_URI } from './redirect.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import { tryClient } from '../../oauth/clientTrial.js';
import type { OAuthPorts } from '../../oauth/libraryRequest.js';
import type { ServerMetadataCache } from '../../oauth/serverMetadata.js';
import { clientCredentialsGrant } from '../../oauth/tokens.js';
import { openLoopback } from '../../oauth/loopbackListener.js';
import { OAuthError } from '../../oauth/errorResponse.js';
import type { SignInState } from '../../vault/signInState.js';
import type { StoredCredentials } from '../../vault/storedCredentials.js';
import { clientAtServer } from '../../signIn/configuredClient.js';
import type { MethodPorts } from '../../signIn/methods/method.js';
import { methodsFor } from '../../signIn/methods/order.js';
import type { Definition } from '../definition/definition.js';
import type { CheckPorts, ClientResult } from './ports.js';

/** The parts of the source that a check uses. */
interface CheckedSource {
  readonly oauth: OAuthPorts;
  readonly servers: Pick<ServerMetadataCache, 'get'>;
  readonly stored: (id: string) => Promise<StoredCredentials | undefined>;
  readonly stateOf: (definition: Definition, stored: StoredCredentials | undefined) => SignInState;
  readonly signIn: MethodPorts;
}

export function checkPorts({ oauth, servers, stored, stateOf, signIn }: CheckedSource): CheckPorts {
  const { windowKind } = signIn.redirects;
  return {
    http: oauth.http,
    clock: oauth.clock,
    server: ({ server }, signal) => servers.get(server, signal),
    state: async (definition) => stateOf(definition, await stored(definition.id)),
    client: async (definition, server, signal) =>
      clientResult(definition, await stored(definition.id), server, oauth, signal),
    windowKind,
    methods: (target, server) =>
      methodsFor(windowKind, signIn).flatMap((method) => (method.isPossible({ target, server }) ? method.id : [])),
    relay: signIn.relay,
    whyNotListening,
  };
}

/** Opens the listener that a sign-in would open, for a moment. */
async function whyNotListening(redirectUri: string | undefined): Promise<string | undefined> {
  try {
    (await openLoopback({ redirectUri })).dispose();
    return undefined;
  } catch (error) {
    return error instanceof CredentialError ? error.message : errorChain(error);
  }
}

async function clientResult(
  definition: Definition,
  stored: StoredCredentials | undefined,
  server: AuthorizationServer,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<ClientResult> {
  const registration = stored?.registration ?? stored?.grant?.registration;
  if (definition.clientId === undefined && !registration) {
    return { kind: 'untried', why: 'registersLater' };
  }
  if (definition.authMode === 'Confidential' && !stored?.clientSecret) {
    return { kind: 'untried', why: 'secretMissing' };
  }
  const parties = clientAtServer(definition, stored, server, registration);
  if (definition.authType === 'Viewer') {
    return tryClient(parties, definition.redirectUri ?? DEFAULT_REDIRECT_URI, ports, signal);
  }
  // A service account may use no other grant. Its token is not stored.
  try {
    await clientCredentialsGrant({ ...parties, wanted: definition }, ports, signal);
    return { kind: 'accepted' };
  } catch (error) {
    if (error instanceof OAuthError) {
      return { kind: 'refused', message: error.message };
    }
    throw error;
  }
}
