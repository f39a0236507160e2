import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { Clock, Disposable } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import { oneLine } from '../core/text.js';
import { assertOpenable } from '../core/url.js';
import type { TokenSet } from './tokenSet.js';
import { type ClientRequest, asClient, type ClientAtServer, type RequestedAccess } from './clientRequest.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { OAuthError } from './errorResponse.js';
import { type AuthorizationServer, leadsBack } from './authorizationServer.js';

/** Seconds between two polls, where the server does not say (RFC 8628, section 3.2). */
const DEFAULT_INTERVAL = 5;

/** Milliseconds that `slow_down` adds for good (RFC 8628, section 3.5). */
const SLOW_DOWN = 5000;

/** Milliseconds between two polls at most, while the server can't be reached. */
const MAX_BACK_OFF = 60_000;

/** Milliseconds that a timer can count at most. */
const MAX_DELAY = 2 ** 31 - 1;

/** A device code that waits for the user to enter it. What is shown of it is the server's text. */
export interface DeviceAuthorization {
  /** What the user has to enter. */
  readonly userCode: string;
  /** Where to enter it: safe to open, and to be shown in full. */
  readonly verificationUri: string;
  /** The same with the code in it, where the server offers that. */
  readonly verificationUriComplete: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
  readonly deviceCode: Secret;
}

type DeviceAnswer = Pick<
  OAuth.DeviceAuthorizationResponse,
  'user_code' | 'verification_uri' | 'verification_uri_complete'
>;

export interface DeviceFlow extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'scopes' | 'audience' | 'resource'>;
}

/** Asks for a device code (RFC 8628, section 3.1). Throws `CredentialError`, or the signal's reason once it is aborted. */
export async function startDeviceFlow(
  { server, client, wanted }: DeviceFlow,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<DeviceAuthorization> {
  if (server.endpoints.device_authorization_endpoint === undefined) {
    throw messages.deviceFlowNotOffered(server.host);
  }
  const { scopes, audience, resource } = wanted;
  const parameters = new URLSearchParams({
    ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    ...(audience === undefined ? {} : { audience }),
    ...(resource === undefined ? {} : { resource }),
  });
  return asClient({ server, client }, ports, signal, async (call) => {
    const { oauth, metadata, authentication, options } = call;
    const response = await oauth.deviceAuthorizationRequest(metadata, call.client, authentication, parameters, options);
    const answeredAt = ports.clock.now();
    const answer = await oauth.processDeviceAuthorizationResponse(metadata, call.client, response);
    return {
      ...shown(answer, server),
      expiresAt: answeredAt + answer.expires_in * 1000,
      interval: (answer.interval ?? DEFAULT_INTERVAL) * 1000,
      deviceCode: new Secret(answer.device_code),
    };
  });
}

/** Longest code that a person may be asked to enter, in characters. */
const MAX_USER_CODE_LENGTH = 40;

/** What is shown, copied and opened of an answer. Throws `CredentialError` where that is not safe. */
function shown(
  { user_code: userCode, verification_uri: verificationUri, verification_uri_complete: complete }: DeviceAnswer,
  { host }: AuthorizationServer,
): Pick<DeviceAuthorization, 'userCode' | 'verificationUri' | 'verificationUriComplete'> {
  // What is copied has to be what is shown.
  if (userCode.trim() === '' || oneLine(userCode, MAX_USER_CODE_LENGTH) !== userCode) {
    throw messages.malformed(host, 'user_code');
  }
  assertOpenable(verificationUri);
  if (leadsBack(new URL(`https://${host}`).hostname, verificationUri)) {
    throw messages.malformed(host, 'verification_uri');
  }
  // The user sees the address without the code: what opens must not be another site.
  const isSameSite =
    complete !== undefined && URL.canParse(complete) && new URL(complete).origin === new URL(verificationUri).origin;
  if (!isSameSite) {
    return { userCode, verificationUri, verificationUriComplete: undefined };
  }
  assertOpenable(complete);
  return { userCode, verificationUri, verificationUriComplete: complete };
}

/**
 * Waits until the user has entered the code, and returns what was granted. A server that can't be reached for a while is
 * asked less and less often, until the code expires. Throws `CredentialError` when it expires or the user refuses; the
 * signal's reason once it is aborted.
 */
export async function pollDeviceFlow(
  device: DeviceAuthorization,
  { server, client, wanted }: DeviceFlow,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<TokenSet> {
  const { clock } = ports;
  let { interval } = device;
  for (let pause = interval; ;) {
    await pauseFor(Math.min(pause, device.expiresAt - clock.now()), clock, signal);
    if (clock.now() >= device.expiresAt) {
      throw messages.deviceCodeExpired(server.host);
    }
    try {
      return await asClient({ server, client }, ports, signal, (call) => poll(device, wanted, call));
    } catch (error) {
      const code = error instanceof OAuthError ? error.error : undefined;
      const isDown = error instanceof CredentialError && error.failure === 'network';
      if (code === 'slow_down') {
        interval += SLOW_DOWN;
      } else if (code !== 'authorization_pending' && !isDown) {
        throw error;
      }
      pause = isDown ? Math.max(interval, Math.min(pause * 2, MAX_BACK_OFF)) : interval;
    }
  }
}

/** RFC 8628, section 3.4. */
function poll(
  { deviceCode }: DeviceAuthorization,
  { resource }: DeviceFlow['wanted'],
  { oauth, metadata, client, authentication, options, grant }: ClientRequest,
): Promise<TokenSet> {
  const request = oauth.deviceCodeGrantRequest(metadata, client, authentication, deviceCode.reveal(), {
    ...options,
    ...(resource === undefined ? {} : { additionalParameters: { resource } }),
  });
  return grant(request, oauth.processDeviceCodeResponse);
}

async function pauseFor(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  let timer: Disposable | undefined;
  try {
    await abortable(
      signal,
      () => new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, Math.min(milliseconds, MAX_DELAY)))),
    );
  } finally {
    timer?.dispose();
  }
}
