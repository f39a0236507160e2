import assert from 'node:assert/strict';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { api, authorize, call, member, oauthRefusal, redeem, refusal, register, text } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const METADATA = '/.well-known/oauth-authorization-server';

describe('An embedded Connect', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  for (const [what, options, version] of [
    ['before 2026.02', { version: '2026.01.1' }, '2026.01.1'],
    ['with OAuth turned off', { oauth: false }, '2026.07.0'],
  ] as const) {
    it(`${what} has no OAuth metadata, and takes API keys`, async () => {
      const connect = await start(options);
      assert.equal((await call(connect, METADATA)).status, 404);
      assert.equal((await register(connect)).status, 404);
      assert.equal(text((await api(connect, '/server_settings')).body, 'version'), version);
      assert.equal((await api(connect, '/v1/user', { key: connect.apiKeys.viewer })).status, 200);
      assert.deepEqual(refusal(await api(connect, '/v1/user', { token: 'a-token' })), [401, 30]);
    });
  }

  for (const [what, options] of [
    ['before 2026.06', { version: '2026.05.0' }],
    ['with device codes turned off', { deviceCodes: false }],
  ] as const) {
    it(`${what} has no device codes`, async () => {
      const connect = await start(options);
      const { status, body } = await call(connect, METADATA);
      assert.deepEqual([status, member(body, 'device_authorization_endpoint')], [200, undefined]);
    });
  }

  it('without a license for integrations answers 402, and says so in its settings', async () => {
    const connect = await start({ licensed: false });
    const license = member((await api(connect, '/server_settings')).body, 'license');
    assert.equal(member(license, 'oauth-integrations'), false);
    for (const path of ['/v1/oauth/integrations', '/v1/oauth/templates', '/v1/oauth/sessions']) {
      assert.deepEqual(refusal(await api(connect, path, { key: connect.apiKeys.administrator })), [402, 221]);
    }
    assert.equal((await api(connect, '/v1/user', { key: connect.apiKeys.viewer })).status, 200);
  });

  it('with integrations turned off does not know their routes, and says so in its settings', async () => {
    const connect = await start({ integrationsEnabled: false });
    const { body } = await api(connect, '/server_settings');
    assert.equal(member(body, 'oauth_integrations_enabled'), false);
    const key = connect.apiKeys.administrator;
    assert.deepEqual(refusal(await api(connect, '/v1/oauth/integrations', { key })), [404, 4]);
  });

  it('that hides its version still answers', async () => {
    const connect = await start({ hideVersion: true });
    assert.equal(text((await api(connect, '/server_settings')).body, 'version'), '');
  });

  it('that is busy answers 503 with a page, until it is not', async () => {
    const connect = await start();
    connect.busy = true;
    const { status, headers, body } = await api(connect, '/server_settings');
    assert.deepEqual([status, headers.get('retry-after'), body], [503, '1', undefined]);
    assert.equal((await call(connect, METADATA)).status, 503);
    connect.busy = false;
    assert.equal((await api(connect, '/server_settings')).status, 200);
  });

  it('over TLS is trusted by those who know its CA', async () => {
    const connect = await start({ tls: true });
    assert.match(connect.url, /^https:/);
    const { body } = await call(connect, METADATA);
    assert.ok(text(body, 'token_endpoint').startsWith(`${connect.url}/`));
    await assert.rejects(loopbackFetch(connect.url), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('below a base path is nowhere else', async () => {
    const connect = await start({ basePath: '/rsc/' });
    const { origin } = new URL(connect.url);
    assert.equal((await loopbackFetch(`${origin}/__api__/server_settings`)).status, 404);
    assert.equal((await api(connect, '/server_settings')).status, 200);
    assert.equal((await loopbackFetch(`${connect.url}//__api__/server_settings`)).status, 200);
    assert.equal((await loopbackFetch(`${connect.url}/`)).headers.get('location'), '/rsc/connect/');
  });

  it('that is a cluster wants its affinity cookie in the calls of one flow', async () => {
    const connect = await start({ cluster: true });
    const { headers } = await call(connect, METADATA);
    const cookie = headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    assert.match(cookie, /^connect-affinity=/);
    assert.deepEqual(oauthRefusal(await register(connect)), [400, 'invalid_request']);
    const clientId = text((await register(connect, {}, { cookie })).body, 'client_id');
    const answer = await authorize(connect, ended, clientId, connect.accounts.viewer);
    assert.deepEqual(oauthRefusal(await redeem(connect, clientId, answer)), [400, 'invalid_request']);
    assert.equal((await redeem(connect, clientId, answer, {}, { cookie })).status, 200);
    const form = { client_id: clientId };
    const device = '/oauth/v1/device_authorization';
    assert.deepEqual(oauthRefusal(await call(connect, device, { form })), [400, 'invalid_request']);
    assert.equal((await call(connect, device, { form, headers: { cookie } })).status, 200);
    assert.equal((await call(connect, METADATA, { headers: { cookie } })).headers.get('set-cookie'), null);
  });

  it('comes back on the same port with what it knew', async () => {
    const connect = await start();
    const guid = connect.addIntegration({ template: 'connect', name: 'Mine', config: {} });
    await connect.suspend();
    await assert.rejects(api(connect, '/server_settings'), { code: 'ECONNREFUSED' });
    await connect.resume();
    const answer = await api(connect, `/v1/oauth/integrations/${guid}`, { key: connect.apiKeys.publisher });
    assert.equal(answer.status, 200);
  });

  it('keeps a journal of its requests, without queries', async () => {
    const connect = await start();
    await api(connect, '/v1/oauth/sessions?all=true', { key: connect.apiKeys.viewer });
    const { method, path, status, user, scheme } = connect.requests.at(-1) ?? {};
    assert.deepEqual([method, path, status, user, scheme], ['GET', '/__api__/v1/oauth/sessions', 403, 'viewer', 'Key']);
  });

  it('can be made to answer something else', async () => {
    const connect = await start();
    connect.intercept((_request, response, path) => {
      if (path !== '/__api__/server_settings') return false;
      response.writeHead(418).end();
      return true;
    });
    assert.equal((await api(connect, '/server_settings')).status, 418);
    assert.equal((await call(connect, METADATA)).status, 200);
  });
});
