import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition, parseDefinitions } from '../../../src/local/definition/parser.js';
import { json } from '../workbench/junk.js';
import { changedEntry, rightEntry, without } from './entries.js';

const RIGHT = { name: 'example', issuer: 'https://login.example.org', client_id: 'me' };
const BY_ENDPOINTS = {
  name: 'example',
  authorization_uri: 'https://login.example.org/authorize',
  token_uri: 'https://login.example.org/token',
  client_id: 'me',
};

function right(entry: unknown) {
  const parsed = parseDefinition(entry);
  assert.ok(!isInvalid(parsed), isInvalid(parsed) ? parsed.problem : '');
  return parsed;
}

function problemOf(entry: unknown): string {
  const parsed = parseDefinition(entry);
  assert.ok(isInvalid(parsed), 'nothing is wrong');
  return parsed.problem;
}

describe('An entry of the setting', () => {
  it('with the least that it needs has the defaults', () => {
    assert.deepEqual(right(RIGHT), {
      id: '9b1ee52b-9c1c-5c81-919d-8e18ec89eee8',
      name: 'example',
      displayName: undefined,
      description: undefined,
      server: { issuer: 'https://login.example.org' },
      clientId: 'me',
      scopes: [],
      authMode: 'Public',
      authType: 'Viewer',
      tokenEndpointAuthMethod: 'none',
      usePkce: true,
      audience: undefined,
      resource: undefined,
      authorizationParameters: {},
      gitHosts: [],
      redirectUri: undefined,
    });
  });

  it('with all that it can have has that', () => {
    const { id, ...definition } = right({
      ...BY_ENDPOINTS,
      display_name: 'Example',
      description: 'For examples',
      scopes: ['openid', 'offline_access', 'openid'],
      auth_mode: 'Confidential',
      auth_type: 'Viewer',
      token_endpoint_auth_method: 'client_secret_post',
      use_pkce: false,
      audience: 'https://api.example.org',
      resource: 'urn:example:api',
      authorization_parameters: { prompt: 'consent' },
      git_hosts: ['Git.Example.org', '10.0.0.1:8443', 'git.example.org:443', 'localhost:1'],
      redirect_uri: 'http://localhost:8765/callback',
      device_authorization_uri: 'https://login.example.org/device',
      revocation_uri: 'https://login.example.org/revoke',
    });
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(definition, {
      name: 'example',
      displayName: 'Example',
      description: 'For examples',
      server: {
        authorizationUri: BY_ENDPOINTS.authorization_uri,
        tokenUri: BY_ENDPOINTS.token_uri,
        deviceAuthorizationUri: 'https://login.example.org/device',
        revocationUri: 'https://login.example.org/revoke',
      },
      clientId: 'me',
      scopes: ['openid', 'offline_access'],
      authMode: 'Confidential',
      authType: 'Viewer',
      tokenEndpointAuthMethod: 'client_secret_post',
      usePkce: false,
      audience: 'https://api.example.org',
      resource: 'urn:example:api',
      authorizationParameters: { prompt: 'consent' },
      gitHosts: ['git.example.org', '10.0.0.1:8443', 'localhost:1'],
      redirectUri: 'http://localhost:8765/callback',
    });
  });

  for (const redirectUri of [
    ...[
      'http://localhost',
      'http://localhost/',
      'http://localhost:8020',
      'http://127.0.0.1:1/a/b',
      'http://[::1]/callback',
    ],
    ...['http://localhost:65535/a%20b', 'https://workbench.example.org/oauth_redirect_callback'],
    ...['https://example.org:8443/workbench/oauth_redirect_callback', 'http://127.0.0.3:8787/oauth_redirect_callback'],
  ]) {
    it(`may have the redirect URI ${redirectUri}`, () => {
      assert.equal(right({ ...RIGHT, redirect_uri: redirectUri }).redirectUri, redirectUri);
    });
  }

  it('takes its scopes as a text, too', () => {
    assert.deepEqual(right({ ...RIGHT, scopes: ' openid  offline_access ' }).scopes, ['openid', 'offline_access']);
  });

  it('of a Confidential client authenticates as the metadata of the server say, unless it names a method', () => {
    const { tokenEndpointAuthMethod } = right({ ...RIGHT, auth_mode: 'Confidential' });
    assert.equal(tokenEndpointAuthMethod, undefined);
  });

  it('of a Service Account is Confidential, and needs no authorization endpoint', () => {
    const entry = without(BY_ENDPOINTS, 'authorization_uri');
    const { authMode, tokenEndpointAuthMethod, server } = right({ ...entry, auth_type: 'Service Account' });
    assert.deepEqual([authMode, tokenEndpointAuthMethod], ['Confidential', undefined]);
    assert.deepEqual(server, { authorizationUri: undefined, tokenUri: entry.token_uri });
  });

  it('of a server that only offers device codes needs no authorization endpoint', () => {
    const device_authorization_uri = 'https://login.example.org/device';
    const { server } = right({ ...without(BY_ENDPOINTS, 'authorization_uri'), device_authorization_uri });
    assert.deepEqual(server, {
      ...{ authorizationUri: undefined, tokenUri: BY_ENDPOINTS.token_uri },
      deviceAuthorizationUri: device_authorization_uri,
    });
  });

  it('needs no client ID where the issuer can register a Public client', () => {
    assert.equal(right(without(RIGHT, 'client_id')).clientId, undefined);
  });

  const loopback = ['http://127.0.0.1:8080/x', 'http://[::1]/x', 'http://127.0.0.2:1/x', 'http://localhost/x'];
  for (const issuer of loopback) {
    it(`may have the issuer ${issuer}`, () => assert.deepEqual(right({ ...RIGHT, issuer }).server, { issuer }));
  }
});

