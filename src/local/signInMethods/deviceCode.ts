import { errorChain } from '../../core/errors.js';
import type { Browser } from '../../core/ports.js';
import { type DeviceAuthorization, pollDeviceFlow, startDeviceFlow } from '../../oauth/deviceFlow.js';
import { clientAtServer } from '../configuredClient.js';
import * as messages from '../messages.js';
import type { MethodPorts, SignInMethod, SignInRequest } from './method.js';
import { registrationFor, withKnownClient } from './registeredClients.js';

/** What a client is registered for that has had no redirect URI yet: registration requires one. */
const UNUSED_REDIRECT_URI = 'http://127.0.0.1/callback';

/** The user enters a code in any browser, and the server is asked for the outcome (RFC 8628). */
export const deviceCode = (ports: MethodPorts): SignInMethod => ({
  name: 'a device code',
  passesOn: ['unauthorized_client', 'unsupported_grant_type', 'invalid_redirect_uri'],

  isPossible: ({ server }) => server.endpoints.device_authorization_endpoint !== undefined,

  attempt: (request, signal) =>
    withKnownClient(request, ports, async (known) => {
      const { definition, stored, server } = request;
      const redirectUri = known?.redirectUri ?? UNUSED_REDIRECT_URI;
      const registration = await registrationFor(request, known, redirectUri, ports, signal);
      const flow = { ...clientAtServer(definition, stored, server, registration), wanted: definition };
      const device = await startDeviceFlow(flow, ports, signal);
      request.onPage((browser) => {
        void offer(device, request, ports, browser);
        return Promise.resolve();
      });
      // Not awaited: the user may enter the code on another device, and leave the question unanswered.
      void offer(device, request, ports, request.isPageOpenedElsewhere ? request.browser : undefined);
      return { grant: await pollDeviceFlow(device, flow, ports, signal), registration };
    }),
});

/**
 * Shows the code, and opens the page if the user wants that. Never rejects: the code can be entered by hand.
 *
 * @param opener opens the page at once
 */
async function offer(
  device: DeviceAuthorization,
  { definition }: SignInRequest,
  { dialogs, browser, log }: MethodPorts,
  opener: Browser | undefined,
): Promise<void> {
  const open = messages.copyCodeAndOpen();
  const page = device.verificationUriComplete ?? device.verificationUri;
  try {
    await opener?.open(page);
    if ((await dialogs.tell(messages.enterCode(definition, device), open)) === open) {
      await dialogs.copy(device.userCode, messages.codeCopied());
      await browser.open(page);
    }
  } catch (error) {
    log.warn(`local: the page for the device code was not opened: ${errorChain(error)}`);
  }
}
