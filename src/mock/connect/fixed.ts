import type { ContentUse } from '../../core/contentUses.js';

/** What a request is about: what it asks for and, for an access token, on whose behalf. */
export const KINDS = ['viewer', 'content', 'id_token', 'aws', 'api-key'] as const;
export type Kind = (typeof KINDS)[number];

/*
 * What the server for tests gives and takes. Nothing of it is secret, and nothing is valid anywhere else. API key, content
 * session token and user session token are those of the mocks of connectcreds.
 */

export const API_KEY = 'key';
export const CONTENT_TOKEN = 'session-token';
export const USER_TOKEN = 'user-token';

export const CONTENT_GUID = guid(1);
export const AUTHOR = { username: 'author', groups: [], isVisitor: false } as const;
export const VISITOR = { username: 'viewer', groups: [], isVisitor: true } as const;
export const guidOf = (username: string): string => guid(username === VISITOR.username ? 3 : 2);

/** Far enough away for every test: the beginning of the year 2100. */
const EXPIRATION = '2100-01-01T00:00:00Z';

/** The token of each kind, if nothing else is asked for. */
export const TOKENS: Readonly<Record<Kind, string>> = {
  viewer: 'viewer-access-token',
  content: 'content-access-token',
  // A JWT that says that it is not signed (RFC 7519, section 6).
  id_token: [
    { alg: 'none', typ: 'JWT' },
    {
      iss: 'https://connect.invalid',
      sub: CONTENT_GUID,
      aud: 'mock',
      iat: 0,
      exp: Date.parse(EXPIRATION) / 1000,
    },
  ]
    .map((part) => `${Buffer.from(JSON.stringify(part)).toString('base64url')}.`)
    .join(''),
  // Base64 of JSON. The date has no milliseconds: clients parse it by a fixed pattern.
  aws: Buffer.from(
    JSON.stringify({
      accessKeyId: 'MOCKACCESSKEYID',
      secretAccessKey: 'mock-secret-access-key',
      sessionToken: 'mock-session-token',
      expiration: EXPIRATION,
    }),
  ).toString('base64'),
  // 32 letters and digits, like the keys of Connect.
  'api-key': 'mockvisitorapikey000000000000000',
};

/** One integration of each kind that content looks for among its associations. */
export const ASSOCIATIONS: readonly ContentUse[] = [
  association({ guid: guid(11), name: 'Viewer', template: 'custom', authType: 'Viewer' }),
  association({ guid: guid(12), name: 'Service account', template: 'custom', authType: 'Service Account' }),
  association({ guid: guid(13), name: 'Connect API', template: 'connect', authType: 'Visitor API Key' }),
];

export function association(use: Pick<ContentUse, 'guid' | 'name' | 'template' | 'authType'>): ContentUse {
  return { ...use, answeredBy: undefined, since: Date.UTC(2026, 0, 1) };
}

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
