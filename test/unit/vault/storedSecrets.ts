import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import { keptFrom, type Plain } from '../local/plain.js';

/** What is kept of an integration, each field of which is a secret that can be looked for. */
export function plainKeptOf(name: string): Plain<StoredCredentials> {
  return {
    clientSecret: `${name}-client-secret-4f1d`,
    registration: {
      clientId: `${name}-registered-client`,
      clientSecret: `${name}-registered-secret-77aa`,
      redirectUri: `http://127.0.0.1/${name}-callback`,
    },
    grant: {
      accessToken: `${name}-access-token-09bc`,
      tokenType: 'bearer',
      expiresAt: 1_900_000_000_000,
      refreshToken: `${name}-refresh-token-e12c`,
      scope: `openid ${name}-scope`,
      registration: undefined,
      extra: { instance_url: `https://${name}.instance.example`, nested: [{ of: name }] },
    },
  };
}

export function keptOf(name: string): StoredCredentials {
  return keptFrom(plainKeptOf(name));
}

/** All texts of {@link keptOf} that are secret. */
export function secretsOf(name: string): readonly string[] {
  return [
    `${name}-client-secret`,
    `${name}-registered-client`,
    `${name}-registered-secret`,
    `${name}-callback`,
    `${name}-access-token`,
    `${name}-refresh-token`,
    `${name}-scope`,
    `${name}.instance`,
  ];
}

/** Little is kept of it: the rest is `undefined`. */
export const KEPT_SECRET_ONLY = keptWithSecret('only-a-client-secret');

/** What is kept of an integration without a sign-in. */
export function keptWithSecret(clientSecret: string): StoredCredentials {
  return keptFrom({ clientSecret, registration: undefined, grant: undefined });
}
