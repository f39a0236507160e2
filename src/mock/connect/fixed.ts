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
  id_token: unsecuredJwt({
    ...{ iss: 'https://connect.invalid', sub: CONTENT_GUID, aud: 'mock' },
    ...{ iat: 0, exp: Date.parse(EXPIRATION) / 1000 },
  }),
  // The date has no milliseconds: clients parse it by a fixed pattern.
  aws: encoded(
    {
      ...{ accessKeyId: 'MOCKACCESSKEYID', secretAccessKey: 'mock-secret-access-key' },
      ...{ sessionToken: 'mock-session-token', expiration: EXPIRATION },
    },
    'base64',
  ),
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

/** RFC 7519, section 6. */
function unsecuredJwt(claims: object): string {
  return `${encoded({ alg: 'none', typ: 'JWT' }, 'base64url')}.${encoded(claims, 'base64url')}.`;
}

function encoded(value: object, encoding: 'base64' | 'base64url'): string {
  return Buffer.from(JSON.stringify(value)).toString(encoding);
}

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
