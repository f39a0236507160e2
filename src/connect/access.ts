import type { ServerAccess, ServerFacts } from '../core/serverAccess.js';
import type { ConnectAccount } from './account.js';
import type { ConnectApi } from './api/connectApi.js';
import { schemeOf } from './credential.js';
import type { ConnectServer } from './server.js';
import type { SignedInUser } from './user.js';

/** What access to a server consists of. */
export interface AccessedServer {
  /** Its name may change. */
  readonly server: ConnectServer;
  readonly signedIn: ConnectAccount;
  readonly api: ConnectApi;
  readonly signedInUser: SignedInUser;
}

/** The access that the user's programs have. @param onDidCreate is called when the server has a new integration */
export function accessTo(accessed: AccessedServer, onDidCreate: () => void): ServerAccess {
  const { signedIn, api } = accessed;
  return {
    facts: (signal) => factsOf(accessed, signal),
    credential: async () => {
      const { kind, value, expiresAt } = await signedIn.credential();
      return { scheme: schemeOf(kind), value, expiresAt };
    },
    integrations: async (signal) => {
      const { listServerIntegrations } = await import('./serverIntegrations.js');
      return listServerIntegrations(api, signal);
    },
    createIntegration: async (body, signal) => {
      const { createServerIntegration } = await import('./serverIntegrations.js');
      const created = await createServerIntegration(api, accessed.server.url, body, signal);
      onDidCreate();
      return created;
    },
  };
}

async function factsOf({ server, signedIn, signedInUser }: AccessedServer, signal: AbortSignal): Promise<ServerFacts> {
  const stored = await signedIn.stored();
  const state = signedIn.state(stored);
  const { name, url, isDefault } = server;
  if (state.kind !== 'signedIn') {
    return { name, url, isDefault, isSignedIn: false, username: undefined, role: undefined, expiry: undefined };
  }
  // The user is told if the server answers; the rest is known without it.
  await signedInUser.lookUp(stored?.grant?.accessToken, signal).catch(() => undefined);
  const { expiresAt: at, isRenewable } = state;
  return {
    ...{ name, url, isDefault, isSignedIn: true },
    username: signedInUser.known?.username,
    role: signedInUser.known?.role,
    expiry: at === undefined ? undefined : { at, isRenewable },
  };
}
