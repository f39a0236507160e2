import type { TokenProvider } from '../core/source.js';
import type { LocalSource } from './source.js';
import type { Tokens } from './tokens.js';

/** The user's own access tokens, as they are handed out to code. */
export function handedOut(source: Pick<LocalSource, 'entries' | 'definitionOf'>, tokens: Tokens): TokenProvider {
  return {
    get isNeeded() {
      return source.entries.length > 0;
    },
    accessToken: async (integration) => {
      const { accessToken, expiresAt, extra } = await tokens.current(source.definitionOf(integration));
      return { value: accessToken, expiresAt, extra };
    },
  };
}
