import { isLoopback } from '../../core/address.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import type { Definition } from '../definition/definition.js';
import type { Finding } from '../../core/finding.js';
import * as messages from './messages.js';
import type { CheckPorts } from './ports.js';

/** Any port of it is used if an integration has no redirect URI. */
export const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback';

/** Whether the browser can return to this window. What is registered at the server can't be read there. */
export async function redirectFinding(
  { redirectUri = DEFAULT_REDIRECT_URI, clientId }: Definition,
  { host, endpoints }: AuthorizationServer,
  { reachesLoopback, canListen }: Pick<CheckPorts, 'reachesLoopback' | 'canListen'>,
): Promise<Finding> {
  const { hostname, port } = new URL(redirectUri);
  if (!reachesLoopback || !isLoopback(hostname)) {
    return messages.redirectElsewhere(endpoints.device_authorization_endpoint !== undefined);
  }
  if (!(await canListen(hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/[[\]]/g, ''), Number(port)))) {
    return port === '' ? messages.cannotListen() : messages.portTaken(port);
  }
  return clientId === undefined
    ? messages.redirectRegisteredLater()
    : messages.redirectMustBeRegistered(host, redirectUri, port === '');
}
