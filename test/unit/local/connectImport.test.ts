import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionFromConnect, type ImportedDefinition } from '../../../src/local/connectJson/import.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { json } from '../workbench/junk.js';
import { changedEntry, rightEntry, without } from './entries.js';

const CONFIG = {
  auth_mode: 'Confidential',
  auth_type: 'Viewer',
  client_id: 'me',
  authorization_uri: 'https://login.example.org/authorize',
  token_uri: 'https://login.example.org/token',
  token_endpoint_auth_method: 'client_secret_post',
  scopes: 'openid offline_access',
  use_pkce: true,
};
const BODY = { template: 'custom', name: 'example', description: 'For examples', config: CONFIG };

/** As Connect answers. */
const ANSWER = {
  ...{ id: '1', guid: '4a0b6a1e-7d6e-4a4e-9df7-6d0a0d1f6f0f', permissions: [], auth_type: 'Viewer' },
  ...{ created_time: '2026-01-01T00:00:00Z', updated_time: '2026-01-01T00:00:00Z' },
  ...BODY,
};

function read(value: unknown): ImportedDefinition {
  const imported = definitionFromConnect(JSON.stringify(value));
  assert.ok(!('problem' in imported), 'problem' in imported ? imported.problem : '');
  return imported;
}

function problemOf(text: string): string {
  const imported = definitionFromConnect(text);
  assert.ok('problem' in imported, 'nothing is wrong');
  return imported.problem;
}

function definitionOf(value: unknown) {
  return without(parseDefinition(read(value).fields), 'id');
}

describe('JSON of an integration', () => {
  const example = {
    name: 'example',
    displayName: undefined,
    description: 'For examples',
    server: { authorizationUri: CONFIG.authorization_uri, tokenUri: CONFIG.token_uri },
    clientId: 'me',
    scopes: ['openid', 'offline_access'],
    authMode: 'Confidential',
    authType: 'Viewer',
    tokenEndpointAuthMethod: 'client_secret_post',
    usePkce: true,
    audience: undefined,
    resource: undefined,
    redirectUri: undefined,
    authorizationParameters: {},
    gitHosts: [],
  };

  it('may be the body of the request to Connect', () => assert.deepEqual(definitionOf(BODY), example));
  it('may be what Connect answers', () => {
    assert.deepEqual(definitionOf(ANSWER), example);
    assert.deepEqual(read(ANSWER).notTaken, []);
  });
  it('may have fields that only this extension knows, in the config or in an entry', () => {
    const fields = {
      redirect_uri: 'http://localhost:8020/',
      device_authorization_uri: 'https://login.example.org/device',
      revocation_uri: 'https://login.example.org/revoke',
      scope_separator: ',',
    };
    const entry = {
      name: 'x',
      client_id: 'me',
      authorization_uri: CONFIG.authorization_uri,
      token_uri: CONFIG.token_uri,
    };
    for (const value of [
      { ...BODY, config: { ...CONFIG, ...fields } },
      { ...entry, ...fields },
    ]) {
      const { redirectUri, scopeSeparator, server } = parseWith(value);
      assert.deepEqual(read(value).notTaken, []);
      assert.deepEqual([redirectUri, scopeSeparator], [fields.redirect_uri, ',']);
      assert.ok(server.issuer === undefined);
      assert.deepEqual(
        [server.deviceAuthorizationUri, server.revocationUri],
        [fields.device_authorization_uri, fields.revocation_uri],
      );
    }
  });
  it('may be a list of one', () => assert.deepEqual(definitionOf([ANSWER]), example));
  it('may have its type of account outside of the config', () => {
    const config = without(CONFIG, 'auth_type');
    assert.equal(parseWith({ ...BODY, auth_type: 'Service Account', config }).authType, 'Service Account');
  });
  it('may hold nothing for what is not known', () => {
    const config = { ...CONFIG, use_pkce: null, scopes: '', token_endpoint_auth_method: null };
    assert.deepEqual(definitionOf({ ...BODY, description: null, config }), {
      ...example,
      description: undefined,
      scopes: [],
      tokenEndpointAuthMethod: undefined,
    });
  });
  it('may turn PKCE off by a text', () => {
    assert.equal(parseWith({ ...BODY, config: { ...CONFIG, use_pkce: 'false' } }).usePkce, false);
  });
  it('of a Public client may name a way to send a secret that there is not', () => {
    assert.equal(parseWith({ ...BODY, config: { ...CONFIG, auth_mode: 'Public' } }).tokenEndpointAuthMethod, 'none');
  });
  it('may be an entry of the setting', () => {
    fc.assert(
      fc.property(rightEntry, (entry) => {
        const { id } = parseDefinition(entry);
        assert.equal(parseDefinition(read(entry).fields).id, id);
      }),
    );
  });
  it('may lack a name', () => {
    assert.equal(read(without(BODY, 'name')).fields['name'], undefined);
  });
  it('says what of it has no place here', () => {
    const value = { ...BODY, colour: 'red', config: { ...CONFIG, tenant: 'x' } };
    assert.deepEqual(read(value).notTaken, ['colour', 'config.tenant']);
  });
});

