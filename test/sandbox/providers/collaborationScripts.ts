import { error, has, type ProviderScript, refreshableIf, usual } from './script.js';

/** docs.github.com, "Authorizing OAuth apps" and "Refreshing user access tokens". */
const github: ProviderScript = {
  file: 'github',
  paths: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    device: '/login/device/code',
  },
  redirect: 'anyPort',
  clientAuth: ['client_secret_post'],
  hasSecret: true,
  lifetime: 28_800,
  isRotating: true,
  tokens: (granted) => {
    const body = {
      ...usual(granted, 28_800),
      ...{ token_type: 'bearer', refresh_token_expires_in: 15_897_600, scope: granted.scope.replaceAll(' ', ',') },
    };
    // Form-encoded, unless the request asks for JSON.
    return granted.acceptsJson
      ? { body }
      : { type: 'application/x-www-form-urlencoded; charset=utf-8', body: form(body) };
  },
  // Errors come with status 200.
  refreshErrors: [error(200, 'bad_refresh_token', 'The refresh token passed is incorrect or expired.')],
  deviceCode: (origin) => ({
    ...{ device_code: 'github-device-code', user_code: 'WDJB-MJHT', verification_uri: `${origin}/login/device` },
    ...{ expires_in: 900, interval: 5 },
  }),
  devicePending: error(200, 'authorization_pending', 'The authorization request is still pending.'),
};

/** docs.gitlab.com, "OAuth 2.0 identity provider API". */
const gitlab: ProviderScript = {
  file: 'gitlab',
  paths: {
    ...{ authorize: '/oauth/authorize', token: '/oauth/token' },
    ...{ device: '/oauth/authorize_device', revoke: '/oauth/revoke' },
  },
  metadata: {
    path: '/.well-known/openid-configuration',
    issuer: '',
    members: {
      scopes_supported: ['api', 'read_api', 'read_user', 'openid', 'email'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['plain', 'S256'],
    },
  },
  redirect: 'anyPort',
  clientAuth: ['client_secret_basic', 'client_secret_post'],
  hasSecret: false,
  lifetime: 7_200,
  isRotating: true,
  tokens: (granted) => ({ body: { ...usual(granted, 7_200), created_at: 1_607_635_748 } }),
  refreshErrors: [
    error(
      400,
      'invalid_grant',
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    ),
  ],
  deviceCode: (origin) => ({
    ...{ device_code: 'gitlab-device-code', user_code: '0A44L90H', verification_uri: `${origin}/oauth/device` },
    verification_uri_complete: `${origin}/oauth/device?user_code=0A44L90H`,
    ...{ expires_in: 300, interval: 5 },
  }),
  devicePending: error(400, 'authorization_pending', 'The authorization request is still pending.'),
};

/** docs.slack.dev, "Installing with OAuth", "Using token rotation" and "Using PKCE". */
const slack: ProviderScript = {
  file: 'slack',
  paths: { authorize: '/oauth/v2/authorize', token: '/api/oauth.v2.access' },
  redirect: 'exact',
  clientAuth: ['client_secret_basic', 'client_secret_post'],
  hasSecret: false,
  scopeParameter: 'user_scope',
  lifetime: 43_200,
  isRotating: true,
  tokens: (granted) => {
    const { accessToken, refreshToken, scope } = granted;
    const token = {
      scope,
      access_token: accessToken,
      token_type: 'user',
      refresh_token: refreshToken,
      expires_in: 43_200,
    };
    const app = { app_id: 'A0KRD7HC3', team: { id: 'T9TK3CUKW', name: 'Example' }, enterprise: null };
    return granted.isRefresh
      ? { body: { ok: true, ...token, ...app } }
      : { body: { ok: true, ...app, authed_user: { id: 'U1234', ...token }, is_enterprise_install: false } };
  },
  refreshErrors: [{ body: { ok: false, error: 'invalid_refresh_token' } }],
};

/** developer.atlassian.com, "OAuth 2.0 (3LO) apps". */
const atlassian: ProviderScript = {
  file: 'atlassian',
  paths: { authorize: '/authorize', token: '/oauth/token' },
  redirect: 'exact',
  clientAuth: ['client_secret_post'],
  hasSecret: true,
  required: { audience: 'api.atlassian.com', prompt: 'consent' },
  lifetime: 3_600,
  isRotating: true,
  tokens: (granted) => ({ body: refreshableIf(has(granted.scope, 'offline_access'), usual(granted, 3_600)) }),
  refreshErrors: [
    error(403, 'unauthorized_client', 'refresh_token is invalid'),
    error(403, 'invalid_grant', 'Unknown or invalid refresh token.'),
  ],
};

/** developers.google.com, "OAuth 2.0 for Mobile & Desktop Apps" and "OAuth 2.0 for TV and Limited-Input Devices". */
const google: ProviderScript = {
  file: 'google',
  paths: { authorize: '/o/oauth2/v2/auth', token: '/token', device: '/device/code', revoke: '/revoke' },
  metadata: {
    path: '/.well-known/openid-configuration',
    issuer: '',
    members: {
      scopes_supported: ['openid', 'email', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      code_challenge_methods_supported: ['plain', 'S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    },
  },
  redirect: 'anyPort',
  clientAuth: ['client_secret_post', 'client_secret_basic'],
  hasSecret: true,
  required: { access_type: 'offline', prompt: 'consent' },
  lifetime: 3_599,
  isRotating: false,
  tokens: (granted) => {
    const isOffline = granted.authorization.get('access_type') === 'offline' && !granted.isRefresh;
    const scope = granted.scope.replace('email', 'https://www.googleapis.com/auth/userinfo.email');
    return { body: { ...refreshableIf(isOffline, usual(granted, 3_599)), scope, id_token: granted.idToken } };
  },
  refreshErrors: [error(400, 'invalid_grant', 'Token has been expired or revoked.')],
  // Not verification_uri.
  deviceCode: (origin) => ({
    ...{ device_code: 'google-device-code', user_code: 'GQVQ-JKEC', verification_url: `${origin}/device` },
    ...{ expires_in: 1_800, interval: 5 },
  }),
  devicePending: error(428, 'authorization_pending', 'Precondition Required'),
  alreadyRevoked: error(400, 'invalid_token', 'Token expired or revoked'),
};

export const collaborationScripts = [github, gitlab, slack, atlassian, google];

function form(body: Readonly<Record<string, unknown>>): string {
  return new URLSearchParams(
    Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
