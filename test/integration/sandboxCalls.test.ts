import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { type Call, cookieFile, guidOf, rpc } from './handMadeRpc.js';

describe('calls of the sandbox', () => {
  const start = sandboxesPerTest();

  it('takes GET and POST, both spellings of the method, R’s empty list and double slashes', async () => {
    const { env, requests } = await start();
    const calls: Call[] = [
      { httpMethod: 'POST' },
      { httpMethod: 'GET' },
      { httpMethod: 'GET', named: '/oauth_integrations' },
      { httpMethod: 'POST', named: '/oauth_integrations' },
      { kwparams: [] },
      { separator: '//' },
    ];
    for (const call of calls) {
      const { status, body } = await rpc(env, 'oauth_integrations', call);
      assert.deepEqual({ status, fields: Object.keys(body) }, { status: 200, fields: ['providers'] });
    }
    assert.deepEqual(
      requests.map(({ httpMethod, method, kwparams, aborted }) => ({ httpMethod, method, kwparams, aborted })),
      calls.map(({ httpMethod = 'POST', kwparams = {} }) => ({
        httpMethod,
        method: 'oauth_integrations',
        kwparams,
        aborted: false,
      })),
    );
  });

  it('lists the integrations of two providers in the terms of the wire', async () => {
    const sandbox = await start();
    const { body } = await rpc(sandbox.env, 'oauth_integrations');
    const providers = body['providers'] as { type: string; integrations: Record<string, unknown>[] }[];
    assert.deepEqual(
      providers.map(({ type, integrations }) => ({
        type,
        names: integrations.map(({ display_name: name }) => name),
      })),
      [
        { type: 'custom', names: ['GitHub', 'Sales API', 'Issue Tracker'] },
        { type: 'databricks', names: ['Databricks', null] },
      ],
    );
    const [github, , mistyped] = providers[0]?.integrations ?? [];
    assert.deepEqual(github, {
      uid: guidOf(sandbox, 'GitHub'),
      type: 'custom',
      name: 'github',
      display_name: 'GitHub',
      client_id: 'workbench-github',
      auth_url: `${sandbox.provider}/auth`,
      token_url: `${sandbox.provider}/token`,
      scopes: ['repo', 'read:user'],
      issuer: sandbox.provider,
      authenticated: false,
    });
    assert.match(String(mistyped?.['config_error']), /token URL .* answered 404/);
    assert.equal((await loopbackFetch(String(mistyped?.['token_url']), { method: 'POST' })).status, 404);
  });

  it('refuses a cookie that is missing, wrong, forged or expired', async () => {
    const { env } = await start();
    const cookie = await readFile(cookieFile(env), 'utf8');
    assert.match(
      cookie,
      /^[\w-]+\|\w{3}%2C%20\d\d%20\w{3}%20\d{4}%20\d\d%3A\d\d%3A\d\d%20GMT\|[\w-]+; path=\/; HttpOnly$/,
    );
    const later = cookie.replace(/%20(\d{4})%20/, (_match, year: string) => `%20${Number(year) + 1}%20`);
    assert.notEqual(later, cookie);
    for (const refused of [null, '', 'x', 'a|b|c', later, cookie.replace(/^./, '*')]) {
      assert.equal((await rpc(env, 'oauth_integrations', { cookie: refused })).status, 401);
    }
    assert.equal((await rpc(env, 'oauth_integrations', { cookie })).status, 200);

    const stale = await start({ cookieLifetime: -1000 });
    assert.equal((await rpc(stale.env, 'oauth_integrations')).status, 401);
  });

  it('expire the cookie and write a new one', async () => {
    const sandbox = await start();
    sandbox.expireCookie();
    assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 401);
    await sandbox.renewCookie();
    assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
    assert.equal((await stat(cookieFile(sandbox.env))).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(cookieFile(sandbox.env)))).mode & 0o777, 0o700);
  });

  it('answers what it does not understand with the status that says so', async () => {
    const { env } = await start({ signInMethods: false });
    const statuses = await Promise.all([
      rpc(env, 'oauth_sign_in'),
      rpc(env, 'oauth_sign_out'),
      rpc(env, 'oauth_frobnicate'),
      rpc(env, 'oauth_token', { named: 'oauth_integrations' }),
      rpc(env, 'oauth_integrations', { text: '{' }),
      rpc(env, 'oauth_integrations', { text: 'null' }),
      rpc(env, 'oauth_integrations', { kwparams: [1] }),
      rpc(env, 'oauth_integrations', { text: ' '.repeat(70_000) }),
    ]);
    assert.deepEqual(
      statuses.map(({ status, body }) => [status, Object.keys(body).join()]),
      [404, 404, 404, 400, 400, 400, 400, 413].map((status) => [status, 'error']),
    );
    assert.deepEqual((await rpc(env, 'oauth_sign_in')).body, { error: 'Unknown method: oauth_sign_in' });
  });

  it('has a base path, and nothing outside it', async () => {
    const { env } = await start({ basePath: '/workbench/', version: '2026.02.1' });
    assert.match(env['RS_SERVER_ADDRESS'] ?? '', /^http:\/\/localhost:\d+\/workbench$/);
    assert.match(env['RS_SERVER_URL'] ?? '', /^http:\/\/(127\.0\.0\.3|localhost):\d+\/workbench\/$/);
    assert.match(env['RS_SESSION_URL'] ?? '', /^\/workbench\/s\/[a-f0-9]+\/$/);
    assert.equal(env['RSTUDIO_VERSION'], '2026.02.1');
    assert.equal((await rpc(env, 'oauth_integrations')).status, 200);
    const outside = { ...env, RS_SERVER_ADDRESS: new URL(env['RS_SERVER_ADDRESS'] ?? '').origin };
    assert.equal((await rpc(outside, 'oauth_integrations')).status, 404);
  });

  it('speaks TLS with a CA of its own', async () => {
    const { env } = await start({ tls: true });
    const ca = await readFile(env['REQUESTS_CA_BUNDLE'] ?? '', 'utf8');
    assert.match(env['RS_SERVER_ADDRESS'] ?? '', /^https:\/\/localhost:\d+$/);
    assert.equal((await rpc(env, 'oauth_integrations', { ca })).status, 200);
    await assert.rejects(rpc(env, 'oauth_integrations'), /certificate/);
    assert.equal((await loopbackFetch(env['RS_SERVER_URL'] ?? '', { ca })).status, 200);
  });

  it('lets a test answer in its place, and records who went away', async () => {
    const sandbox = await start();
    sandbox.intercept((_request, response) => {
      response.writeHead(503, { 'retry-after': '7' }).end('{}');
      return true;
    });
    assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 503);

    const arrived = new Promise<http.ServerResponse>((resolve) => {
      sandbox.intercept((_request, response) => {
        resolve(response);
        return true;
      });
    });
    const request = http
      .get(`${sandbox.env['RS_SERVER_ADDRESS'] ?? ''}/oauth_integrations`)
      .on('error', () => undefined);
    const closed = once(await arrived, 'close');
    request.destroy();
    await closed;
    assert.deepEqual(
      sandbox.requests.map(({ aborted }) => aborted),
      [false, true],
    );

    sandbox.intercept(undefined);
    assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
  });
});
