import { randomBytes } from 'node:crypto';

/** What the administrator has configured for one integration. */
export interface IntegrationConfig {
  readonly guid: string;
  readonly type: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly scopes: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** The administrator mistyped the token URL, and no user can sign in. */
  readonly mistyped?: boolean;
  /** The user has signed in before the session starts. */
  readonly signedInAtStart?: boolean;
}

/** The URLs of the provider that an integration's configuration names. */
export interface ProviderUrls {
  readonly issuer: string;
  readonly authUrl: string;
  readonly tokenUrl: string;
}

type Definition = Omit<IntegrationConfig, 'clientSecret'>;

const DEFINITIONS: readonly Definition[] = [
  {
    guid: '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
    type: 'custom',
    name: 'github',
    displayName: 'GitHub',
    scopes: ['repo', 'read:user'],
    clientId: 'workbench-github',
  },
  {
    guid: 'c2a9d6b4-7e13-4c0b-8f52-91d0a7e84b02',
    type: 'custom',
    name: 'sales-api',
    displayName: 'Sales API',
    scopes: ['openid', 'offline_access', 'sales:read'],
    clientId: 'workbench-sales-api',
    signedInAtStart: true,
  },
  {
    guid: '1f8e5c7d-24ab-4e96-b7d1-3c5a90f6de03',
    type: 'custom',
    name: 'issue-tracker',
    displayName: 'Issue Tracker',
    scopes: ['issues:read'],
    clientId: 'workbench-issue-tracker',
    mistyped: true,
  },
  {
    guid: '94d07b2a-b8c6-4d3e-a1f9-58e2c6074a04',
    type: 'databricks',
    name: 'databricks',
    displayName: 'Databricks',
    scopes: ['openid', 'offline_access', 'sql'],
    clientId: 'workbench-databricks',
  },
  {
    guid: 'e75b1c3f-5d90-4a28-8c6e-0b9f4d2a7105',
    type: 'databricks',
    name: 'databricks-staging',
    displayName: null,
    scopes: ['openid', 'offline_access', 'sql'],
    clientId: 'workbench-databricks-staging',
  },
];

/** The configured integrations in the server's order, each a client of its own, with a new secret. */
export function configuredIntegrations(): IntegrationConfig[] {
  return DEFINITIONS.map((definition) => ({ ...definition, clientSecret: randomBytes(32).toString('base64url') }));
}

/** The name that a user sees. */
export function labelOf(integration: IntegrationConfig): string {
  return integration.displayName ?? integration.name;
}

/** What is wrong with an integration's configuration; undefined when nothing is. */
export function configErrorOf(integration: IntegrationConfig, urls: ProviderUrls): string | undefined {
  if (!integration.mistyped) return undefined;
  return `The token URL ${tokenUrlOf(integration, urls)} answered 404. Ask an administrator to check the token_url of this integration.`;
}

/** The answer of `oauth_integrations`: one provider for each type. */
export function toWire(
  integrations: readonly IntegrationConfig[],
  urls: ProviderUrls,
  isAuthenticated: (integration: IntegrationConfig) => boolean,
): object {
  const types = new Set(integrations.map(({ type }) => type));
  const providers = [...types].map((type) => ({
    type,
    integrations: integrations
      .filter((integration) => integration.type === type)
      .map((integration) => integrationToWire(integration, urls, isAuthenticated(integration))),
  }));
  return { providers };
}

function integrationToWire(integration: IntegrationConfig, urls: ProviderUrls, authenticated: boolean): object {
  const configError = configErrorOf(integration, urls);
  return {
    uid: integration.guid,
    type: integration.type,
    name: integration.name,
    display_name: integration.displayName,
    client_id: integration.clientId,
    auth_url: urls.authUrl,
    token_url: tokenUrlOf(integration, urls),
    scopes: integration.scopes,
    issuer: urls.issuer,
    authenticated,
    ...(configError === undefined ? {} : { config_error: configError }),
  };
}

function tokenUrlOf(integration: IntegrationConfig, urls: ProviderUrls): string {
  return integration.mistyped ? new URL('/oauth/tokne', urls.tokenUrl).href : urls.tokenUrl;
}
