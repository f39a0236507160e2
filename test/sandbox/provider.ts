import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Configuration } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { pageHeaders, renderPage } from './html.js';
import { labelOf, type IntegrationConfig } from './integrations.js';
import { withInteractions, type Account } from './interactions.js';
import { problemPage } from './pages.js';

export interface ProviderOptions {
  issuer: string;
  clients: readonly IntegrationConfig[];
  redirectUri: string;
  account: Account;
  /** Milliseconds; the provider counts in seconds. */
  accessTokenLifetime: number;
}

/** A real OAuth 2.0 and OpenID Connect provider with one account, as a handler of HTTP requests to `issuer`. */
export function createProvider(options: ProviderOptions): RequestListener {
  return withInteractions(new Provider(options.issuer, configuration(options)), [options.account]);
}

function configuration({ clients, redirectUri, account, accessTokenLifetime }: ProviderOptions): Configuration {
  return {
    ...baseConfiguration([account], accessTokenLifetime),
    clients: clients.map((client) => ({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      client_name: labelOf(client),
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: client.scopes.join(' '),
    })),
    scopes: [...new Set(['openid', 'offline_access', ...clients.flatMap(({ scopes }) => scopes)])],
    pkce: { required: () => true },
  };
}

/**
 * What all providers of the sandbox have in common, without clients and scopes. All that one would otherwise warn about on
 * the console is decided here.
 *
 * @param accessTokenLifetime milliseconds
 */
export function baseConfiguration(accounts: readonly Account[], accessTokenLifetime: number): Configuration {
  const minute = 60;
  const day = 24 * 60 * minute;
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...signingKey, kty: 'EC', use: 'sig', alg: 'ES256', kid: 'sandbox' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    claims: { openid: ['sub'] },
    findAccount: (_context, sub) =>
      accounts.some(({ login }) => login === sub) ? { accountId: sub, claims: () => ({ sub }) } : undefined,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: Math.ceil(accessTokenLifetime / 1000),
      AuthorizationCode: minute,
      IdToken: 10 * minute,
      RefreshToken: day,
      Interaction: 10 * minute,
      Session: day,
      Grant: day,
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    },
    renderError: (context, out) => {
      const message = `The identity provider refused the request: ${out.error_description ?? out.error}.`;
      const page = problemPage(context.status, message);
      context.set(pageHeaders(page));
      context.body = renderPage(page);
    },
  };
}
