import { randomBytes } from 'node:crypto';
import { ApiError } from './apiError.js';
import { callerOf, type ApiKeys } from './callers.js';
import type { ContentSubject, ContentTokens } from './contentTokens.js';
import type { Integration, Integrations } from './integrations.js';
import type { IntegrationTokens } from './integrationTokens.js';
import type { Route } from './router.js';
import { TOKEN_EXCHANGE } from './tokenExchange.js';
import type { Role } from './users.js';

const USER_SESSION = 'urn:posit:connect:user-session-token';
const CONTENT_SESSION = 'urn:posit:connect:content-session-token';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const AWS_CREDENTIALS = 'urn:ietf:params:aws:token-type:credentials';
const API_KEY = 'urn:posit:connect:api-key';

/** Milliseconds that a visitor's API key and temporary AWS credentials live. */
const LIFETIME = 60 * 60_000;

export interface CredentialParts {
  readonly keys: ApiKeys;
  readonly integrations: Integrations;
  readonly contentTokens: ContentTokens;
  readonly tokens: IntegrationTokens;
}

/** Where content that Connect runs exchanges its own token for credentials. */
export function credentialRoutes(parts: CredentialParts): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/oauth/integrations/credentials',
      role: 'publisher',
      answer: async ({ form }) => exchange(await form(), parts),
    },
  ];
}

async function exchange(form: URLSearchParams, parts: CredentialParts): Promise<object> {
  if (form.get('grant_type') !== TOKEN_EXCHANGE) {
    throw refusal('OAuthCredentialGrantType', 'The grant type is not supported.');
  }
  const type = form.get('subject_token_type') ?? '';
  if (![USER_SESSION, CONTENT_SESSION].includes(type)) {
    throw refusal('OAuthCredentialSubjectTokenType', 'The subject token type is not supported.');
  }
  const subject = parts.contentTokens.find(form.get('subject_token') ?? '');
  if (!subject || (subject.viewer !== undefined) !== (type === USER_SESSION)) {
    throw refusal('OAuthCredentialSubjectToken', 'The subject token is not valid.');
  }
  const integration = associated(subject, form.get('audience'), parts.integrations);
  return credentials(subject, integration, form.get('requested_token_type'), parts);
}

/** The integration that is meant: the audience, or the only one. */
function associated({ content }: ContentSubject, audience: string | null, integrations: Integrations): Integration {
  const guids = content.associations.map(({ integrationGuid }) => integrationGuid);
  if (guids.length === 0) {
    throw refusal('OAuthCredentialNoAssociations', 'No OAuth integration is associated with this content.');
  }
  if (audience !== null && !guids.includes(audience)) {
    throw refusal('OAuthCredentialsInvalidAudience', 'The audience is not associated with this content.');
  }
  if (audience === null && guids.length > 1) {
    const message = 'Several OAuth integrations are associated with this content: an audience is required.';
    throw refusal('OAuthCredentialsInvalidAssociationCount', message);
  }
  return integrations.get(audience ?? guids[0] ?? '');
}

async function credentials(
  { viewer }: ContentSubject,
  integration: Integration,
  requested: string | null,
  { keys, tokens }: CredentialParts,
): Promise<object> {
  const { authType, template, config } = integration;
  if ((authType === 'Service Account') === (viewer !== undefined)) {
    const message = 'The subject token type does not go with the authentication type of the OAuth integration.';
    throw refusal('OAuthCredentialInvalidSubjectTokenTypeForAuthType', message);
  }
  if (template === 'aws') {
    check(requested ?? AWS_CREDENTIALS, AWS_CREDENTIALS);
    return answer(awsCredentials(), AWS_CREDENTIALS, 'aws_credentials', Date.now() + LIFETIME);
  }
  if (viewer && authType === 'Visitor API Key') {
    check(requested ?? API_KEY, API_KEY);
    const key = keys.issue(callerOf(viewer, maxRole(config['max_role'])), LIFETIME);
    return answer(key, API_KEY, 'Key', Date.now() + LIFETIME);
  }
  check(requested ?? ACCESS_TOKEN, ACCESS_TOKEN, ID_TOKEN);
  const { accessToken, idToken, expiresAt } = viewer
    ? await tokens.ofViewer(viewer, integration)
    : await tokens.ofServiceAccount(integration);
  if (requested !== ID_TOKEN) return answer(accessToken, ACCESS_TOKEN, 'Bearer', expiresAt);
  if (idToken === undefined) throw refusal('OAuthMissingIdToken', 'The identity provider issued no ID token.');
  return answer(idToken, ID_TOKEN, 'Bearer', expiresAt);
}

/** No member is ever null: R clients fail on that. */
function answer(token: string, type: string, tokenType: string, expiresAt: number): object {
  const lifetime = Math.max(0, Math.round((expiresAt - Date.now()) / 1000));
  return { access_token: token, issued_token_type: type, token_type: tokenType, expires_in: lifetime };
}

function check(requested: string, ...allowed: string[]): void {
  if (!allowed.includes(requested)) {
    throw refusal('OAuthCredentialRequestedTokenType', 'The requested token type is not supported.');
  }
}

function maxRole(value: unknown): Role {
  if (value === 'Admin') return 'administrator';
  return value === 'Publisher' ? 'publisher' : 'viewer';
}

function awsCredentials(): string {
  const text = JSON.stringify({
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(60).toString('base64'),
    expiration: new Date(Date.now() + LIFETIME).toISOString().replace(/\.\d+Z$/, 'Z'),
  });
  return Buffer.from(text).toString('base64');
}

function refusal(kind: ConstructorParameters<typeof ApiError>[1], message: string): ApiError {
  return new ApiError(400, kind, message);
}