describe('Reports what is wrong with an entry', () => {
  const noServer = without(RIGHT, 'issuer');
  const noClientId = without(RIGHT, 'client_id');
  const REGISTERS = 'client_id is missing. It is optional only for a Public client with an issuer.';
  const examples: readonly (readonly [entry: unknown, problem: string])[] = [
    [null, 'The entry must be an object with the fields of an integration.'],
    [[RIGHT], 'The entry must be an object with the fields of an integration.'],
    [{}, 'name is missing.'],
    [{ ...RIGHT, name: ' ' }, 'name must not be empty.'],
    [{ ...RIGHT, name: 1 }, 'name must be a text.'],
    [{ ...RIGHT, display_name: null }, 'display_name must be a text.'],
    [{ ...RIGHT, description: [] }, 'description must be a text.'],
    [{ ...RIGHT, clientid: 'me' }, 'clientid is not a field of an integration. Use client_id.'],
    [{ ...RIGHT, displayName: 'x' }, 'displayName is not a field of an integration. Use display_name.'],
    [{ ...RIGHT, colour: 'red' }, 'colour is not a field of an integration.'],
    [{ ...RIGHT, '': 'red' }, '"" is not a field of an integration.'],
    [{ ...RIGHT, 'x\u202e': 'red' }, 'x\\u{202e} is not a field of an integration.'],
    [
      { ...RIGHT, client_secret: 'hunter2' },
      'client_secret must not be in the settings, which are not encrypted. Remove it there and enter it with Edit Integration….',
    ],
    [
      { ...RIGHT, clientSecret: 'hunter2' },
      'clientSecret must not be in the settings, which are not encrypted. Remove it there and enter it with Edit Integration….',
    ],
    [noServer, 'The server is missing: enter issuer, or authorization_uri and token_uri.'],
    [
      { ...RIGHT, ...BY_ENDPOINTS },
      'issuer and authorization_uri cannot be used together. Remove one of them. issuer and token_uri cannot be used together. Remove one of them.',
    ],
    [{ ...noServer, authorization_uri: BY_ENDPOINTS.authorization_uri }, 'token_uri is missing.'],
    [{ ...noServer, token_uri: BY_ENDPOINTS.token_uri }, 'authorization_uri is missing.'],
    [{ ...RIGHT, issuer: 'login.example.org' }, 'issuer cannot be used: it is not a URL.'],
    [{ ...RIGHT, issuer: '' }, 'issuer cannot be used: it is not a URL.'],
    [{ ...RIGHT, issuer: 'https:login.example.org' }, 'issuer cannot be used: it is not a URL.'],
    [{ ...RIGHT, issuer: 'https://a.example\\@b.example/' }, 'issuer cannot be used: it is not a URL.'],
    [{ ...RIGHT, issuer: 'http://login.example.org' }, 'issuer cannot be used: it is http, not https.'],
    [{ ...RIGHT, issuer: 'http://127.0.0.1.example.org' }, 'issuer cannot be used: it is http, not https.'],
    [{ ...RIGHT, issuer: 'http://idp.localhost:1' }, 'issuer cannot be used: it is http, not https.'],
    [{ ...RIGHT, issuer: 'ftp://localhost' }, 'issuer cannot be used: it begins with ftp:, not https.'],
    [{ ...RIGHT, issuer: 'https://me:x@a.example' }, 'issuer cannot be used: it contains a user name or password.'],
    [{ ...RIGHT, issuer: 'https://a.example/#x' }, 'issuer cannot be used: it contains a fragment.'],
    [{ ...RIGHT, issuer: 'https://a.example/?x' }, 'issuer cannot be used: it contains a query.'],
    [{ ...RIGHT, issuer: 'https://a.example/\n' }, 'issuer cannot be used: it contains control characters or spaces.'],
    [{ ...BY_ENDPOINTS, token_uri: 'http://a.example' }, 'token_uri cannot be used: it is http, not https.'],
    [
      { ...BY_ENDPOINTS, authorization_uri: 'https://a.example/#' },
      'authorization_uri cannot be used: it contains a fragment.',
    ],
    [without(BY_ENDPOINTS, 'client_id'), REGISTERS],
    [{ ...noClientId, auth_mode: 'Confidential' }, REGISTERS],
    [{ ...noClientId, auth_type: 'Service Account' }, REGISTERS],
    [
      { ...RIGHT, client_id: ' me' },
      'client_id may contain only visible ASCII characters, with spaces only between them.',
    ],
    [
      { ...RIGHT, client_id: '' },
      'client_id may contain only visible ASCII characters, with spaces only between them.',
    ],
    [{ ...RIGHT, scopes: 1 }, 'scopes must be a list of scopes or a text with spaces between them.'],
    [{ ...RIGHT, scopes: ['x', 1] }, 'scopes must be a list of scopes or a text with spaces between them.'],
    [{ ...RIGHT, scopes: ['x y'] }, 'scopes: x y is not a valid scope.'],
    [{ ...RIGHT, scopes: 'x "y"' }, 'scopes: "y" is not a valid scope.'],
    [{ ...RIGHT, auth_mode: 'public' }, 'auth_mode must be one of: Public, Confidential.'],
    [{ ...RIGHT, auth_type: 'Visitor API Key' }, 'auth_type must be one of: Viewer, Service Account.'],
    [
      { ...RIGHT, auth_type: 'Service Account', auth_mode: 'Public' },
      'auth_mode must be Confidential: a Service Account has a client secret.',
    ],
    [
      { ...RIGHT, token_endpoint_auth_method: 'private_key_jwt' },
      'token_endpoint_auth_method must be one of: none, client_secret_basic, client_secret_post.',
    ],
    [
      { ...RIGHT, token_endpoint_auth_method: 'client_secret_post' },
      'token_endpoint_auth_method must be none if auth_mode is Public.',
    ],
    [
      { ...RIGHT, auth_mode: 'Confidential', token_endpoint_auth_method: 'none' },
      'token_endpoint_auth_method must be client_secret_basic or client_secret_post if auth_mode is Confidential.',
    ],
    [{ ...RIGHT, use_pkce: 'false' }, 'use_pkce must be true or false.'],
    [{ ...RIGHT, audience: '' }, 'audience must not be empty or contain control characters.'],
    [{ ...RIGHT, resource: 'api' }, 'resource must be an absolute URI without a fragment.'],
    [{ ...RIGHT, resource: 'https://a.example/#x' }, 'resource must be an absolute URI without a fragment.'],
    ...[
      ...['', 'http://127.0.0.1:0/', 'http://127.0.0.1:65536/', 'http://127.0.0.2/', 'http://LOCALHOST/'],
      ...['https://localhost/', 'http://localhost:8020/?x', 'http://localhost:8020/#x', 'http://u@localhost/'],
      ...['http://localhost.example.org/', 'http://localhost:8020 /', 'http://localhost:8020/a b', 'vscode://a/b'],
      ...['http://workbench.example.org/oauth_redirect_callback', 'https://u@a.example/oauth_redirect_callback'],
      ...['https://workbench.example.org/oauth_redirect_callback/', 'https://a.example/oauth_redirect_callback?x'],
    ].map(
      (redirect_uri) =>
        [
          { ...RIGHT, redirect_uri },
          'redirect_uri cannot be used: it must be http://127.0.0.1, http://localhost or http://[::1], with the port and path that are registered, such as http://localhost:8020/callback, or the https address of Posit Workbench that ends in /oauth_redirect_callback.',
        ] as const,
    ),
    ...['state', 'State', 'CLIENT_ASSERTION', 'code_verifier', 'audience'].map(
      (name) =>
        [
          { ...RIGHT, authorization_parameters: { prompt: 'consent', [name]: 'x' } },
          `authorization_parameters must not contain ${name}, which every sign-in sets itself.`,
        ] as const,
    ),
    [
      { ...RIGHT, authorization_parameters: ['x'] },
      'authorization_parameters must be an object whose values are texts.',
    ],
    [
      { ...RIGHT, authorization_parameters: { x: 1 } },
      'authorization_parameters must be an object whose values are texts.',
    ],
    [
      { ...RIGHT, authorization_parameters: { code_challenge: 'x' } },
      'authorization_parameters must not contain code_challenge, which every sign-in sets itself.',
    ],
    [
      { ...RIGHT, name: 1, use_pkce: 0, clientid: 'x' },
      'clientid is not a field of an integration. Use client_id. name must be a text. use_pkce must be true or false.',
    ],
  ];
  for (const [entry, problem] of examples) {
    it(`${JSON.stringify(entry)}: ${problem}`, () => assert.equal(problemOf(entry), problem));
  }

  it('up to a number that a person may read', () => {
    const entry = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field${at}`, at]));
    assert.equal(problemOf(entry).split('. ').length, 10);
  });

  it('without the value of a secret', () => {
    assert.ok(!JSON.stringify(parseDefinition({ ...RIGHT, client_secret: 'hunter2' })).includes('hunter2'));
  });

  it('and keeps the fields that can be read', () => {
    const entry = parseDefinition({ ...RIGHT, display_name: 'Example', scopes: 1 });
    assert.deepEqual([entry.id, isInvalid(entry) && entry.label], [right(RIGHT).id, 'Example']);
    const nameless = parseDefinition({ ...RIGHT, name: undefined, client_secret: 'x' });
    assert.deepEqual([nameless.id, isInvalid(nameless) && nameless.label], [undefined, 'Unnamed integration']);
  });
});

describe('The setting', () => {
  it('that is not set has no entries', () => {
    assert.deepEqual(parseDefinitions(undefined), []);
    assert.deepEqual(parseDefinitions(null), []);
    assert.deepEqual(parseDefinitions([]), []);
  });

  it('that is not a list is one invalid entry', () => {
    for (const setting of ['x', {}, 1, true]) {
      const entries = parseDefinitions(setting);
      assert.equal(entries.length, 1);
      const [entry] = entries;
      assert.ok(entry && isInvalid(entry));
      assert.equal(entry.problem, 'The setting availableCredentials.integrations must be a list.');
    }
  });

  it('keeps both of two entries with the same ID', () => {
    const [one, other] = parseDefinitions([RIGHT, { ...RIGHT, display_name: 'Another' }]);
    assert.equal(one?.id, other?.id);
  });

  it('has an entry for each, in its order, and none that is wrong disturbs another', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(rightEntry, changedEntry, json)), (setting) => {
        assert.deepEqual(parseDefinitions(setting), setting.map(parseDefinition));
      }),
    );
  });

  it('never throws, and describes each invalid entry in sentences', () => {
    fc.assert(
      fc.property(fc.oneof(json, changedEntry), (entry) => {
        const parsed = parseDefinition(entry);
        return !isInvalid(parsed) || /^\S.*\.$/u.test(parsed.problem);
      }),
    );
  });

  it('accepts all that is right', () => {
    fc.assert(fc.property(rightEntry, (entry) => right(entry).name === entry['name']));
  });
});
