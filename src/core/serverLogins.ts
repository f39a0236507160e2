import type { Logger } from './ports.js';
import type { Secret } from './secret.js';
import type { ServerFacts } from './serverAccess.js';

/** A sign-in to a server, as the user's command asks for it. */
export interface ServerLoginRequest {
  /** The address as the user has entered it. */
  readonly server: string;
  /** The nickname; `undefined`: the one that it has, or one after its host. */
  readonly name: string | undefined;
  /** Whether its certificate is not verified. */
  readonly insecure: boolean;
  /** The PEM certificates to trust; `undefined`: those that are stored, or the usual ones. */
  readonly caCertificate: string | undefined;
  /** The token of a workload that signs in without a user. */
  readonly identityToken: Secret | undefined;
  readonly useDeviceCode: boolean;
  /** The OAuth client; `undefined`: the one that is stored, or one that is registered. */
  readonly clientId: string | undefined;
  /** Whether the server becomes the default. */
  readonly setDefault: boolean;
}

/** Receives the reports of a pending sign-in. Their texts may come from a server. */
export interface LoginProgress {
  /** The page at which the user signs in is being opened. @param name of the server */
  opened(name: string, url: string): void;
  /** What the user has to do, or should know, in sentences. */
  told(sentences: string): void;
  readonly log: Logger;
}

/** How a sign-in ended that has not failed. */
export type LoginOutcome =
  | { readonly kind: 'signedIn'; readonly server: ServerFacts }
  | { readonly kind: 'notInTime'; readonly name: string; readonly seconds: number };

/** A server by its URL or by its nickname. */
export type WantedServer = { readonly url: string } | { readonly name: string };

/** Signing in to servers and out, for the user's command. All methods throw `CredentialError`. */
export interface ServerLogins {
  /**
   * Signs in, and only then adds the server to the list or changes its entry. Rejects with the signal's reason once that is
   * aborted; what the server has issued by then is stored first.
   */
  logIn(request: ServerLoginRequest, progress: LoginProgress, signal: AbortSignal): Promise<LoginOutcome>;

  /** Deletes the tokens, and revokes them if the server can. The server stays in the list. Returns its nickname. */
  logOut(wanted: WantedServer, progress: LoginProgress): Promise<string>;
}
