import type { Definition } from '../../../src/local/definition.js';
import type { Grant, Kept } from '../../../src/local/grant.js';

/** A grant whose tokens are found again by its name. */
export function grantOf(name: string, overrides: Partial<Grant> = {}): Grant {
  return {
    ...{ accessToken: `${name}-access`, tokenType: 'Bearer', expiresAt: undefined, refreshToken: `${name}-refresh` },
    ...{ scope: undefined, registration: undefined, extra: {}, ...overrides },
  };
}

export function keptWith(grant: Grant | undefined, overrides: Partial<Kept> = {}): Kept {
  return { clientSecret: undefined, registration: undefined, grant, ...overrides };
}

/** A definition of a public client. */
export function definitionWith(overrides: Partial<Definition> = {}): Definition {
  return {
    ...{ id: 'id', name: 'reports', displayName: undefined, description: undefined },
    ...{ server: { issuer: 'https://login.example.org' }, clientId: 'client', scopes: [], authMode: 'Public' },
    ...{ authType: 'Viewer', tokenEndpointAuthMethod: 'none', usePkce: true, audience: undefined },
    ...{ resource: undefined, authorizationParameters: {}, gitHosts: [], ...overrides },
  };
}
