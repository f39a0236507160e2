import type { Config } from './integrationConfig.js';
import type { IntegrationInput } from './integrations.js';
import type { ProviderAccess } from './providerClient.js';
import { registerAtProvider } from './providerRegistration.js';

/** Connect's clients at the identity provider. */
export interface ProviderClients {
  readonly people: ProviderAccess;
  readonly withoutRefreshTokens: ProviderAccess;
  readonly service: ProviderAccess;
}

export async function registerClients(issuer: string, redirectUri: string): Promise<ProviderClients> {
  const [people, withoutRefreshTokens, service] = await Promise.all([
    registerAtProvider(issuer, redirectUri, ['authorization_code', 'refresh_token']),
    registerAtProvider(issuer, redirectUri, ['authorization_code']),
    registerAtProvider(issuer, redirectUri, ['client_credentials']),
  ]);
  return { people, withoutRefreshTokens, service };
}

/** The integrations of a new server: each authentication type, and a session with and without a refresh token. */
export function integrationsAtStart(clients: ProviderClients): readonly IntegrationInput[] {
  const secret = { client_id: 'connect', client_secret: 'secret-of-another-provider' };
  return [
    {
      ...{ template: 'custom', name: 'Sales API', description: 'Figures of the sales department.' },
      config: customConfig(clients.people, 'openid offline_access reports:read'),
    },
    {
      ...{ template: 'custom', name: 'Weather', description: null },
      config: customConfig(clients.withoutRefreshTokens, 'openid reports:read'),
    },
    {
      ...{ template: 'custom', name: 'Nightly jobs', description: 'For content that runs without a viewer.' },
      config: {
        ...{ auth_type: 'Service Account', token_endpoint_auth_method: 'client_secret_basic', scopes: 'reports:read' },
        ...{ client_id: clients.service.clientId, client_secret: clients.service.clientSecret },
        token_uri: clients.service.tokenUri,
      },
    },
    { template: 'connect', name: 'Connect API', description: null, config: { max_role: 'Publisher' } },
    { template: 'github', name: 'GitHub', description: null, config: { ...secret, scopes: 'repo' } },
    { template: 'snowflake', name: null, config: { ...secret, account_url: 'https://example.snowflakecomputing.com' } },
    { template: 'aws', name: 'Data lake', config: { role_arn: 'arn:aws:iam::123456789012:role/connect' } },
  ];
}

function customConfig(access: ProviderAccess, scopes: string): Config {
  return {
    ...{ auth_type: 'Viewer', auth_mode: 'Confidential', token_endpoint_auth_method: 'client_secret_basic', scopes },
    ...{ client_id: access.clientId, client_secret: access.clientSecret },
    ...{ authorization_uri: access.authorizationUri, token_uri: access.tokenUri, use_pkce: true },
  };
}
