import type { Secret } from '../core/secret.js';
import type { RegisteredClient, TokenSet } from '../oauth/tokenSet.js';

/** What is kept of one integration. */
export interface StoredCredentials {
  /** The definition's own client secret, which the user has entered. */
  readonly clientSecret: Secret | undefined;
  /** The client that was registered for this integration, to be used again. */
  readonly registration: RegisteredClient | undefined;
  readonly grant: TokenSet | undefined;
}
