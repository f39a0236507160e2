import type { TokenSet } from '../oauth/tokenSet.js';
import type { StoredCredentials } from './storedCredentials.js';

/** Whose access tokens are stored and renewed: a local integration, or a server that the user signs in to. */
export interface TokenOwner {
  /** The key of its entry in the vault. */
  readonly id: string;
  /** What users call it; may be the text of a server. */
  readonly name: string;

  /** Whether another access token can be had without the user. */
  isRenewable(stored: StoredCredentials, tokens: TokenSet): boolean;

  /**
   * Gets another access token without the user: by the refresh token, or as a service account.
   *
   * @param confirm awaited right before the request that spends the refresh token; nothing is sent if it rejects
   */
  renew(
    stored: StoredCredentials,
    tokens: TokenSet,
    signal: AbortSignal,
    confirm: () => Promise<void>,
  ): Promise<TokenSet>;
}
