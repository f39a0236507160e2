import type { CallbackRelay } from '../../core/callbackUris.js';
import { Emitter } from '../../core/emitter.js';
import { CredentialError, errorChain } from '../../core/errors.js';
import type { Clock, Disposable, Logger } from '../../core/ports.js';
import { unsafetyOf } from '../../core/url.js';
import { type CallbackListener, type CallbackOutcome, CallbackUnavailable } from '../../oauth/callbackListener.js';
import { browserFlow } from './browserFlow.js';
import { hasSignInPage, type MethodPorts, type SignInMethod } from './method.js';
import { REDIRECT_URI_REFUSED, withKnownClient } from './registeredClients.js';

/** Milliseconds between two questions whether the code has arrived. */
const INTERVAL = 5_000;

/** The browser returns to Posit Workbench, which stores the code until this session asks for it. */
export const workbenchRelay = (ports: MethodPorts): SignInMethod => ({
  id: 'workbenchRelay',
  name: 'the relay of Posit Workbench',
  passesOn: REDIRECT_URI_REFUSED,

  isPossible: ({ target: { redirectUri, clientId }, server }) => {
    if (!hasSignInPage({ server }) || !ports.relay || unsafetyOf(ports.relay.redirectUri) !== undefined) {
      return false;
    }
    const canRegister = clientId === undefined && server.endpoints.registration_endpoint !== undefined;
    return redirectUri === ports.relay.redirectUri || canRegister;
  },

  attempt: async (request, signal) => {
    const { relay } = ports;
    if (!relay) {
      throw new TypeError('There is no relay.');
    }
    await assertReachable(relay, signal);
    return withKnownClient(request, ports, (known) => {
      const failed = new AbortController();
      const receiver = new RelayListener(relay, ports.clock, ports.log, (error) => failed.abort(error));
      return browserFlow(request, known, receiver, ports, AbortSignal.any([signal, failed.signal]));
    });
  },
});

async function assertReachable(relay: CallbackRelay, signal: AbortSignal): Promise<void> {
  try {
    await relay.assertReachable(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CredentialError ? new CallbackUnavailable(error.message, { cause: error }) : error;
  }
}

/** Asks the relay again and again. A failure of the network may be over at the next question; any other ends the sign-in. */
class RelayListener implements CallbackListener {
  readonly redirectUri: string;
  readonly receivesOnlyCode = true;
  readonly #answers = new Emitter<URLSearchParams>();
  readonly #stopped = new AbortController();
  #timer: Disposable | undefined;

  constructor(
    private readonly relay: CallbackRelay,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.redirectUri = relay.redirectUri;
  }

  expect(state: string): void {
    this.#timer?.dispose();
    this.#timer = this.clock.setTimeout(() => void this.#ask(state), INTERVAL);
  }

  onCallback(listener: (parameters: URLSearchParams) => CallbackOutcome): Disposable {
    return this.#answers.event((parameters) => void listener(parameters));
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#stopped.abort();
    this.#answers.dispose();
  }

  async #ask(state: string): Promise<void> {
    try {
      const answer = await this.relay.code(state, this.#stopped.signal);
      if (this.#stopped.signal.aborted) {
        return;
      }
      if (answer === 'pending') {
        this.expect(state);
      } else {
        this.#answers.fire(
          new URLSearchParams(answer === 'denied' ? { state, error: 'access_denied' } : { state, code: answer.code }),
        );
      }
    } catch (error) {
      if (this.#stopped.signal.aborted) {
        return;
      }
      if (error instanceof CredentialError && error.failure === 'network') {
        this.log.warn(`sign-in: the relay was not reached: ${errorChain(error)}`);
        this.expect(state);
      } else {
        this.onFailure(error);
      }
    }
  }
}
