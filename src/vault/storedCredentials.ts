import type { Secret } from '../core/secret.js';
import type { RegisteredClient, TokenSet } from '../oauth/tokenSet.js';

/** The stored credentials of one integration. */
export interface StoredCredentials {
  /** The secret of the configured client, entered by the user. */
  readonly clientSecret: Secret | undefined;
  /** The client that was registered for this integration, for reuse. */
  readonly registration: RegisteredClient | undefined;
  readonly grant: TokenSet | undefined;
}
