import type { Integration } from '../core/integration.js';
import type { Secret } from '../core/secret.js';
import type { TokenProvider } from '../core/source.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import type { Definition, Entry } from './definition/definition.js';

/** What the provider needs to know of the source. */
export interface TokenSource {
  readonly entries: readonly Entry[];
  /** Throws `CredentialError` where there is no such integration, or it can't be used. */
  definitionOf(integration: Integration): Definition;
  /** An access token that is valid now. Throws `CredentialError` where there is none. */
  tokensOf(definition: Definition, rejected?: Secret): Promise<TokenSet>;
}

/** Gives code the access tokens of local integrations. */
export function tokenProvider(source: TokenSource): TokenProvider {
  return {
    get isNeeded() {
      return source.entries.length > 0;
    },
    accessToken: async (integration, rejected) => {
      const { accessToken, expiresAt, extra } = await source.tokensOf(source.definitionOf(integration), rejected);
      return { value: accessToken, expiresAt, extra };
    },
  };
}
