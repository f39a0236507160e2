import { error, has, type ProviderScript, refreshableIf, usual } from './script.js';

/** docs.databricks.com, "OAuth U2M" and "Single-use refresh tokens". */
const databricks: ProviderScript = {
  file: 'databricks',
  paths: { authorize: '/oidc/v1/authorize', token: '/oidc/v1/token' },
  metadata: {
    path: '/oidc/.well-known/openid-configuration',
    issuer: '/oidc',
    members: {
      scopes_supported: ['all-apis', 'sql', 'offline_access', 'openid', 'email', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
    },
  },
  redirect: 'exact',
  clientAuth: ['client_secret_basic', 'client_secret_post'],
  hasSecret: false,
  lifetime: 3_600,
  isRotating: true,
  tokens: (granted) => ({ body: refreshableIf(has(granted.scope, 'offline_access'), usual(granted, 3_600)) }),
  refreshErrors: [error(400, 'invalid_grant', 'Refresh token is invalid', { request_id: '0a1b2c3d' })],
};

/** docs.snowflake.com, "Configure Snowflake OAuth for custom clients". */
const snowflake: ProviderScript = {
  file: 'snowflake',
  paths: { authorize: '/oauth/authorize', token: '/oauth/token-request' },
  redirect: 'exact',
  clientAuth: ['client_secret_basic'],
  hasSecret: true,
  lifetime: 600,
  isRotating: false,
  tokens: (granted) => ({
    body: {
      ...refreshableIf(has(granted.scope, 'refresh_token') && !granted.isRefresh, usual(granted, 600)),
      ...{ username: 'user1', ...(granted.isRefresh ? {} : { refresh_token_expires_in: 86_399 }) },
    },
  }),
  refreshErrors: [
    {
      status: 400,
      body: { data: null, message: 'Invalid refresh token.', code: null, success: false, error: 'invalid_grant' },
    },
  ],
};

/** help.salesforce.com, "OAuth 2.0 Web Server Flow", "Refresh Token Flow" and "Revoke OAuth Tokens". */
const salesforce: ProviderScript = {
  file: 'salesforce',
  paths: {
    authorize: '/services/oauth2/authorize',
    token: '/services/oauth2/token',
    revoke: '/services/oauth2/revoke',
  },
  metadata: {
    path: '/.well-known/openid-configuration',
    issuer: '',
    members: {
      scopes_supported: ['api', 'refresh_token', 'id', 'openid', 'web', 'full'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    },
  },
  redirect: 'exact',
  clientAuth: ['client_secret_post', 'client_secret_basic'],
  hasSecret: true,
  // It does not say: the session settings of the organization decide.
  lifetime: undefined,
  isRotating: false,
  tokens: ({ origin, accessToken, refreshToken, scope, isRefresh }) => ({
    body: {
      access_token: accessToken,
      ...(has(scope, 'refresh_token') && !isRefresh ? { refresh_token: refreshToken } : {}),
      ...{ signature: 'hMDwvLKb1oUQPmvL2Ag0rv0HzH0aA0pC5VcQbxJE9Zo=', scope, instance_url: origin },
      ...{ id: `${origin}/id/00Dx0000000BV7z/005x00000012Q9P`, token_type: 'Bearer', issued_at: '1607635748442' },
    },
  }),
  refreshErrors: [error(400, 'invalid_grant', 'expired access/refresh token')],
  alreadyRevoked: error(400, 'invalid_token', 'invalid token'),
};

export const dataScripts = [databricks, snowflake, salesforce];
