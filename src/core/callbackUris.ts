import type { Event } from './ports.js';

/**
 * Where a window runs, as seen from the user's browser: on the same machine; on another machine, with the user interface
 * on the user's (SSH, WSL, a container, a tunnel); or as a page of the browser itself.
 */
export type WindowKind = 'localDesktop' | 'remoteDesktop' | 'browser';

/** How the user's browser returns to this window with an authorization server's answer. */
export interface CallbackUris {
  readonly windowKind: WindowKind;

  /**
   * The URI by which the user's browser reaches a server on loopback of this machine, whose port is forwarded if need be. It
   * may have another host or port. Rejects if there is none.
   */
  forwardedUri(loopbackUri: string): Promise<string>;

  /** A URI that leads the browser back to the editor. It differs with each call, and may lead to another window of the user. */
  uri(): Promise<string>;

  /** Fires with the query of each such URI that has led to this window, form-encoded. It contains a code. */
  readonly onDidReceive: Event<string>;
}

/** A server that receives the browser in place of this window, and stores the code until it is asked for it. */
export interface CallbackRelay {
  /** Where the browser is sent. */
  readonly redirectUri: string;

  /** Throws `CredentialError` if the relay cannot be used. */
  assertReachable(signal: AbortSignal): Promise<void>;

  /**
   * The code that has arrived with a `state`, which is handed over once; `'pending'` if there is none yet, `'denied'` if the
   * browser brought an error instead. Throws `CredentialError`.
   */
  code(state: string, signal: AbortSignal): Promise<{ readonly code: string } | 'pending' | 'denied'>;
}
