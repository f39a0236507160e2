import assert from 'node:assert/strict';
import type { Connect, ConnectOptions } from '../../sandbox/connect/connect.js';
import { signInByForms } from '../../sandbox/person.js';
import type { Role } from '../../sandbox/connect/users.js';
import { api, list, member, refusal, text } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const SESSIONS = '/v1/oauth/sessions';

function guidOf({ integrations }: Connect, name: string): string {
  return integrations.find((each) => each.name === name)?.guid ?? '';
}

function signIn(connect: Connect, name: string, role: Role, decision: 'allow' | 'refuse' = 'allow'): Promise<void> {
  const url = `${connect.url}/__oauth__/integrations/${guidOf(connect, name)}/login`;
  return signInByForms(url, connect.accounts[role], decision, connect.ca);
}

async function sessionsOf(connect: Connect, role: Role, query = ''): Promise<readonly unknown[]> {
  return list((await api(connect, `${SESSIONS}${query}`, { key: connect.apiKeys[role] })).body);
}

describe("The embedded Connect's sign-in page of an integration", function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  for (const [what, options] of [
    ['', {}],
    [', below a base path and over TLS,', { basePath: '/rsc', tls: true }],
  ] as readonly (readonly [string, ConnectOptions])[]) {
    it(`leads to the provider and back${what} and creates a session`, async () => {
      const connect = await start(options);
      await signIn(connect, 'Sales API', 'viewer');
      const [session, ...others] = await sessionsOf(connect, 'viewer');
      assert.equal(others.length, 0);
      assert.deepEqual(Object.keys(session ?? {}), [
        ...['id', 'guid', 'user_guid', 'oauth_integration_guid', 'has_refresh_token', 'created_time', 'updated_time'],
      ]);
      assert.equal(text(session, 'oauth_integration_guid'), guidOf(connect, 'Sales API'));
      assert.equal(member(session, 'has_refresh_token'), true);
      assert.deepEqual(await sessionsOf(connect, 'publisher'), []);
    });
  }

  it('creates none that can be renewed where the provider gives no refresh token', async () => {
    const connect = await start();
    await signIn(connect, 'Weather', 'publisher');
    assert.equal(member((await sessionsOf(connect, 'publisher'))[0], 'has_refresh_token'), false);
  });

  it('works for integrations whose template knows its provider', async () => {
    const connect = await start();
    await signIn(connect, 'GitHub', 'publisher');
    assert.equal((await sessionsOf(connect, 'publisher')).length, 1);
  });

  it('renews the session of a person who signs in again', async () => {
    const connect = await start();
    await signIn(connect, 'Sales API', 'viewer');
    const [before] = await sessionsOf(connect, 'viewer');
    await signIn(connect, 'Sales API', 'viewer');
    const [after] = await sessionsOf(connect, 'viewer');
    assert.equal(text(after, 'guid'), text(before, 'guid'));
    assert.equal(text(after, 'created_time'), text(before, 'created_time'));
    assert.ok(text(after, 'updated_time') > text(before, 'updated_time'));
  });

  it('creates no session where the person refuses, and none for service accounts', async () => {
    const connect = await start();
    await signIn(connect, 'Sales API', 'viewer', 'refuse');
    await assert.rejects(signIn(connect, 'Nightly jobs', 'viewer'), /answered 400/);
    assert.deepEqual(await sessionsOf(connect, 'viewer'), []);
  });
});

describe("The embedded Connect's sessions", function () {
  this.timeout(30_000);
  const { start } = connectsPerTest();

  it('are deleted by their user', async () => {
    const connect = await start();
    await signIn(connect, 'Sales API', 'viewer');
    const path = `${SESSIONS}/${text((await sessionsOf(connect, 'viewer'))[0], 'guid')}`;
    const key = connect.apiKeys.viewer;
    assert.equal((await api(connect, path, { key, method: 'DELETE' })).status, 204);
    assert.deepEqual(refusal(await api(connect, path, { key })), [404, 4]);
    assert.deepEqual(await sessionsOf(connect, 'viewer'), []);
  });

  it('of other users are only for administrators', async () => {
    const connect = await start();
    await signIn(connect, 'Sales API', 'viewer');
    const path = `${SESSIONS}/${text((await sessionsOf(connect, 'viewer'))[0], 'guid')}`;
    const { publisher, administrator } = connect.apiKeys;
    assert.deepEqual(refusal(await api(connect, path, { key: publisher })), [404, 4]);
    assert.deepEqual(refusal(await api(connect, path, { key: publisher, method: 'DELETE' })), [404, 4]);
    assert.deepEqual(await sessionsOf(connect, 'administrator'), []);
    assert.equal((await sessionsOf(connect, 'administrator', '?all=true')).length, 1);
    assert.equal((await api(connect, path, { key: administrator, method: 'DELETE' })).status, 204);
  });

  it('can be made without a browser', async () => {
    const connect = await start();
    const guid = connect.addSession('viewer', guidOf(connect, 'Sales API'), false);
    const [session] = await sessionsOf(connect, 'viewer');
    assert.deepEqual([text(session, 'guid'), member(session, 'has_refresh_token')], [guid, false]);
    assert.equal(connect.addSession('viewer', guidOf(connect, 'Sales API')), guid);
    assert.equal(member((await sessionsOf(connect, 'viewer'))[0], 'has_refresh_token'), true);
  });

  it('end with their integration', async () => {
    const connect = await start();
    await signIn(connect, 'Sales API', 'viewer');
    const path = `/v1/oauth/integrations/${guidOf(connect, 'Sales API')}`;
    await api(connect, path, { key: connect.apiKeys.administrator, method: 'DELETE' });
    assert.deepEqual(await sessionsOf(connect, 'viewer'), []);
  });
});
