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

/** An OAuth integration of a server, as the command shows it. Its texts may come from the server. */
export interface ServerIntegration {
  readonly guid: string;
  readonly name: string | undefined;
  /** What people see: the name, or else that of its template. */
  readonly label: string;
  readonly description: string | undefined;
  readonly template: string | undefined;
  /** For whom its tokens are, in the server's words, such as `Viewer`. */
  readonly authType: string | undefined;
  /** Whether the user is signed in to it; `undefined` if it needs no sign-in, as a service account. */
  readonly isSignedIn: boolean | undefined;
}

/** An integration that has just been created. */
export interface CreatedIntegration extends ServerIntegration {
  /** The redirect URI to register at the OAuth provider; `undefined` if it needs no sign-in. */
  readonly redirectUri: string | undefined;
}

/** Access to a server that the user signs in to, for the user's own programs. */
export interface ServerAccess {
  facts(signal: AbortSignal): Promise<ServerFacts>;

  /** Renewed if necessary. Throws `CredentialError`: `authorization` if the user has to sign in. */
  credential(): Promise<ServerCredential>;

  /** Its OAuth integrations. Throws `CredentialError`: `authorization` if the user has to sign in. */
  integrations(signal: AbortSignal): Promise<readonly ServerIntegration[]>;

  /**
   * Creates an integration. Throws `CredentialError`, which names the field that is wrong: `authorization` if the user has to
   * sign in.
   *
   * @param body of the request to the server's API, as the user has written it. It may contain secrets
   */
  createIntegration(body: unknown, signal: AbortSignal): Promise<CreatedIntegration>;
}
