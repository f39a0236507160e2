import type { Secret } from './secret.js';

/** An access token (RFC 6749, section 1.4), as it is handed out to code. */
export interface AccessToken {
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` where nobody knows. */
  readonly expiresAt: number | undefined;
  /** What else the authorization server sent with it, such as `instance_url`, or other tokens. */
  readonly extra?: Secret<Readonly<Record<string, unknown>>>;
}
