import assert from 'node:assert/strict';
import { CredentialError } from '../../../../src/core/errors.js';
import type { ServerAccess, ServerFacts, ServerIntegration } from '../../../../src/core/serverAccess.js';
import { Secret } from '../../../../src/core/secret.js';
import type { ServerLogins } from '../../../../src/core/serverLogins.js';
import { endedAfterEach } from '../../../ended.js';
import { FakeSource } from '../../../unit/core/fakeSource.js';
import { rpc } from '../../handMadeRpc.js';
import { startBroker } from '../brokerWindow.js';
import { TokenSource } from '../tokenSource.js';

const STAGING: ServerFacts = {
  ...{ name: 'staging', url: 'https://staging.example.org', isDefault: true, isSignedIn: true },
  ...{ username: 'ada', role: 'publisher', expiry: { at: Date.UTC(2030, 0, 1, 0, 0, 0, 999), isRenewable: true } },
};
const OTHER: ServerFacts = {
  ...{ name: 'Other\none', url: 'https://other.example.org', isDefault: false, isSignedIn: false },
  ...{ username: undefined, role: undefined, expiry: undefined },
};

const WAREHOUSE: ServerIntegration = {
  ...{ guid: '0e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162', name: 'warehouse', label: 'Warehouse', isSignedIn: false },
  ...{ description: 'Sales', template: 'databricks', authType: 'Viewer' },
};
const SPARSE: ServerIntegration = {
  ...{ guid: 'sparse', name: undefined, label: 'Custom', description: undefined, template: undefined },
  ...{ authType: undefined, isSignedIn: undefined },
};

/** What a server has not been asked for in a test. */
const unused = () => assert.fail('It is not asked for that');

