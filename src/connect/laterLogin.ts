import type { Clock } from '../core/ports.js';
import type { FinishLoginRequest, LoginOutcome } from '../core/serverLogins.js';
import { asAscii } from '../core/url.js';
import { OAuthError } from '../oauth/errorResponse.js';
import * as messages from './loginMessages.js';
import type { PendingLogin, PendingLogins } from './pendingLogins.js';
import type { ConnectServer } from './server.js';
import type { ConnectSource } from './source.js';

/* Signing in with a device code in two steps, as with `rsconnect login --no-wait` and `--finish`. */

/** Milliseconds that a user is waited for at most: a day. No code is valid for longer, and timers have a limit. */
const MAX_TIME = 24 * 60 * 60_000;

/**
 * Starts to sign in. If that has been done already and the code is still valid, the code stays the same. Throws
 * `CredentialError`, for example if a sign-in to another server has the same nickname.
 */
export async function startLogin(
  { server, signedIn }: Pick<ConnectSource, 'server' | 'signedIn'>,
  pending: PendingLogins,
  clock: Clock,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  return pending.withLock(server.name, signal, async () => {
    const before = await pending.get(server.name);
    const valid = before && before.login.device.expiresAt > clock.now() ? before : undefined;
    if (valid && !isSameTarget(valid.server, server)) {
      throw messages.pendingElsewhere(server.name, valid.server.url);
    }
    const started = valid
      ? { ...valid, server: { ...valid.server, isDefault: server.isDefault } }
      : { server, login: await signedIn.startDeviceLogin(signal) };
    await pending.set(started);
    const { userCode, verificationUri, verificationUriComplete, expiresAt } = started.login.device;
    const code = { page: asAscii(verificationUriComplete ?? verificationUri), userCode, expiresAt };
    return { ...outcomeOf(started), code };
  });
}

export interface FinishPorts {
  readonly pending: PendingLogins;
  readonly clock: Clock;
  /** Disposed of here. */
  readonly source: (server: ConnectServer) => ConnectSource;
  /** Called when the tokens are stored. */
  readonly onSignedIn: (source: ConnectSource) => Promise<LoginOutcome>;
}

/**
 * Waits for some time until the user has entered the code. Throws `CredentialError`, or the signal's reason once it is aborted;
 * the sign-in can then be continued unless the server has ended it.
 */
export async function finishLogin(
  { finish: name, seconds }: FinishLoginRequest,
  ports: FinishPorts,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  const { pending, clock } = ports;
  const time = Math.min(seconds * 1_000, MAX_TIME);
  const until = clock.now() + time;
  const late = AbortSignal.timeout(time);
  const seen = await existing(pending, name);
  try {
    return await pending.withLock(name, AbortSignal.any([signal, late]), async () =>
      continueLogin(await existing(pending, name), until, ports, signal),
    );
  } catch (error) {
    // Another process has been finishing it all the time.
    if (late.aborted && error === late.reason) {
      return outcomeOf(seen);
    }
    throw error;
  }
}

async function continueLogin(
  found: PendingLogin,
  until: number,
  { pending, clock, source: sourceOf, onSignedIn }: FinishPorts,
  signal: AbortSignal,
): Promise<LoginOutcome> {
  const { server } = found;
  const source = sourceOf(server);
  let { login } = found;
  try {
    if (!(await source.signedIn.finishDeviceLogin(login, until, (next) => (login = next), signal))) {
      await pending.set({ server, login });
      return outcomeOf(found);
    }
    await pending.delete(server.name);
    return await onSignedIn(source);
  } catch (error) {
    const isRefused = error instanceof OAuthError && error.failure !== 'network';
    if (isRefused || login.device.expiresAt <= clock.now()) {
      await pending.delete(server.name);
    }
    throw error;
  } finally {
    source.dispose();
  }
}

async function existing(pending: PendingLogins, name: string): Promise<PendingLogin> {
  const found = await pending.get(name);
  if (!found) {
    throw messages.noPendingLogin(name);
  }
  return found;
}

function outcomeOf({ server: { name, url } }: PendingLogin) {
  return { kind: 'pending', name, url, code: undefined } as const;
}

function isSameTarget(started: ConnectServer, wanted: ConnectServer): boolean {
  const isSame = (field: 'url' | 'clientId' | 'insecure' | 'caCertificate') => started[field] === wanted[field];
  return isSame('url') && isSame('insecure') && isSame('caCertificate') && (!wanted.clientId || isSame('clientId'));
}
