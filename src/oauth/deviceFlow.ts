import { CredentialError } from '../core/errors.js';
import { pause } from '../core/pause.js';
import { Secret } from '../core/secret.js';
import { oneLine } from '../core/text.js';
import { assertOpenable } from '../core/url.js';
import { assertUsable, type AuthorizationServer } from './authorizationServer.js';
import {
  asClient,
  type ClientAtServer,
  type ClientRequest,
  type RequestedAccess,
  scopeParameter,
} from './clientRequest.js';
import { OAuthError } from './errorResponse.js';
import type { OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import type { TokenSet } from './tokenSet.js';

/** Seconds between two polls if the server does not say (RFC 8628, section 3.2). */
const DEFAULT_INTERVAL = 5;

/** Milliseconds that `slow_down` adds to the interval, for all further polls (RFC 8628, section 3.5). */
const SLOW_DOWN = 5000;

/** The longest pause between two polls while the server can't be reached, in milliseconds. */
const MAX_BACK_OFF = 60_000;

/**
 * Milliseconds by which a code may expire earlier at the server, which counts from before its response. Some servers forget
 * an expired code, and then answer `invalid_grant` instead of `expired_token`.
 */
const SERVER_LEAD = 5_000;

/** A device code that the user has to enter. All texts are the server's. */
export interface DeviceAuthorization {
  /** What the user has to enter. */
  readonly userCode: string;
  /** Where to enter it: safe to open, and short enough to be shown in full. */
  readonly verificationUri: string;
  /** The same with the code in it, if the server offers that. */
  readonly verificationUriComplete: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Milliseconds between two polls. */
  readonly interval: number;
  readonly deviceCode: Secret;
  /** When the server was last polled, in milliseconds since the epoch, if it was. */
  readonly polledAt?: number;
}

type DeviceAnswer = Pick<
  OAuth.DeviceAuthorizationResponse,
  'user_code' | 'verification_uri' | 'verification_uri_complete'
>;

export interface DeviceFlow extends ClientAtServer {
  readonly wanted: Pick<RequestedAccess, 'scopes' | 'scopeSeparator' | 'audience' | 'resource'>;
}

/** Requests a device code (RFC 8628, section 3.1). Throws `CredentialError`, or the signal's reason once it is aborted. */
export async function startDeviceFlow(
  { server, client, wanted }: DeviceFlow,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<DeviceAuthorization> {
  const { host, endpoints } = server;
  assertUsable(server, 'device_authorization_endpoint');
  if (endpoints.device_authorization_endpoint === undefined) {
    throw messages.deviceFlowNotOffered(host);
  }
  const { audience, resource } = wanted;
  const scope = scopeParameter(wanted);
  const parameters = new URLSearchParams({
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
    ...(resource === undefined ? {} : { resource }),
  });
  return asClient({ server, client, request: 'deviceAuthorization' }, ports, signal, async (call) => {
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

/** How long a code that a person has to enter may be, in characters. */
const MAX_USER_CODE_LENGTH = 40;

/** What is shown, copied and opened of an answer. Throws `CredentialError` if that is not safe. */
function shown(
  { user_code: userCode, verification_uri: verificationUri, verification_uri_complete: complete }: DeviceAnswer,
  { host }: AuthorizationServer,
): Pick<DeviceAuthorization, 'userCode' | 'verificationUri' | 'verificationUriComplete'> {
  // The user copies what is shown.
  if (userCode.trim() === '' || oneLine(userCode, MAX_USER_CODE_LENGTH) !== userCode) {
    throw messages.malformed(host, 'user_code');
  }
  assertOpenable(verificationUri, `https://${host}`);
  // The user sees the address without the code, so what opens must not be another site.
  const isSameSite =
    complete !== undefined && URL.canParse(complete) && new URL(complete).origin === new URL(verificationUri).origin;
  if (!isSameSite) {
    return { userCode, verificationUri, verificationUriComplete: undefined };
  }
  assertOpenable(complete);
  return { userCode, verificationUri, verificationUriComplete: complete };
}

/**
 * Waits until the user has entered the code, and returns what was granted. While the server can't be reached, the pauses get
 * longer. Throws `CredentialError` if the code expires or the user denies access; or the signal's reason once it is aborted.
 *
 * @param onPoll called after each poll without an outcome, with what the next process that polls has to know
 */
export async function pollDeviceFlow(
  device: DeviceAuthorization,
  { server, client, wanted }: DeviceFlow,
  ports: OAuthPorts,
  signal: AbortSignal,
  onPoll?: (next: Required<Pick<DeviceAuthorization, 'interval' | 'polledAt'>>) => void,
): Promise<TokenSet> {
  const { clock } = ports;
  let { interval } = device;
  const polledAgo = device.polledAt === undefined ? 0 : Math.max(0, clock.now() - device.polledAt);
  for (let delay = Math.max(0, interval - polledAgo); ;) {
    await pause(clock, Math.min(delay, device.expiresAt - clock.now()), signal);
    if (clock.now() >= device.expiresAt) {
      throw messages.deviceCodeExpired(server.host);
    }
    try {
      return await asClient({ server, client, request: 'deviceCode' }, ports, signal, (call) =>
        poll(device, wanted, call),
      );
    } catch (error) {
      const code = error instanceof OAuthError ? error.error : undefined;
      const isDown = error instanceof CredentialError && error.failure === 'network';
      if (code === 'slow_down') {
        interval += SLOW_DOWN;
      } else if (code === 'invalid_grant' && clock.now() + SERVER_LEAD >= device.expiresAt) {
        throw messages.deviceCodeExpired(server.host);
      } else if (code !== 'authorization_pending' && !isDown) {
        throw error;
      }
      onPoll?.({ interval, polledAt: clock.now() });
      delay = isDown ? Math.max(interval, Math.min(delay * 2, MAX_BACK_OFF)) : interval;
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
  return grant(request, (as, known, answer) => oauth.processDeviceCodeResponse(as, known, answer));
}
