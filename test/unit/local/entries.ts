import fc from 'fast-check';

/** A scope by RFC 6749, appendix A.4. */
const scope = fc.constantFrom('openid', 'offline_access', 'api://x/.default', '!#[]~');
const url = fc.constantFrom(
  'https://login.example.org',
  'https://login.example.org/',
  'HTTPS://Login.example.org/a@b?tenant=1',
  'https://xn--mnchen-3ya.example/realms/ü',
  'http://127.0.0.1:8080/token',
  'http://[::1]/token',
  'http://localhost:9000/x',
);
const issuer = url.filter((each) => !each.includes('?'));
const name = fc.string({ minLength: 1, unit: 'binary' }).filter((each) => each.trim() !== '');
const clientId = fc.constantFrom('a', 'my client', 'https://app.example/client', '!~');
const parameters = fc.dictionary(fc.constantFrom('prompt', 'access_type', '__proto__', 'Prompt'), fc.string());

const host = fc.constantFrom(
  'git.example.org',
  'Git.Example.org:443',
  'git:65535',
  '127.0.0.1:1',
  'xn--mnchen-3ya.example',
);

const optional = {
  display_name: fc.string({ unit: 'binary' }),
  description: fc.string(),
  scopes: fc.oneof(
    fc.array(scope),
    fc.array(scope).map((scopes) => scopes.join(' ')),
  ),
  scope_separator: fc.constantFrom(' ', ','),
  use_pkce: fc.boolean(),
  audience: fc.constantFrom('https://api.example.org', 'an audience'),
  resource: fc.constantFrom('https://api.example.org/x?y', 'urn:example:api'),
  redirect_uri: fc.constantFrom(
    'http://localhost:8020/',
    'http://[::1]',
    'https://a.example/w/oauth_redirect_callback',
  ),
  authorization_parameters: parameters,
  git_hosts: fc.array(host),
};

const byIssuer = fc.record({ issuer });
const byEndpoints = fc.record(
  { authorization_uri: url, token_uri: url, device_authorization_uri: url, revocation_uri: url },
  { requiredKeys: ['authorization_uri', 'token_uri'] },
);

const publicClient = fc.record(
  {
    auth_mode: fc.constant('Public'),
    auth_type: fc.constant('Viewer'),
    token_endpoint_auth_method: fc.constant('none'),
  },
  { requiredKeys: [] },
);
const method = { token_endpoint_auth_method: fc.constantFrom('client_secret_basic', 'client_secret_post') };
const confidentialClient = fc.record(
  { client_id: clientId, auth_mode: fc.constant('Confidential'), auth_type: fc.constant('Viewer'), ...method },
  { requiredKeys: ['client_id', 'auth_mode'] },
);
const serviceAccount = fc.record(
  { client_id: clientId, auth_type: fc.constant('Service Account'), auth_mode: fc.constant('Confidential'), ...method },
  { requiredKeys: ['client_id', 'auth_type'] },
);

const identity = fc.oneof(
  fc.tuple(byIssuer, fc.record({ client_id: clientId }, { requiredKeys: [] }), publicClient),
  fc.tuple(byEndpoints, fc.record({ client_id: clientId }), publicClient),
  fc.tuple(fc.oneof(byIssuer, byEndpoints), confidentialClient),
  fc.tuple(fc.oneof(byIssuer, byEndpoints, fc.record({ token_uri: url })), serviceAccount),
);

export type Entry = Readonly<Record<string, unknown>>;

/** Entries of the setting with which nothing is wrong. */
export const rightEntry: fc.Arbitrary<Entry> = fc
  .tuple(fc.record({ name, ...optional }, { requiredKeys: ['name'] }), identity)
  .map(([texts, parts]) => Object.assign({}, texts, ...parts) as Entry);

/** Values for fields, right in one of them and wrong in another. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    ...['', ' ', 'x', 'a b', ' a', 'ä', 'a"b', 'a\\b', 'a\tb', 'a\nb', '\u202e', '\u0000', 'Public', 'Confidential'],
    ...['public', 'Viewer', 'Service Account', 'none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    ...['https://a.example', 'https://a.example/?x', 'https://a.example/#x', 'https://u@a.example', 'https:a.example'],
    ...['https://a.example\\b', 'ftp://a.example', 'urn:x', 'urn:x#y', '//a.example', 'https://a.example/ b'],
    ...[
      'http://localhost',
      'http://localhost:99999/',
      'http://localhost/?x',
      'https://a.example/oauth_redirect_callback',
    ],
    ...[null, true, false, 0, 1.5, [], ['x'], ['x y'], ['x', 1], [''], ['ü'], {}, { x: 'y' }, { x: 1 }, { '': 'x' }],
    ...[{ state: 'x' }, { audience: 'x' }, [['x']]],
    ...[
      ['a.b:1'],
      ['a:0'],
      ['a:65536'],
      ['a:'],
      ['a.'],
      ['.a'],
      ['-a'],
      ['a-'],
      ['*.a'],
      ['https://a'],
      ['a/b'],
      ['a\n'],
    ],
  ),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
);

const fieldNames = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      ...['name', 'display_name', 'description', 'issuer', 'authorization_uri', 'token_uri', 'client_id', 'scopes'],
      ...['auth_mode', 'auth_type', 'token_endpoint_auth_method', 'use_pkce', 'audience', 'resource'],
      ...['authorization_parameters', 'git_hosts', 'redirect_uri', 'device_authorization_uri', 'revocation_uri'],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('clientid', 'client_secret', 'constructor', '__proto__') },
);

/** Right entries to which anything has been done: fields set to something, and removed. */
export const changedEntry: fc.Arbitrary<Entry> = fc
  .tuple(rightEntry, fc.array(fc.tuple(fieldNames, fc.option(anyValue, { nil: undefined, freq: 2 })), { maxLength: 3 }))
  .map(([entry, changes]) => {
    const fields = new Map(Object.entries(entry));
    for (const [field, value] of changes) {
      if (value === undefined) {
        fields.delete(field);
      } else {
        fields.set(field, value);
      }
    }
    return Object.fromEntries(fields);
  });

/** A copy of an object without one of its fields. */
export function without<T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== field)) as Omit<T, K>;
}
