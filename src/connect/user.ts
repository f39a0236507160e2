import { ConnectError } from './api/connectError.js';
import type { ConnectApi } from './api/connectApi.js';
import type { Role } from './api/server.js';

/** What is known of the user of a server. The texts come from the server. */
export interface KnownUser {
  /** `undefined` for a service principal, which has no user. */
  readonly username: string | undefined;
  readonly role: Role | undefined;
}

/** Asks the server who is signed in. Throws like {@link ConnectApi.user}. */
export async function lookUpUser(api: ConnectApi, signal: AbortSignal): Promise<KnownUser> {
  try {
    const { username, role } = await api.user(signal);
    return { username, role };
  } catch (error) {
    if (error instanceof ConnectError && error.problem === 'noUser') {
      return { username: undefined, role: undefined };
    }
    throw error;
  }
}
