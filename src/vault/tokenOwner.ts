import type { TokenSet } from '../oauth/tokenSet.js';
import type { StoredCredentials } from './storedCredentials.js';

/** What access tokens belong to: a local integration, or a server that the user signs in to. */
export interface TokenOwner {
  /** The key of its entry in the vault. */
  readonly id: string;
  /** The name that users see; may be text from a server. */
  readonly name: string;

  /** Whether the access token can be renewed without the user. */
  isRenewable(stored: StoredCredentials, tokens: TokenSet): boolean;

  /**
   * Renews the access token without the user: with the refresh token, or as a service account.
   *
   * @param confirm awaited right before the request that uses up the refresh token; if it rejects, nothing is sent
   */
  renew(
    stored: StoredCredentials,
    tokens: TokenSet,
    signal: AbortSignal,
    confirm: () => Promise<void>,
  ): Promise<TokenSet>;
}
