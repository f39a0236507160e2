import type { Disposable } from '../core/ports.js';

/**
 * What an answer was to the one who waits for it: the one, be it a refusal; or none of its business, since its `state` is
 * another. What is ignored may be another window's.
 */
export type CallbackOutcome = 'taken' | 'refused' | 'ignored';

/** Where the authorization server sends the user's browser back to, with its answer in the query. */
export interface CallbackListener extends Disposable {
  /** As it stands in the authorization request, and for the one sign-in alone. */
  readonly redirectUri: string;
  /** Calls the listener with each answer that arrives, whoever it is from, until the result or the receiver is disposed of. */
  onCallback(listener: (parameters: URLSearchParams) => CallbackOutcome): Disposable;
}
