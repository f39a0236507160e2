import { all, any, bool, is, select, template, text, url } from './templateParts.js';
import type { Template } from './templateTypes.js';

const viewer = is('auth_type', 'Viewer');
const service = is('auth_type', 'Service Account');
const confidential = is('auth_mode', 'Confidential');

const authType = select('auth_type', 'Authentication type', ['Viewer', 'Service Account']);
const clientId = text('client_id', 'Client ID');
const clientSecret = text('client_secret', 'Client secret', { secret: true });
const scopes = (value: string) => text('scopes', 'Scopes', { default: value, optional: true });

const custom = template('custom', 'Custom', [
  authType,
  select('auth_mode', 'Authentication mode', ['Confidential', 'Public'], viewer),
  clientId,
  text('client_secret', 'Client secret', { secret: true, visible: any(service, all(viewer, confidential)) }),
  url('authorization_uri', 'Authorization URL', { visible: viewer }),
  url('token_uri', 'Token URL'),
  select(
    'token_endpoint_auth_method',
    'Token endpoint authentication',
    ['client_secret_basic', 'client_secret_post'],
    any(service, confidential),
  ),
  scopes(''),
  bool('use_pkce', 'Use PKCE', true, viewer),
]);

const google = (id: string, name: string, scope: string): Template =>
  template(id, name, [
    authType,
    text('client_id', 'Client ID', { visible: viewer }),
    text('client_secret', 'Client secret', { secret: true, visible: viewer }),
    text('service_account_key', 'Service account key', { secret: true, multiline: true, visible: service }),
    scopes(scope),
  ]);

const microsoft = (id: string, name: string, scope: string): Template =>
  template(
    id,
    name,
    [authType, text('tenant_id', 'Tenant ID'), clientId, clientSecret, scopes(scope)],
    id === 'azure-openai' ? ['AZURE_OPENAI_ENDPOINT'] : [],
  );

/** The templates of a server, in its order. Beside `custom` and `connect`, their fields are like the real ones in kind. */
export const templates: readonly Template[] = [
  template('aws', 'AWS', [
    select('auth_type', 'Authentication type', ['Service Account', 'Viewer']),
    text('role_arn', 'Role ARN'),
    text('region', 'Region', { default: 'us-east-1' }),
    text('session_duration', 'Session duration in seconds', { default: '3600' }),
  ]),
  microsoft('azure', 'Azure', 'https://management.azure.com/user_impersonation'),
  microsoft('azure-openai', 'Azure OpenAI', 'https://cognitiveservices.azure.com/.default'),
  template('connect', 'Connect API', [select('max_role', 'Maximum role', ['Viewer', 'Publisher', 'Admin'])]),
  custom,
  template(
    'databricks',
    'Databricks',
    [
      authType,
      url('workspace_url', 'Workspace URL'),
      select('auth_mode', 'Authentication mode', ['Confidential', 'Public'], viewer),
      clientId,
      text('client_secret', 'Client secret', { secret: true, visible: any(service, confidential) }),
      scopes('all-apis offline_access'),
    ],
    ['DATABRICKS_HOST'],
  ),
  template('github', 'GitHub', [clientId, clientSecret, scopes('repo read:user')]),
  google('bigquery', 'Google BigQuery', 'https://www.googleapis.com/auth/bigquery'),
  google('drive', 'Google Drive', 'https://www.googleapis.com/auth/drive'),
  google('sheets', 'Google Sheets', 'https://www.googleapis.com/auth/spreadsheets'),
  google('vertex-ai', 'Google Vertex AI', 'https://www.googleapis.com/auth/cloud-platform'),
  microsoft('msgraph', 'Microsoft Graph', 'https://graph.microsoft.com/.default'),
  template('salesforce', 'Salesforce', [
    url('domain', 'Domain URL'),
    clientId,
    clientSecret,
    scopes('api refresh_token'),
  ]),
  microsoft('sharepoint', 'SharePoint', 'https://example.sharepoint.com/.default'),
  template('snowflake', 'Snowflake', [
    authType,
    url('account_url', 'Account URL'),
    clientId,
    clientSecret,
    scopes('refresh_token session:role:ANALYST'),
  ]),
];

export function findTemplate(id: string): Template | undefined {
  return templates.find((each) => each.id === id);
}
