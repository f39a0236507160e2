import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { signInByForms } from '../sandbox/person.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { guidOf, isAuthenticated, rpc, signIn, textIn, tokenOf, userinfoStatus } from './handMadeRpc.js';

describe('credentials of the sandbox', () => {
  const start = sandboxesPerTest();

  it('has a real token for the integration that is signed in from the start', async () => {
    const sandbox = await start();
    const uuid = guidOf(sandbox, 'Sales API');
    const { body } = await rpc(sandbox.env, 'oauth_token', {
      kwparams: { uuid },
      httpMethod: 'GET',
      named: '/oauth_token',
    });
    assert.match(String(body['expiry']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const minutesLeft = (Date.parse(String(body['expiry'])) - Date.now()) / 60_000;
    assert.ok(minutesLeft > 9 && minutesLeft <= 10, `${minutesLeft} minutes left`);
    assert.equal(await userinfoStatus(sandbox, String(body['access_token'])), 200);
  });

  it('sends the browser to the provider with PKCE, state and a nested redirect URI', async () => {
    const sandbox = await start();
    const kwparams = { uuid: guidOf(sandbox, 'Databricks') };
    const url = textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url');
    const { origin, searchParams } = new URL(url);
    assert.equal(origin, sandbox.provider);
    assert.ok(
      url.includes(`redirect_uri=${encodeURIComponent(sandbox.env['RS_SERVER_URL'] ?? '')}oauth_redirect_callback`),
    );
    assert.equal(searchParams.get('scope'), 'openid offline_access sql');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(searchParams.get('code_challenge')?.length, 43);
    assert.equal(searchParams.get('state')?.length, 43);
  });

  it('signs in through the forms, and out by revoking at the provider', async () => {
    const sandbox = await start({ basePath: '/workbench' });
    await signIn(sandbox, 'Databricks');
    assert.equal(isAuthenticated(sandbox, 'Databricks'), true);
    const token = await tokenOf(sandbox, 'Databricks');
    assert.equal(await userinfoStatus(sandbox, token), 200);

    const uuid = guidOf(sandbox, 'Databricks');
    assert.deepEqual((await rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid } })).body, { result: true });
    assert.equal(isAuthenticated(sandbox, 'Databricks'), false);
    assert.equal(await userinfoStatus(sandbox, token), 401);
    const { status, body } = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid } });
    assert.deepEqual({ status, body }, { status: 200, body: { error: 'You are not signed in to Databricks.' } });
    assert.equal(await userinfoStatus(sandbox, await tokenOf(sandbox, 'Sales API')), 200);
  });

  it('signs in to an integration without OpenID scopes', async () => {
    const sandbox = await start();
    await signIn(sandbox, 'GitHub');
    assert.ok((await tokenOf(sandbox, 'GitHub')).length > 20);
  });

  it('signs in over TLS', async () => {
    const { env, account, integrations } = await start({ tls: true });
    const ca = await readFile(env['REQUESTS_CA_BUNDLE'] ?? '', 'utf8');
    const uuid = integrations[0]?.guid;
    await signInByForms(
      textIn(await rpc(env, 'oauth_sign_in', { kwparams: { uuid }, ca }), 'url'),
      account,
      'allow',
      ca,
    );
    assert.ok(textIn(await rpc(env, 'oauth_token', { kwparams: { uuid }, ca }), 'access_token').length > 20);
  });

  it('has no token when the person refuses consent', async () => {
    const sandbox = await start();
    await signIn(sandbox, 'GitHub', 'refuse');
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    const { body } = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid: guidOf(sandbox, 'GitHub') } });
    assert.deepEqual(body, { error: 'You are not signed in to GitHub.' });
  });

  it('refuses a wrong password', async () => {
    const sandbox = await start();
    const kwparams = { uuid: guidOf(sandbox, 'GitHub') };
    const url = textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url');
    await assert.rejects(signInByForms(url, { login: sandbox.account.login, password: 'guess' }), /answered 401/);
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
  });

  it('does not start a sign-in that cannot succeed', async () => {
    const sandbox = await start();
    const mistyped = await rpc(sandbox.env, 'oauth_sign_in', {
      kwparams: { uuid: guidOf(sandbox, 'Issue Tracker') },
    });
    assert.match(textIn(mistyped, 'error'), /token URL .* answered 404/);
    const unknown = await rpc(sandbox.env, 'oauth_sign_in', {
      kwparams: { uuid: '00000000-0000-4000-8000-000000000000' },
    });
    assert.deepEqual(unknown, { status: 200, body: { error: 'No integration has this ID.' } });
  });

  it('takes no answer of the provider that it has not asked for, and none twice', async () => {
    const sandbox = await start();
    const callback = `${sandbox.env['RS_SERVER_URL'] ?? ''}oauth_redirect_callback`;
    // It may be for a program in the session, and is stored for that alone.
    assert.equal((await loopbackFetch(`${callback}?code=stolen&state=forged`)).status, 200);
    assert.equal((await loopbackFetch(`${callback}?code=stolen`)).status, 400);

    const kwparams = { uuid: guidOf(sandbox, 'GitHub') };
    const url = new URL(textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url'));
    const state = url.searchParams.get('state') ?? '';
    const iss = encodeURIComponent(sandbox.provider);
    assert.equal((await loopbackFetch(`${callback}?code=wrong&state=${state}&iss=${iss}`)).status, 502);
    assert.equal((await loopbackFetch(`${callback}?code=wrong&state=${state}&iss=${iss}`)).status, 400);
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
  });

  it('refreshes a token that is about to expire, also when many ask at once', async () => {
    const sandbox = await start({ accessTokenLifetime: 30_000 });
    const first = await tokenOf(sandbox, 'Sales API');
    const together = await Promise.all([1, 2, 3].map(() => tokenOf(sandbox, 'Sales API')));
    const last = await tokenOf(sandbox, 'Sales API');
    const distinct = new Set([first, ...together, last]).size;
    assert.ok(distinct >= 3, `${distinct} distinct tokens`);
    assert.equal(await userinfoStatus(sandbox, last), 200);
  });

  it('keeps the token while it lives', async () => {
    const sandbox = await start();
    // Compared here, so that a failure shows no token.
    assert.ok((await tokenOf(sandbox, 'Sales API')) === (await tokenOf(sandbox, 'Sales API')));
  });

  it('offers each integration on its home page, and takes its forms from there only', async () => {
    const sandbox = await start();
    const home = sandbox.env['RS_SERVER_URL'] ?? '';
    const text = await (await loopbackFetch(home)).text();
    assert.match(text, /Sandbox Workbench/);
    for (const name of ['Sign in to GitHub', 'Sign in to Databricks', 'Sign out of Sales API']) {
      assert.ok(text.includes(name), name);
    }
    const submit = (page: string, guid: string, origin: string) =>
      loopbackFetch(`${home}${page}`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ integration: guid }),
      });
    const { origin } = new URL(home);
    const signInPage = await submit('sign_in', guidOf(sandbox, 'GitHub'), origin);
    await signInByForms(signInPage.headers.get('location') ?? '', sandbox.account);
    assert.equal(isAuthenticated(sandbox, 'GitHub'), true);

    assert.equal((await submit('sign_out', guidOf(sandbox, 'GitHub'), 'http://127.0.0.9')).status, 400);
    assert.equal(isAuthenticated(sandbox, 'GitHub'), true);
    assert.equal((await submit('sign_out', guidOf(sandbox, 'GitHub'), origin)).status, 303);
    assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
  });
});
