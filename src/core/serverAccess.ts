import type { Secret } from './secret.js';

/** What requests to a server authenticate with. */
export interface ServerCredential {
  /** The scheme of the header `Authorization`: `Bearer`, or the server's own, such as `Key`. */
  readonly scheme: string;
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` if unknown. */
  readonly expiresAt: number | undefined;
}

/** A server that the user signs in to, as the command shows it. Its texts may come from the server. */
export interface ServerFacts {
  /** The nickname. */
  readonly name: string;
  readonly url: string;
  readonly isDefault: boolean;
  readonly isSignedIn: boolean;
  /** `undefined` if it is not known, or if there is none. */
  readonly username: string | undefined;
  readonly role: string | undefined;
  readonly expiry: { readonly at: number; readonly isRenewable: boolean } | undefined;
}

/** Access to a server that the user signs in to, for the user's own programs. */
export interface ServerAccess {
  facts(signal: AbortSignal): Promise<ServerFacts>;

  /** Renewed if necessary. Throws `CredentialError`: `authorization` if the user has to sign in. */
  credential(): Promise<ServerCredential>;
}
