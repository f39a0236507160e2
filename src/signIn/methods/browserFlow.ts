import { authorizationCodeFlow } from '../../oauth/authorizationCodeFlow.js';
import type { CallbackListener } from '../../oauth/callbackListener.js';
import type { RegisteredClient } from '../../oauth/tokenSet.js';
import { clientAtServer } from '../configuredClient.js';
import type { MethodPorts, SignInRequest, SignInResult } from './method.js';
import { registrationFor } from './registeredClients.js';

/** Signs in through the browser, which returns to `receiver`. Disposes of the receiver. */
export async function browserFlow(
  request: SignInRequest,
  known: RegisteredClient | undefined,
  receiver: CallbackListener,
  ports: MethodPorts,
  signal: AbortSignal,
): Promise<SignInResult> {
  try {
    const { target, stored, server } = request;
    const registration = await registrationFor(request, known, receiver.redirectUri, ports, signal);
    const browser = {
      open: (url: string) => {
        request.onPage((other) => other.open(url));
        return request.browser.open(url);
      },
    };
    const flow = { ...clientAtServer(target, stored, server, registration), wanted: target, receiver };
    return { grant: await authorizationCodeFlow(flow, { ...ports, browser }, signal), registration };
  } finally {
    receiver.dispose();
  }
}
