import type { Secret } from '../core/secret.js';

/** How a client authenticates at the token endpoint (RFC 6749, section 2.3). */
export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post';

/** A client as an authorization server has registered it. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  /** The redirect URI that it is registered for. */
  readonly redirectUri: string;
  /** As the server answered to the registration; `undefined` if it did not say. */
  readonly authMethod?: AuthMethod | undefined;
}

/** What an authorization server has granted (RFC 6749, section 5.1). */
export interface TokenSet {
  readonly accessToken: Secret;
  readonly tokenType: string;
  /** Milliseconds since the epoch; `undefined` if the server did not say. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: Secret | undefined;
  readonly scope: string | undefined;
  /** The client that it was granted to, if that is not the definition's own. */
  readonly registration: RegisteredClient | undefined;
  /** The other members of the token answer, such as `instance_url`. */
  readonly extra: Secret<Readonly<Record<string, unknown>>>;
}
