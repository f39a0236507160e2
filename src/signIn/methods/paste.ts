import { randomInt } from 'node:crypto';
import { BACK, type Dialogs } from '../../core/dialogs.js';
import type { Disposable } from '../../core/ports.js';
import { type CallbackListener, type CallbackOutcome, isAnswerTo } from '../../oauth/callbackListener.js';
import { parseLoopbackUri } from '../../oauth/loopbackUri.js';
import type { RegisteredClient } from '../../oauth/tokenSet.js';
import type { SignInTarget } from '../target.js';
import * as messages from '../messages.js';
import { browserFlow } from './browserFlow.js';
import { hasSignInPage, type MethodPorts, type SignInMethod } from './method.js';
import { withKnownClient } from './registeredClients.js';

/** Without a redirect URI of the user's own, as registered for the listener. */
const DEFAULT_URI = 'http://127.0.0.1/callback';

/** Dynamic ports (RFC 6335, section 6): hardly a server on the user's machine listens there, and gets the code. */
const [FIRST_PORT, LAST_PORT] = [49_152, 65_535];

/** The browser ends on a page of loopback that it cannot load, and the user copies the address of that page. */
export const paste = (ports: MethodPorts): SignInMethod => ({
  id: 'paste',
  name: 'a pasted address',
  passesOn: [],

  isPossible: ({ target: { redirectUri }, server }) =>
    hasSignInPage({ server }) && (redirectUri === undefined || !!parseLoopbackUri(redirectUri)),

  attempt: (request, signal) =>
    withKnownClient(request, ports, (known) => {
      const cancelled = new AbortController();
      const { target } = request;
      const receiver = new PasteListener(redirectUriFor(target, known), target, ports.dialogs, () =>
        cancelled.abort(messages.addressNotPasted(target)),
      );
      return browserFlow(request, known, receiver, ports, AbortSignal.any([signal, cancelled.signal]));
    }),
});

function redirectUriFor({ redirectUri = DEFAULT_URI }: SignInTarget, known: RegisteredClient | undefined): string {
  const uri = parseLoopbackUri(redirectUri);
  if (uri?.port !== undefined) {
    return redirectUri;
  }
  const knownPort = known && parseLoopbackUri(known.redirectUri)?.port;
  return uri?.withPort(knownPort ?? randomInt(FIRST_PORT, LAST_PORT + 1)) ?? redirectUri;
}

/** An input box that is open while the user is in the browser. */
class PasteListener implements CallbackListener {
  readonly #closed = new AbortController();
  #listener: ((parameters: URLSearchParams) => CallbackOutcome) | undefined;

  /** @param onCancel called when the user closes the box */
  constructor(
    readonly redirectUri: string,
    private readonly target: SignInTarget,
    private readonly dialogs: Dialogs,
    private readonly onCancel: () => void,
  ) {}

  expect(state: string): void {
    void this.#ask(state).catch(() => this.onCancel());
  }

  onCallback(listener: (parameters: URLSearchParams) => CallbackOutcome): Disposable {
    this.#listener = listener;
    return { dispose: () => (this.#listener = undefined) };
  }

  dispose(): void {
    this.#listener = undefined;
    this.#closed.abort();
  }

  async #ask(state: string): Promise<void> {
    const text = await this.dialogs.text({
      title: messages.pasteTitle(this.target),
      prompt: messages.pasteAddress(),
      placeholder: `${this.redirectUri}?…`,
      // The address contains the code.
      isSecret: true,
      signal: this.#closed.signal,
      problemOf: (typed) => problemOf(pastedParameters(typed), state),
    });
    if (this.#closed.signal.aborted) {
      return;
    }
    if (text === undefined || text === BACK) {
      this.onCancel();
    } else {
      this.#listener?.(pastedParameters(text));
    }
  }
}

/** The parameters of an address, or of the part of it after the question mark. */
function pastedParameters(text: string): URLSearchParams {
  const [, query = text] = /^[^?]*\?(.*)$/s.exec(text.trim()) ?? [];
  return new URLSearchParams(query.trim().replace(/#.*$/s, ''));
}

/** The sign-in checks the same; but what it ignores has to be told here, while it can still be corrected. */
function problemOf(parameters: URLSearchParams, expected: string): string | undefined {
  if (!parameters.has('code') && !parameters.has('error')) {
    return messages.addressIncomplete();
  }
  return isAnswerTo(expected, parameters) ? undefined : messages.addressOfAnother();
}
