import type { Definition } from '../../../src/local/definition/definition.js';
import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { grantFrom, keptFrom, type Plain } from '../local/plain.js';

/** A grant whose tokens are found again by its name. */
export function grantOf(name: string, overrides: Partial<Plain<TokenSet>> = {}): TokenSet {
  return grantFrom({
    ...{ accessToken: `${name}-access`, tokenType: 'Bearer', expiresAt: undefined, refreshToken: `${name}-refresh` },
    ...{ scope: undefined, registration: undefined, extra: {}, ...overrides },
  });
}

export function keptWith(
  grant: TokenSet | undefined,
  overrides: Partial<Omit<Plain<StoredCredentials>, 'grant'>> = {},
): StoredCredentials {
  return { ...keptFrom({ clientSecret: undefined, registration: undefined, grant: undefined, ...overrides }), grant };
}

/** A definition of a public client. */
export function definitionWith(overrides: Partial<Definition> = {}): Definition {
  return {
    ...{ id: 'id', name: 'reports', displayName: undefined, description: undefined },
    ...{ server: { issuer: 'https://login.example.org' }, clientId: 'client', scopes: [], authMode: 'Public' },
    ...{ authType: 'Viewer', tokenEndpointAuthMethod: 'none', usePkce: true, audience: undefined },
    ...{
      resource: undefined,
      authorizationParameters: {},
      gitHosts: [],
      redirectUri: undefined,
      ...overrides,
    },
  };
}
