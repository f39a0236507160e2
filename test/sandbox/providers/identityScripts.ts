import { error, type Granted, has, type ProviderScript, refreshableIf, usual } from './script.js';

const TENANT = '/7f58d2b6-0c1e-4a39-9e8f-2d6b5a1c3e4f';

/** learn.microsoft.com, "OAuth 2.0 authorization code flow" and "Device authorization grant flow", in each of its clouds. */
const entra = (file: string): ProviderScript => ({
  file,
  paths: {
    authorize: `${TENANT}/oauth2/v2.0/authorize`,
    token: `${TENANT}/oauth2/v2.0/token`,
    device: `${TENANT}/oauth2/v2.0/devicecode`,
  },
  metadata: {
    path: `${TENANT}/v2.0/.well-known/openid-configuration`,
    issuer: `${TENANT}/v2.0`,
    members: {
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      id_token_signing_alg_values_supported: ['RS256'],
    },
  },
  // Of localhost it does not compare the port.
  redirect: 'anyPort',
  clientAuth: ['client_secret_post', 'client_secret_basic'],
  hasSecret: false,
  lifetime: 4_799,
  isRotating: true,
  tokens: (granted) => ({ body: { ...oidc(granted, 4_799), ext_expires_in: 4_799 } }),
  refreshErrors: [
    error(400, 'invalid_grant', 'AADSTS700082: The refresh token has expired due to inactivity.', {
      ...{ error_codes: [700082], timestamp: '2026-01-09 02:02:12Z', trace_id: 'a', correlation_id: 'b' },
    }),
    error(400, 'interaction_required', 'AADSTS50076: You must use multi-factor authentication.', {
      ...{ error_codes: [50076], suberror: 'basic_action' },
    }),
  ],
  deviceCode: () => ({
    ...{
      device_code: 'entra-device-code',
      user_code: 'FJ4R8VDS',
      verification_uri: 'https://microsoft.com/devicelogin',
    },
    ...{ expires_in: 900, interval: 5, message: 'To sign in, use a web browser to open the page.' },
  }),
  devicePending: error(400, 'authorization_pending', 'AADSTS70016: Authorization is pending.', {
    error_codes: [70016],
  }),
});

/** developer.okta.com, "OpenID Connect & OAuth 2.0 API". */
const okta: ProviderScript = {
  file: 'okta',
  paths: {
    authorize: '/oauth2/default/v1/authorize',
    token: '/oauth2/default/v1/token',
    device: '/oauth2/default/v1/device/authorize',
    revoke: '/oauth2/default/v1/revoke',
  },
  metadata: {
    path: '/oauth2/default/.well-known/openid-configuration',
    issuer: '/oauth2/default',
    members: {
      scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
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
  tokens: (granted) => ({ body: oidc(granted, 3_600) }),
  refreshErrors: [error(400, 'invalid_grant', 'The refresh token is invalid or expired.')],
  deviceCode: (origin) => ({
    ...{ device_code: 'okta-device-code', user_code: 'RGTCFDTL', verification_uri: `${origin}/activate` },
    verification_uri_complete: `${origin}/activate?user_code=RGTCFDTL`,
    ...{ expires_in: 600, interval: 5 },
  }),
  devicePending: error(400, 'authorization_pending', 'The device authorization is pending. Please try again later.'),
};

/** auth0.com/docs, "Authorization Code Flow with PKCE", "Refresh Tokens" and "Revoke Refresh Token". */
const auth0: ProviderScript = {
  file: 'auth0',
  paths: {
    ...{ authorize: '/authorize', token: '/oauth/token' },
    ...{ device: '/oauth/device/code', revoke: '/oauth/revoke' },
  },
  metadata: {
    path: '/.well-known/openid-configuration',
    issuer: '/',
    members: {
      scopes_supported: ['openid', 'profile', 'offline_access', 'email'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      code_challenge_methods_supported: ['S256', 'plain'],
      id_token_signing_alg_values_supported: ['HS256', 'RS256'],
    },
  },
  redirect: 'exact',
  clientAuth: ['client_secret_basic', 'client_secret_post'],
  hasSecret: false,
  required: { audience: 'https://api.example.com' },
  lifetime: 86_400,
  isRotating: true,
  tokens: (granted) => ({ body: oidc(granted, 86_400) }),
  refreshErrors: [error(403, 'invalid_grant', 'Unknown or invalid refresh token.')],
  deviceCode: (origin) => ({
    ...{ device_code: 'auth0-device-code', user_code: 'HJJT-TWPW', verification_uri: `${origin}/activate` },
    verification_uri_complete: `${origin}/activate?user_code=HJJT-TWPW`,
    ...{ expires_in: 900, interval: 5 },
  }),
  devicePending: error(403, 'authorization_pending', 'User has yet to authorize device code.'),
  // It revokes refresh tokens only.
  alreadyRevoked: error(400, 'invalid_request', 'Only refresh tokens can be revoked'),
};

/** keycloak.org, "Securing applications and services with OpenID Connect". */
const keycloak: ProviderScript = {
  file: 'keycloak',
  paths: {
    authorize: '/realms/my-realm/protocol/openid-connect/auth',
    token: '/realms/my-realm/protocol/openid-connect/token',
    device: '/realms/my-realm/protocol/openid-connect/auth/device',
    revoke: '/realms/my-realm/protocol/openid-connect/revoke',
  },
  metadata: {
    path: '/realms/my-realm/.well-known/openid-configuration',
    issuer: '/realms/my-realm',
    members: {
      scopes_supported: ['openid', 'offline_access', 'profile', 'email', 'roles'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['plain', 'S256'],
      id_token_signing_alg_values_supported: ['PS384', 'RS256', 'ES256'],
      authorization_response_iss_parameter_supported: true,
    },
  },
  redirect: 'anyPort',
  clientAuth: ['client_secret_basic', 'client_secret_post'],
  hasSecret: true,
  lifetime: 300,
  isRotating: true,
  tokens: (granted) => ({
    body: {
      ...usual(granted, 300),
      ...{ refresh_expires_in: 1_800, id_token: granted.idToken, 'not-before-policy': 0 },
      session_state: '7b6c5d4e-3f2a-4b1c-8d9e-0f1a2b3c4d5e',
    },
  }),
  refreshErrors: [
    error(400, 'invalid_grant', 'Token is not active'),
    error(400, 'invalid_grant', 'Session not active'),
  ],
  deviceCode: (origin) => ({
    ...{ device_code: 'keycloak-device-code', user_code: 'JPPZ-QSXB' },
    verification_uri: `${origin}/realms/my-realm/device`,
    verification_uri_complete: `${origin}/realms/my-realm/device?user_code=JPPZ-QSXB`,
    ...{ expires_in: 600, interval: 5 },
  }),
  devicePending: error(400, 'authorization_pending', 'The authorization request is still pending'),
};

export const identityScripts = [...['entra', 'entra-us-government', 'entra-china'].map(entra), okta, auth0, keycloak];

/** A refresh token only with offline_access, and an ID token only with openid. */
function oidc(granted: Granted, lifetime: number): Record<string, unknown> {
  return {
    ...refreshableIf(has(granted.scope, 'offline_access'), usual(granted, lifetime)),
    ...(has(granted.scope, 'openid') ? { id_token: granted.idToken } : {}),
  };
}
