import type { ConnectApiPorts } from './api/caller.js';
import { ConnectApi } from './api/connectApi.js';
import type { ConnectCredential } from './credential.js';
import { type KnownUser, lookUpUser } from './user.js';

/**
 * Asks a server whether it accepts a credential, and whose it is. Throws `CredentialError` if it does not, or the signal's reason
 * once it is aborted.
 *
 * @param url of the server, without a slash at the end
 */
export function verifyCredential(
  url: string,
  credential: ConnectCredential,
  ports: Omit<ConnectApiPorts, 'credential'>,
  signal: AbortSignal,
): Promise<KnownUser> {
  return lookUpUser(new ConnectApi(url, { ...ports, credential: () => Promise.resolve(credential) }), signal);
}
