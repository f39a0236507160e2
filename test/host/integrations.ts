import type { Integration } from '../../src/core/integration.js';

/** What a server sends of an integration at the least, and nothing that can be used. */
export const bare: Integration = {
  id: 'workbench:0',
  source: 'workbench',
  isDuplicate: false,
  guid: undefined,
  name: undefined,
  label: 'Bare',
  type: undefined,
  status: { kind: 'configurationError', detail: 'no uid' },
  actions: [],
  issuer: undefined,
  clientId: undefined,
  scopes: undefined,
  authUrl: undefined,
  tokenUrl: undefined,
};

export const complete: Integration = {
  ...bare,
  guid: '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
  name: 'complete',
  label: 'Complete',
  issuer: 'https://issuer.example',
  clientId: 'client',
  scopes: ['openid', 'a b'],
  authUrl: 'https://issuer.example/auth',
  tokenUrl: 'https://issuer.example/token',
};

export const signedIn: Integration = {
  ...complete,
  status: { kind: 'authenticated' },
  actions: ['signOut', 'snippet'],
};
