import { CredentialError } from '../core/errors.js';
import { type DeviceAuthorization, pollDeviceFlow } from '../oauth/deviceFlow.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { RegisteredClient } from '../oauth/tokenSet.js';
import { clientAtServer } from './configuredClient.js';
import { requestDeviceCode } from './methods/deviceCode.js';
import type { SignInResult } from './methods/method.js';
import { withKnownClient } from './methods/registeredClients.js';
import type { SignInTarget } from './target.js';
import type { TargetAccess } from './targetAccess.js';
import type { StoredCredentials } from '../vault/storedCredentials.js';

/** A sign-in with a device code that is finished later, perhaps by another process. */
export interface DeviceLogin {
  readonly device: DeviceAuthorization;
  readonly registration: RegisteredClient | undefined;
}

type Access = Pick<TargetAccess, 'servers' | 'oauthPorts'>;

/** Requests a device code. Throws `CredentialError`, or the signal's reason once it is aborted. */
export async function startDeviceLogin(
  target: SignInTarget,
  stored: StoredCredentials | undefined,
  { servers, oauthPorts }: Access,
  signal: AbortSignal,
): Promise<DeviceLogin> {
  const server = await servers.get(target.server, signal);
  const request = { target, stored, server };
  return withKnownClient(request, oauthPorts, (known) => requestDeviceCode(request, known, oauthPorts, signal));
}

/**
 * Waits until the user has entered the code. Returns `undefined` if that has not happened by then; the sign-in can be
 * continued. Throws `CredentialError`, or the signal's reason once it is aborted.
 *
 * @param until milliseconds since the epoch. A request that has been sent is not aborted, since its answer may be the tokens.
 * @param onPoll called with the sign-in as it has to be continued
 */
export async function finishDeviceLogin(
  target: SignInTarget,
  { device, registration }: DeviceLogin,
  until: number,
  { servers, oauthPorts }: Access,
  onPoll: (login: DeviceLogin) => void,
  signal: AbortSignal,
): Promise<SignInResult | undefined> {
  const server = await servers.get(target.server, signal);
  const flow = { ...clientAtServer(target, undefined, server, registration), wanted: target };
  const bounded = { ...device, expiresAt: Math.min(device.expiresAt, until) };
  try {
    const grant = await pollDeviceFlow(bounded, flow, oauthPorts, signal, (next) =>
      onPoll({ device: { ...device, ...next }, registration }),
    );
    return { grant, registration };
  } catch (error) {
    const isOver = until < device.expiresAt && oauthPorts.clock.now() >= until;
    if (isOver && error instanceof CredentialError && !(error instanceof OAuthError)) {
      return undefined;
    }
    throw error;
  }
}