describe('Calls of the broker about servers', () => {
  const ended = endedAfterEach();

  async function setUp(access: Partial<ServerAccess> = {}, facts: readonly ServerFacts[] = [STAGING, OTHER]) {
    const sources = facts.map((each) => {
      const serverAccess: ServerAccess = {
        facts: (signal) => Promise.resolve(signal.aborted ? unused() : each),
        ...{ credential: unused, integrations: unused, createIntegration: unused },
        ...(each === STAGING ? access : {}),
      };
      return Object.assign(new FakeSource(each.name), { serverAccess });
    });
    const window = await startBroker(ended, sources, { secretsOf: () => ['canary'] });
    const told = window.lines.length;
    return {
      call: async (method: string, kwparams: object = {}) => {
        const { status, body } = await rpc(window.environment, method, { kwparams });
        assert.equal(status, 200);
        return body;
      },
      /** The lines of the log about calls. */
      lines: () => window.lines.slice(told),
    };
  }

  it('list them, null for what is not known', async () => {
    const { call, lines } = await setUp();
    assert.deepEqual(await call('oauth_servers'), {
      servers: [
        {
          ...{ name: 'staging', url: 'https://staging.example.org', default: true, signed_in: true },
          ...{ user: 'ada', role: 'publisher', expiry: '2030-01-01T00:00:00Z', renewable: true },
        },
        {
          ...{ name: 'Other\none', url: 'https://other.example.org', default: false, signed_in: false },
          ...{ user: null, role: null },
        },
      ],
    });
    assert.deepEqual(lines(), ['info: broker: oauth_servers, 2']);
  });

  it('get what a request authenticates with, and its expiry if that is known', async () => {
    for (const [expiresAt, expiry] of [
      [Date.UTC(2030, 0, 1, 0, 0, 0, 999), { expiry: '2030-01-01T00:00:00Z' }],
      [undefined, {}],
    ] as const) {
      const credential = () => Promise.resolve({ scheme: 'Key', value: new Secret('canary'), expiresAt });
      const { call, lines } = await setUp({ credential });
      const expected = { scheme: 'Key', token: 'canary', ...expiry };
      assert.deepEqual(await call('oauth_server_token', { name: 'staging' }), expected);
      assert.deepEqual(lines(), ['info: broker: oauth_server_token, staging: token returned']);
    }
  });

  it('name the server in the log on one line', async () => {
    const facts = { ...STAGING, name: 'two\nlines' };
    const serverAccess = {
      facts: () => Promise.resolve(facts),
      credential: () => Promise.resolve({ scheme: 'Bearer', value: new Secret('canary'), expiresAt: undefined }),
      integrations: () => Promise.resolve([]),
      createIntegration: () => Promise.resolve({ ...SPARSE, guid: 'a\nb', redirectUri: undefined }),
    };
    const window = await startBroker(ended, [Object.assign(new FakeSource(), { serverAccess })]);
    const told = window.lines.length;
    for (const method of ['oauth_server_token', 'oauth_server_integrations', 'oauth_server_create_integration']) {
      await rpc(window.environment, method);
    }
    assert.deepEqual(window.lines.slice(told), [
      'info: broker: oauth_server_token, two lines: token returned',
      'info: broker: oauth_server_integrations, two lines: 0 integrations',
      'info: broker: oauth_server_create_integration, two lines: created a b',
    ]);
  });

  it('list the integrations of one', async () => {
    const integrations = (signal: AbortSignal) => Promise.resolve(signal.aborted ? [] : [WAREHOUSE, SPARSE]);
    const { call, lines } = await setUp({ integrations });
    assert.deepEqual(await call('oauth_server_integrations', { name: 'staging' }), {
      integrations: [
        {
          ...{ id: WAREHOUSE.guid, name: 'warehouse', display_name: 'Warehouse', description: 'Sales' },
          ...{ template: 'databricks', auth_type: 'Viewer', signed_in: false },
        },
        {
          ...{ id: 'sparse', name: null, display_name: 'Custom', description: null, template: null },
          ...{ auth_type: null, signed_in: null },
        },
      ],
    });
    assert.deepEqual(lines(), ['info: broker: oauth_server_integrations, staging: 2 integrations']);
  });

  it('create an integration as it is given, and get the address that is to be registered', async () => {
    const bodies: unknown[] = [];
    for (const redirectUri of ['https://staging.example.org/callback', undefined]) {
      const createIntegration = (body: unknown) => {
        bodies.push(body);
        return Promise.resolve({ ...WAREHOUSE, redirectUri });
      };
      const { call, lines } = await setUp({ createIntegration });
      const integration = { name: 'warehouse', config: { client_secret: 'canary' } };
      const { integration: created, ...rest } = await call('oauth_server_create_integration', { integration });
      assert.deepEqual(rest, { server: 'staging', ...(redirectUri && { redirect_uri: redirectUri }) });
      assert.equal((created as { readonly id: string }).id, WAREHOUSE.guid);
      assert.deepEqual(bodies.splice(0), [integration]);
      const expected = `info: broker: oauth_server_create_integration, staging: created ${WAREHOUSE.guid}`;
      assert.deepEqual(lines(), [expected]);
    }
  });

  it('tell that the user has to sign in to the server from other failures', async () => {
    const failure = (kind: 'authorization' | 'network') => () =>
      Promise.reject(new CredentialError(kind, 'Sign in to staging.', { cause: new Error('inner detail') }));
    for (const method of ['oauth_server_integrations', 'oauth_server_create_integration']) {
      const needed = await setUp({
        ...{ integrations: failure('authorization'), createIntegration: failure('authorization') },
      });
      assert.deepEqual(await needed.call(method), { sign_in_needed: 'Sign in to staging.' });
      assert.deepEqual(needed.lines(), [
        `info: broker: ${method}, staging: authorization: Sign in to staging. <- Error: inner detail`,
      ]);
      const other = await setUp({ integrations: failure('network'), createIntegration: failure('network') });
      assert.deepEqual(await other.call(method), { error: 'Sign in to staging.' });
      assert.deepEqual(other.lines(), [`info: broker: ${method}: network: Sign in to staging. <- Error: inner detail`]);
    }
  });

  it('sign in to a server and out', async () => {
    const logins: ServerLogins = {
      logIn: () => Promise.resolve({ kind: 'signedIn', server: OTHER }),
      logOut: () => Promise.resolve('other'),
    };
    const window = await startBroker(ended, [new TokenSource()], { logins });
    const told = window.lines.length;
    const call = async (method: string, kwparams: object) => (await rpc(window.environment, method, { kwparams })).body;
    const { login } = await call('oauth_server_login', { server: 'https://other.example.org' });
    const { server } = await call('oauth_server_login', { login });
    assert.equal((server as { readonly name: string }).name, OTHER.name);
    assert.deepEqual(await call('oauth_server_logout', { name: 'other' }), { name: 'other', notes: [] });
    assert.deepEqual(window.lines.slice(told), [
      'info: broker: oauth_server_login, https://other.example.org: started',
      'info: broker: oauth_server_login, Other one: signed in',
      'info: broker: oauth_server_logout, other: signed out',
    ]);
  });

  it('get a sentence if the server is not known', async () => {
    const { call } = await setUp();
    for (const method of ['oauth_server_token', 'oauth_server_integrations', 'oauth_server_create_integration']) {
      const { error, ...rest } = await call(method, { name: 'unknown' });
      assert.match(String(error), /no server unknown/);
      assert.deepEqual(rest, {});
    }
  });
});
