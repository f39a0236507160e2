import { abortable } from '../../core/abort.js';
import type { CallbackUris } from '../../core/callbackUris.js';
import { isLoopback } from '../../core/address.js';
import { CallbackUnavailable } from '../../oauth/callbackListener.js';
import { openLoopback } from '../../oauth/loopbackListener.js';
import { parseLoopbackUri } from '../../oauth/loopbackUri.js';
import * as messages from '../messages.js';
import { browserFlow } from './browserFlow.js';
import { hasSignInPage, type MethodPorts, type SignInMethod } from './method.js';
import { REDIRECT_URI_REFUSED, withKnownClient } from './registeredClients.js';

/** The browser returns to a listener on loopback (RFC 8252, section 7.3), of the remote machine if its port is forwarded. */
export const loopback = (ports: MethodPorts): SignInMethod => ({
  id: 'loopback',
  name: 'loopback',
  passesOn: REDIRECT_URI_REFUSED,

  isPossible: ({ target: { redirectUri }, server }) =>
    hasSignInPage({ server }) && (redirectUri === undefined || !!parseLoopbackUri(redirectUri)),

  attempt: (request, signal) =>
    withKnownClient(request, ports, async (known) => {
      const receiver = await openLoopback({
        redirectUri: request.target.redirectUri,
        // Many servers compare the port too, whatever RFC 8252 says: on the same one, the client is still registered.
        preferredPort: known && parseLoopbackUri(known.redirectUri)?.port,
      });
      try {
        await assertForwarded(receiver.redirectUri, ports.redirects, signal);
        return await browserFlow(request, known, receiver, ports, signal);
      } finally {
        receiver.dispose();
      }
    }),
});

/**
 * In a window that is connected to another machine, checks that the browser reaches the listener: the port has to be
 * forwarded from the same port, because the redirect URI names it. Throws `CallbackUnavailable`.
 */
async function assertForwarded(redirectUri: string, redirects: CallbackUris, signal: AbortSignal): Promise<void> {
  if (redirects.windowKind === 'localDesktop') {
    return;
  }
  let forwarded: string;
  try {
    forwarded = await abortable(signal, () => redirects.forwardedUri(redirectUri));
  } catch (error) {
    signal.throwIfAborted();
    throw new CallbackUnavailable(messages.portNotForwarded(), { cause: error });
  }
  const isSame =
    URL.canParse(forwarded) &&
    isLoopback(new URL(forwarded).hostname) &&
    new URL(forwarded).port === new URL(redirectUri).port;
  if (!isSame) {
    throw new CallbackUnavailable(messages.portNotForwarded());
  }
}
