import type { TokenProvider } from '../core/source.js';
import type { LocalSource } from './source.js';
import type { AccessTokens } from '../vault/accessTokens.js';

/** The user's own access tokens, as they are handed out to code. */
export function tokenProvider(source: Pick<LocalSource, 'entries' | 'definitionOf'>, tokens: AccessTokens): TokenProvider {
  return {
    get isNeeded() {
      return source.entries.length > 0;
    },
    accessToken: async (integration) => {
      const { accessToken, expiresAt, extra } = await tokens.get(source.definitionOf(integration));
      return { value: accessToken, expiresAt, extra };
    },
  };
}
