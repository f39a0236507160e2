import { CredentialError } from '../../core/errors.js';
import { CallbackUnavailable } from '../../oauth/callbackListener.js';
import { type DeviceAuthorization, type DeviceFlow, pollDeviceFlow, startDeviceFlow } from '../../oauth/deviceFlow.js';
import { OAuthError } from '../../oauth/errorResponse.js';
import type { OAuthPorts } from '../../oauth/libraryRequest.js';
import type { RegisteredClient } from '../../oauth/tokenSet.js';
import { clientAtServer } from '../configuredClient.js';
import { whileCodeIsShown } from '../deviceCodePage.js';
import type { MethodPorts, SignInMethod, SignInRequest } from './method.js';
import { REDIRECT_URI_REFUSED, registrationFor, withKnownClient } from './registeredClients.js';

/** What a client is registered for that has had no redirect URI yet: registration requires one. */
const UNUSED_REDIRECT_URI = 'http://127.0.0.1/callback';

/** Errors that are not about device codes: the next method would get them, too. */
const NOT_ABOUT_DEVICE_CODES = ['invalid_scope', 'invalid_target'];

/** The user enters a code in any browser, and the server is asked for the outcome (RFC 8628). */
export interface RequestedDeviceCode {
  readonly device: DeviceAuthorization;
  readonly flow: DeviceFlow;
  /** The client that was registered. */
  readonly registration: RegisteredClient | undefined;
}

export const deviceCode = (ports: MethodPorts): SignInMethod => ({
  id: 'deviceCode',
  name: 'a device code',
  passesOn: REDIRECT_URI_REFUSED,

  isPossible: ({ server }) => server.endpoints.device_authorization_endpoint !== undefined,

  attempt: async (request, signal) => {
    const progress = { isStarted: false };
    try {
      return await withKnownClient(request, ports, async (known) => {
        const { device, flow, registration } = await requestDeviceCode(request, known, ports, signal);
        progress.isStarted = true;
        const { target, onPage, isPageOpenedElsewhere, browser } = request;
        const shown = { target, onPage, opener: isPageOpenedElsewhere ? browser : undefined };
        const poll = (signal: AbortSignal) => pollDeviceFlow(device, flow, ports, signal);
        return { grant: await whileCodeIsShown(device, shown, ports, poll, signal), registration };
      });
    } catch (error) {
      throw !progress.isStarted && isRefusal(error) ? new CallbackUnavailable(error.message, { cause: error }) : error;
    }
  },
});

/** Requests a device code as the known client, or as one that is registered for it. */
export async function requestDeviceCode(
  request: Pick<SignInRequest, 'target' | 'stored' | 'server'>,
  known: RegisteredClient | undefined,
  ports: OAuthPorts,
  signal: AbortSignal,
): Promise<RequestedDeviceCode> {
  const { target, stored, server } = request;
  const redirectUri = known?.redirectUri ?? UNUSED_REDIRECT_URI;
  const registration = await registrationFor(request, known, redirectUri, ports, signal);
  const flow = { ...clientAtServer(target, stored, server, registration), wanted: target };
  return { device: await startDeviceFlow(flow, ports, signal), flow, registration };
}

/**
 * Whether a server does not give device codes, to this client or at all. Servers say so in many ways: GitHub by
 * `device_flow_disabled`, Google by `invalid_client`, others by a page. A wrong client secret is found by the next method, too.
 */
function isRefusal(error: unknown): error is CredentialError {
  return (
    error instanceof CredentialError &&
    ['authorization', 'rejected', 'protocol'].includes(error.failure) &&
    !(error instanceof OAuthError && NOT_ABOUT_DEVICE_CODES.includes(error.error))
  );
}