describe('The client secret in JSON', () => {
  it('is returned separately, and never as a field', () => {
    for (const value of [
      { ...BODY, config: { ...CONFIG, client_secret: 'hunter2' } },
      { name: 'x', issuer: 'https://a.example', client_id: 'me', client_secret: 'hunter2' },
    ]) {
      const { clientSecret, fields, notTaken } = read(value);
      assert.equal(clientSecret?.reveal(), 'hunter2');
      assert.ok(!JSON.stringify([clientSecret, fields, notTaken]).includes('hunter2'));
    }
  });
  it('makes the client Confidential, as Connect has it', () => {
    const config = without(CONFIG, 'auth_mode');
    assert.equal(parseWith({ ...BODY, config: { ...config, client_secret: 'hunter2' } }).authMode, 'Confidential');
  });
  it('is undefined if there is only a placeholder', () => {
    assert.equal(read({ ...BODY, config: { ...CONFIG, client_secret: '<client secret>' } }).clientSecret, undefined);
  });
  it('of a Public client is left out, with a notice', () => {
    const { clientSecret, notTaken } = read({
      ...BODY,
      config: { ...CONFIG, auth_mode: 'Public', client_secret: 'x' },
    });
    assert.deepEqual([clientSecret, notTaken], [undefined, ['client_secret']]);
  });
});

describe('Reports what is wrong with JSON', () => {
  const notJson =
    'This is not JSON of an integration. Paste the body of the request that creates it on Posit Connect: from { to }.';
  const examples = [
    ['', notJson],
    ['curl https://connect.example.org', notJson],
    ['{"client_secret": "hunter2"', notJson],
    ['null', notJson],
    ['"x"', notJson],
    ['[]', 'This is a list of 0 integrations. Paste one of them.'],
    [JSON.stringify([BODY, BODY]), 'This is a list of 2 integrations. Paste one of them.'],
    [
      JSON.stringify({ ...BODY, template: 'github' }),
      'The template is github. Only integrations with the template custom can be used here.',
    ],
    [JSON.stringify({ ...BODY, config: [] }), 'config must be an object.'],
    [JSON.stringify({ ...BODY, config: { ...CONFIG, client_secret: 1 } }), 'client_secret must be a text.'],
    [
      JSON.stringify({ ...BODY, config: without(CONFIG, 'client_id') }),
      'client_id is missing. It is optional only for a Public client with an issuer.',
    ],
    [
      JSON.stringify({ ...BODY, config: { ...CONFIG, token_uri: 'http://a.example' } }),
      'token_uri cannot be used: it is http, not https.',
    ],
    [JSON.stringify({ ...BODY, auth_type: 'Visitor API Key' }), 'auth_type must be one of: Viewer, Service Account.'],
    [JSON.stringify({ guid: 'x' }), 'guid is not a field of an integration.'],
  ] as const;
  for (const [text, problem] of examples) {
    it(`${text}: ${problem}`, () => assert.equal(problemOf(text), problem));
  }

  it('and nothing makes it throw, or repeat a secret', () => {
    const value = fc.oneof(json.filter(isWritable), changedEntry);
    fc.assert(
      fc.property(value, value, (body, config) => {
        const value = typeof body === 'object' ? { ...body, config, client_secret: 'hunter2' } : body;
        const imported = definitionFromConnect(JSON.stringify(value));
        assert.ok(!JSON.stringify(imported).includes('hunter2'));
        assert.ok('problem' in imported || !isInvalid(parseDefinition({ name: 'x', ...imported.fields })));
      }),
    );
  });
});

/** Whether JSON can be written: Node's `JSON.stringify` goes less deep than its `JSON.parse`. */
function isWritable(value: unknown): boolean {
  try {
    return JSON.stringify({ value }) !== '';
  } catch {
    return false;
  }
}

function parseWith(value: unknown) {
  const definition = parseDefinition(read(value).fields);
  assert.ok(!isInvalid(definition));
  return definition;
}
