import { CredentialError } from '../../core/errors.js';
import type { Finding } from '../../core/finding.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import type { SignInMethodId } from '../../signIn/methods/method.js';
import type { Definition } from '../definition/definition.js';
import * as messages from './redirectMessages.js';
import type { CheckPorts } from './ports.js';

/** Any port of it is used if an integration has no redirect URI. */
export const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback';

/**
 * How the browser returns to this window, and which redirect URI must be registered for that; then what is tried if that does
 * not work. What is registered at the server can't be read there. Throws the signal's reason once it is aborted.
 */
export async function redirectFindings(
  definition: Definition,
  server: AuthorizationServer,
  ports: Pick<CheckPorts, 'windowKind' | 'methods' | 'relay' | 'whyNotListening'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const [first, ...others] = ports.methods(definition, server);
  if (first === undefined) {
    return [messages.noWayBack()];
  }
  const finding = await findingOf(first, definition, server, ports, signal);
  return others.length === 0 ? [finding] : [finding, messages.otherWays(others)];
}

function findingOf(
  method: SignInMethodId,
  definition: Definition,
  { host }: AuthorizationServer,
  ports: Pick<CheckPorts, 'windowKind' | 'relay' | 'whyNotListening'>,
  signal: AbortSignal,
): Finding | Promise<Finding> {
  const { redirectUri = DEFAULT_REDIRECT_URI, clientId } = definition;
  switch (method) {
    case 'loopback':
      return loopbackFinding(definition, host, ports);
    case 'workbenchRelay':
      return relayFinding(definition, host, ports, signal);
    case 'editorUri':
      return messages.editorUriRegisteredLater();
    case 'deviceCode':
      return messages.deviceCode();
    case 'paste':
      return clientId === undefined ? messages.pasteRegisteredLater() : messages.paste(host, redirectUri);
  }
}

async function loopbackFinding(
  { redirectUri, clientId }: Definition,
  host: string,
  { windowKind, whyNotListening }: Pick<CheckPorts, 'windowKind' | 'whyNotListening'>,
): Promise<Finding> {
  const reason = await whyNotListening(redirectUri);
  if (reason !== undefined) {
    return messages.cannotListen(reason);
  }
  const uri = redirectUri ?? DEFAULT_REDIRECT_URI;
  if (windowKind !== 'localDesktop') {
    return messages.forwardedPort(clientId === undefined ? undefined : { host, uri });
  }
  return clientId === undefined
    ? messages.redirectRegisteredLater()
    : messages.redirectMustBeRegistered(host, uri, new URL(uri).port === '');
}

async function relayFinding(
  { clientId }: Definition,
  host: string,
  { relay }: Pick<CheckPorts, 'relay'>,
  signal: AbortSignal,
): Promise<Finding> {
  try {
    await relay?.assertReachable(signal);
  } catch (error) {
    signal.throwIfAborted();
    return messages.relayUnreachable(error instanceof CredentialError ? error.message : '');
  }
  return messages.workbenchRelay(clientId === undefined ? undefined : { host, uri: relay?.redirectUri ?? '' });
}
