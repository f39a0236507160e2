import type { Event } from './ports.js';

/** How the user's browser comes back to this window with an authorization server's answer. */
export interface CallbackUris {
  /** Whether the browser runs on the machine of this process, so that it reaches a listener on loopback. */
  readonly reachesLoopback: boolean;

  /** A URI that leads the browser back to the editor: another one with each call, and perhaps to another window of the user. */
  uri(): Promise<string>;

  /** The queries of such URIs that have led to this window, form-encoded. They hold codes. */
  readonly onDidReceive: Event<string>;
}
