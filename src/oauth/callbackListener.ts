import { CredentialError, type CredentialErrorOptions } from '../core/errors.js';
import type { Disposable } from '../core/ports.js';

/**
 * What a sign-in did with an answer: `accepted` it; refused it for a reason, which is safe to show; or `ignored` it because
 * it belongs to another sign-in, perhaps of another window.
 */
export type CallbackOutcome = 'accepted' | 'ignored' | { readonly refusal: string };

/** Where the authorization server sends the user's browser, with its answer in the query. It serves one sign-in. */
export interface CallbackListener extends Disposable {
  /** Exactly as in the authorization request. */
  readonly redirectUri: string;

  /** Whether only the code arrives here: then `iss` (RFC 9207) cannot be checked. */
  readonly receivesOnlyCode?: boolean;

  /** Called with the `state` of the authorization request before the browser opens. */
  expect?(state: string): void;

  /** Calls the listener with every answer that arrives, until the result or this object is disposed of. */
  onCallback(listener: (parameters: URLSearchParams) => CallbackOutcome): Disposable;
}

/**
 * Whether an answer belongs to the sign-in with this `state`. An error without a `state` does, too: some servers omit it,
 * and the user would wait in vain. It grants nothing. A code without one does not (RFC 6749, section 10.12).
 */
export function isAnswerTo(state: string, parameters: URLSearchParams): boolean {
  const states = parameters.getAll('state');
  return states.length === 0 ? isErrorAlone(parameters) : states.length === 1 && states[0] === state;
}

function isErrorAlone(parameters: URLSearchParams): boolean {
  return !parameters.has('code') && parameters.getAll('error').length === 1;
}

/** The browser cannot return this way. Another way may work. */
export class CallbackUnavailable extends CredentialError {
  constructor(message: string, options: CredentialErrorOptions = {}) {
    super('configuration', message, options);
  }
}
