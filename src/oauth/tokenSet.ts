import type { Secret } from '../core/secret.js';

/** A client as an authorization server knows it. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: Secret | undefined;
  /** The redirect URI that it is registered for. */
  readonly redirectUri: string;
}

/** What an authorization server has granted (RFC 6749, section 5.1). */
export interface TokenSet {
  readonly accessToken: Secret;
  readonly tokenType: string;
  /** Milliseconds since the epoch; `undefined` where the server did not say. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: Secret | undefined;
  readonly scope: string | undefined;
  /** The client that it was granted to, where that is not the definition's own. */
  readonly registration: RegisteredClient | undefined;
  /** What else the token answer held, such as `instance_url`, or other tokens. */
  readonly extra: Secret<Readonly<Record<string, unknown>>>;
}
