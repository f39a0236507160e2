import assert from 'node:assert/strict';
import { users } from '../../sandbox/connect/users.js';
import { api, list, member, refusal, text, type CallOptions } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const INTEGRATIONS = '/v1/oauth/integrations';
const GITHUB = { template: 'github', name: 'Mine', config: { client_id: 'id', client_secret: 'the-client-secret' } };
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe("The embedded Connect's API", function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  describe('identifies callers', () => {
    it('by API keys, each with the role of its user', async () => {
      const connect = await start();
      for (const [role, key] of Object.entries(connect.apiKeys)) {
        assert.match(key, /^[A-Za-z0-9]{32}$/);
        const { status, body } = await api(connect, '/v1/user', { key });
        assert.deepEqual([status, member(body, 'username'), member(body, 'user_role')], [200, role, role]);
      }
    });

    it('and refuses those without a credential, and with a wrong, revoked or expired one', async () => {
      const connect = await start();
      connect.revokeApiKey(connect.apiKeys.publisher);
      const expired = connect.issueApiKey('viewer', -1);
      assert.deepEqual(refusal(await api(connect, '/v1/user')), [401, 24]);
      for (const key of ['x'.repeat(32), connect.apiKeys.publisher, expired]) {
        assert.deepEqual(refusal(await api(connect, '/v1/user', { key })), [401, 30]);
      }
    });
  });

  it('returns the correlation ID of a call, or creates one', async () => {
    const connect = await start();
    const named = await api(connect, '/v1/user', { headers: { 'x-correlation-id': 'mine-1' } });
    assert.equal(named.headers.get('x-correlation-id'), 'mine-1');
    const hostile = await api(connect, '/v1/user', { headers: { 'x-correlation-id': 'a b\tc' } });
    assert.match(hostile.headers.get('x-correlation-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(connect.requests[0]?.correlationId, 'mine-1');
  });

  it('refuses in its own format', async () => {
    const connect = await start();
    const { status, body } = await api(connect, `${INTEGRATIONS}/${UNKNOWN}`, { key: connect.apiKeys.publisher });
    assert.equal(status, 404);
    assert.deepEqual(body, { code: 4, error: 'The requested object does not exist.', payload: null });
  });

  it('opens each call to the roles that may make it', async () => {
    const connect = await start();
    const [integration] = connect.integrations;
    const one = `${INTEGRATIONS}/${integration?.guid ?? ''}`;
    const calls: readonly (readonly [string, CallOptions, viewer: number, publisher: number, administrator: number])[] =
      [
        ['/server_settings', {}, 200, 200, 200],
        ['/v1/content', {}, 200, 200, 200],
        ['/v1/oauth/clients', {}, 200, 200, 200],
        ['/v1/oauth/sessions', {}, 200, 200, 200],
        ['/v1/oauth/sessions?all=true', {}, 403, 403, 200],
        ['/v1/oauth/templates', {}, 403, 200, 200],
        ['/v1/oauth/templates/custom', {}, 403, 200, 200],
        [INTEGRATIONS, {}, 403, 200, 200],
        [one, {}, 403, 200, 200],
        [INTEGRATIONS, { json: GITHUB }, 403, 403, 200],
        [one, { method: 'PATCH', json: { name: 'New' } }, 403, 403, 200],
        [`${one}/associations`, {}, 403, 403, 200],
        [`${one}/verify`, { method: 'POST' }, 403, 403, 400],
        [one, { method: 'DELETE' }, 403, 403, 204],
      ];
    const roles = ['viewer', 'publisher', 'administrator'] as const;
    for (const [path, options, ...expected] of calls) {
      const statuses: number[] = [];
      for (const role of roles) {
        statuses.push((await api(connect, path, { ...options, key: connect.apiKeys[role] })).status);
      }
      assert.deepEqual([options.method ?? '', path, ...statuses], [options.method ?? '', path, ...expected]);
    }
  });

  it('has all templates, with sections, options, fields and when they count', async () => {
    const connect = await start();
    const key = connect.apiKeys.publisher;
    const ids = list((await api(connect, '/v1/oauth/templates', { key })).body).map((each) => text(each, 'id'));
    const expected =
      'aws azure azure-openai bigquery connect custom databricks drive github msgraph salesforce sharepoint sheets snowflake vertex-ai';
    assert.equal(ids.sort().join(' '), expected);
    const { body } = await api(connect, '/v1/oauth/templates/custom', { key });
    const secret = list(member(body, 'fields')).find((each) => member(each, 'name') === 'client_secret');
    assert.deepEqual([member(secret, 'secret'), typeof member(secret, 'visibility_expression')], [true, 'object']);
    assert.equal(list(member(body, 'sections')).length, 1);
    assert.deepEqual(refusal(await api(connect, '/v1/oauth/templates/none', { key })), [404, 227]);
    assert.deepEqual(refusal(await api(connect, '/v1/oauth/templates/%zz', { key })), [404, 4]);
  });

  describe('has integrations', () => {
    it('of each authentication type', async () => {
      const connect = await start();
      const { body } = await api(connect, INTEGRATIONS, { key: connect.apiKeys.publisher });
      const types = new Set(list(body).map((each) => text(each, 'auth_type')));
      assert.deepEqual([...types].sort(), ['Service Account', 'Viewer', 'Visitor API Key']);
    });

    it('that an administrator creates, changes field by field, and deletes; secrets are never shown', async () => {
      const connect = await start();
      const key = connect.apiKeys.administrator;
      const created = await api(connect, INTEGRATIONS, { key, json: GITHUB });
      const path = `${INTEGRATIONS}/${text(created.body, 'guid')}`;
      assert.deepEqual(
        ['name', 'template', 'auth_type', 'content_count', 'permissions'].map((name) => member(created.body, name)),
        ['Mine', 'github', 'Viewer', 0, []],
      );
      const json = { config: { client_id: 'another' }, description: 'Text' };
      const changed = await api(connect, path, { key, method: 'PATCH', json });
      assert.deepEqual(member(changed.body, 'config'), { client_id: 'another', scopes: 'repo read:user' });
      assert.deepEqual([member(changed.body, 'name'), member(changed.body, 'description')], ['Mine', 'Text']);
      assert.ok(!JSON.stringify([created.body, changed.body]).includes('the-client-secret'));
      assert.ok(connect.secrets.includes('the-client-secret'));
      assert.equal((await api(connect, path, { key, method: 'DELETE' })).status, 204);
      assert.deepEqual(refusal(await api(connect, path, { key })), [404, 4]);
    });

    for (const [what, json, code] of [
      ['has an unknown template', { ...GITHUB, template: 'none' }, 227],
      ['has an unknown field', { ...GITHUB, config: { ...GITHUB.config, color: 'red' } }, 228],
      ['lacks a field', { ...GITHUB, config: { client_id: 'id' } }, 228],
      ['has a value that an option does not have', { template: 'connect', config: { max_role: 'Owner' } }, 228],
      [
        'is for a user who is named by no GUID',
        { ...GITHUB, permissions: [{ user_guid: 'ann', group_guid: null }] },
        3,
      ],
      ['has an unknown member', { ...GITHUB, auth_type: 'Viewer' }, 2],
      ['is no object', [], 87],
    ] as const) {
      it(`but refuses a new one that ${what}`, async () => {
        const connect = await start();
        const answer = await api(connect, INTEGRATIONS, { key: connect.apiKeys.administrator, json });
        assert.deepEqual(refusal(answer), [400, code]);
      });
    }

    it('whose template stays', async () => {
      const connect = await start();
      const path = `${INTEGRATIONS}/${connect.integrations[0]?.guid ?? ''}`;
      const options = { key: connect.apiKeys.administrator, method: 'PATCH', json: { template: 'aws' } };
      assert.deepEqual(refusal(await api(connect, path, options)), [400, 229]);
    });

    it('that only the people named in their permissions see, and administrators', async () => {
      const connect = await start();
      const guid = connect.addIntegration({
        ...GITHUB,
        permissions: [{ userGuid: users.administrator.guid, groupGuid: null }],
      });
      const path = `${INTEGRATIONS}/${guid}`;
      const { administrator, publisher } = connect.apiKeys;
      assert.deepEqual(refusal(await api(connect, path, { key: publisher })), [403, 22]);
      const { body } = await api(connect, INTEGRATIONS, { key: publisher });
      assert.ok(list(body).every((each) => text(each, 'guid') !== guid));
      const json = { permissions: [] };
      const changed = await api(connect, path, { key: administrator, method: 'PATCH', json });
      assert.deepEqual(member(changed.body, 'permissions'), []);
      assert.equal((await api(connect, path, { key: publisher })).status, 200);
    });

    it('of which those for service accounts can be verified', async () => {
      const connect = await start();
      const key = connect.apiKeys.administrator;
      const verify = (name: string) => {
        const guid = connect.integrations.find((each) => each.name === name)?.guid ?? '';
        return api(connect, `${INTEGRATIONS}/${guid}/verify`, { key, method: 'POST' });
      };
      assert.equal((await verify('Nightly jobs')).status, 200);
      assert.deepEqual(refusal(await verify('Sales API')), [400, 240]);
      const config = { client_secret: 'wrong' };
      const guid = connect.integrations.find((each) => each.name === 'Nightly jobs')?.guid ?? '';
      await api(connect, `${INTEGRATIONS}/${guid}`, { key, method: 'PATCH', json: { config } });
      assert.deepEqual(refusal(await verify('Nightly jobs')), [400, 241]);
    });
  });

  for (const [style, inMember, inConfig] of [
    ['member', 'Visitor API Key', undefined],
    ['config', undefined, 'Visitor API Key'],
    ['none', undefined, undefined],
  ] as const) {
    it(`shows the authentication type as servers with the style ${style} do`, async () => {
      const connect = await start({ authTypes: style });
      const guid = connect.integrations.find((each) => each.template === 'connect')?.guid ?? '';
      const { body } = await api(connect, `${INTEGRATIONS}/${guid}`, { key: connect.apiKeys.publisher });
      const found = [member(body, 'auth_type'), member(member(body, 'config'), 'auth_type')];
      assert.deepEqual(found, [inMember, inConfig]);
    });
  }
});
