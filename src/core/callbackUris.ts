import type { Event } from './ports.js';

/** Editor URIs to which an authorization server can redirect the user's browser. */
export interface CallbackUris {
  /** Whether the browser runs on the same machine as this process and can therefore reach a loopback listener. */
  readonly reachesLoopback: boolean;

  /** A callback URI of the editor. Each call may return a different one, and it may open another window of the user. */
  uri(): Promise<string>;

  /** Fires with the form-encoded query of each callback that reaches this window. It contains an authorization code. */
  readonly onDidReceive: Event<string>;
}
