import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { DeviceLogin } from '../signIn/deviceLogin.js';
import type { CredentialStore } from '../vault/credentialStore.js';
import { parseServers, type ServerFields } from './settings.js';
import type { ConnectServer } from './server.js';

/** A sign-in to a server that the user finishes later, and what becomes of the server then. */
export interface PendingLogin {
  readonly server: ConnectServer;
  readonly login: DeviceLogin;
}

/**
 * Sign-ins that have been started and not finished, by the nickname of the server. They are in the vault, because a device code
 * is a secret, each in the place of a grant: the device code in that of its access token.
 */
export class PendingLogins {
  constructor(private readonly store: Pick<CredentialStore, 'read' | 'update' | 'withLock'>) {}

  /** Runs `work` while no other process does so for the same sign-in. */
  withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.store.withLock(idOf(name), signal, work);
  }

  async get(name: string): Promise<PendingLogin | undefined> {
    const grant = (await this.store.read()).get(idOf(name))?.grant;
    return grant && pendingIn(grant);
  }

  async set(pending: PendingLogin): Promise<void> {
    const grant = grantOf(pending);
    await this.store.update(idOf(pending.server.name), () => ({
      ...{ clientSecret: undefined, registration: undefined, grant },
    }));
  }

  async delete(name: string): Promise<void> {
    await this.store.update(idOf(name), () => undefined);
  }
}

function idOf(name: string): string {
  return `pending-login:${name}`;
}

function grantOf({ server, login: { device, registration } }: PendingLogin): TokenSet {
  const { userCode, verificationUri, verificationUriComplete, interval, polledAt } = device;
  return {
    ...{ accessToken: device.deviceCode, tokenType: 'device_code', expiresAt: device.expiresAt, registration },
    ...{ refreshToken: undefined, scope: undefined },
    extra: new Secret({
      server: fieldsOf(server),
      ...{ userCode, verificationUri, verificationUriComplete, interval, polledAt },
    }),
  };
}

/** `undefined` if it is not as this version stores it. */
function pendingIn({ accessToken, expiresAt, registration, extra }: TokenSet): PendingLogin | undefined {
  const { server: fields, userCode, verificationUri, verificationUriComplete, interval, polledAt } = extra.reveal();
  const [server] = parseServers(isRecord(fields) ? [fields] : []).servers;
  const isComplete = typeof userCode === 'string' && typeof verificationUri === 'string';
  if (!server || !isComplete || typeof interval !== 'number' || expiresAt === undefined) {
    return undefined;
  }
  const device = {
    ...{ userCode, verificationUri, interval, expiresAt, deviceCode: accessToken },
    verificationUriComplete: typeof verificationUriComplete === 'string' ? verificationUriComplete : undefined,
    ...(typeof polledAt === 'number' ? { polledAt } : {}),
  };
  return { server, login: { device, registration } };
}

/** The entry of a server in the list. */
export function fieldsOf({ name, url, clientId, caCertificate, insecure, isDefault }: ConnectServer): ServerFields {
  return {
    ...{ name, url, ca_certificate: caCertificate, insecure: insecure || undefined, default: isDefault },
    ...(clientId === undefined ? {} : { client_id: clientId }),
  };
}
