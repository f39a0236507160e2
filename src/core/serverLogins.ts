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
  /** Whether the sign-in is only started, with a device code: a {@link FinishLoginRequest} finishes it. */
  readonly isFinishedLater: boolean;
}

/** Continues a sign-in that was started to be finished later. */
export interface FinishLoginRequest {
  /** The nickname of the server. */
  readonly finish: string;
  /** How long to wait for the user. */
  readonly seconds: number;
}

/** Receives the reports of a pending sign-in. Their texts may come from a server. */
export interface LoginProgress {
  /** The page at which the user signs in is being opened. @param name of the server */
  opened(name: string, url: string): void;
  /** What the user has to do, or should know, in sentences. */
  told(sentences: string): void;
  readonly log: Logger;
}

/** What the user has to enter, and where. Texts of a server. */
export interface PendingCode {
  /** The page, with the code in it if the server offers that. */
  readonly page: string;
  readonly userCode: string;
  /** Until when the code is valid, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** How a sign-in ended that has not failed. */
export type LoginOutcome =
  | { readonly kind: 'signedIn'; readonly server: ServerFacts }
  /** It can be continued. `code` is present once it has been started. */
  | { readonly kind: 'pending'; readonly name: string; readonly url: string; readonly code: PendingCode | undefined }
  | { readonly kind: 'notInTime'; readonly name: string; readonly seconds: number };

/** A server by its URL or by its nickname. */
export type WantedServer = { readonly url: string } | { readonly name: string };

/** Signing in to servers and out, for the user's command. All methods throw `CredentialError`. */
export interface ServerLogins {
  /**
   * Signs in, or starts or continues that, and only then adds the server to the list or changes its entry. Rejects with the signal's reason once that is
   * aborted; what the server has issued by then is stored first.
   */
  logIn(
    request: ServerLoginRequest | FinishLoginRequest,
    progress: LoginProgress,
    signal: AbortSignal,
  ): Promise<LoginOutcome>;

  /** Deletes the tokens, and revokes them if the server can. The server stays in the list. Returns its nickname. */
  logOut(wanted: WantedServer, progress: LoginProgress): Promise<string>;
}
