import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import { OAuthError } from '../../oauth/errorResponse.js';
import type { OAuthPorts } from '../../oauth/libraryRequest.js';
import { register } from '../../oauth/registration.js';
import type { RegisteredClient } from '../../oauth/tokenSet.js';
import type { SignInRequest } from './method.js';

/** What users see on the pages of a server where this editor has registered itself. */
const CLIENT_NAME = 'Available Credentials';

/**
 * How servers say at the registration that they don't allow a redirect URI (RFC 7591, section 3.2.2): some use the general code.
 * Another method registers another redirect URI.
 */
export const REDIRECT_URI_REFUSED = ['invalid_redirect_uri', 'invalid_client_metadata'];

/**
 * Signs in as the client that was registered earlier, if there is one. If the server no longer accepts that client, signs in
 * as a new one.
 */
export async function withKnownClient<T>(
  { target, stored }: Pick<SignInRequest, 'target' | 'stored'>,
  { log }: Pick<OAuthPorts, 'log'>,
  attempt: (known: RegisteredClient | undefined) => Promise<T>,
): Promise<T> {
  const known = target.clientId === undefined ? stored?.registration : undefined;
  if (!known) {
    return attempt(undefined);
  }
  try {
    return await attempt(known);
  } catch (error) {
    const isUnknown = error instanceof OAuthError && ['invalid_client', 'unauthorized_client'].includes(error.error);
    if (!isUnknown) {
      throw error;
    }
    log.info(`sign-in: ${target.id} is registered again, because its client was refused`);
    return attempt(undefined);
  }
}

/**
 * The client to register for an integration without a client ID: the known one if it has exactly this redirect URI, else a
 * new one. `undefined` for an integration with a client ID.
 */
export async function registrationFor(
  { target, server }: Pick<SignInRequest, 'target' | 'server'>,
  known: RegisteredClient | undefined,
  redirectUri: string,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<RegisteredClient | undefined> {
  if (target.clientId !== undefined) {
    return undefined;
  }
  return known?.redirectUri === redirectUri ? known : registerClient(server, redirectUri, ports, signal);
}

/** Registers this editor as a client. See {@link register}. */
export function registerClient(
  server: AuthorizationServer,
  redirectUri: string,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<RegisteredClient> {
  return register(server, { clientName: CLIENT_NAME, redirectUri }, ports, signal);
}
