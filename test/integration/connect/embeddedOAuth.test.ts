import assert from 'node:assert/strict';
import {
  api,
  authorize,
  call,
  member,
  oauthRefusal,
  redeem,
  refusal,
  register,
  registeredClient,
  signIn,
  text,
  token,
} from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const METADATA = '/.well-known/oauth-authorization-server';

describe('The embedded Connect as an authorization server', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  it('has metadata below its base path, whose endpoints are below it too', async () => {
    const connect = await start({ basePath: '/rsc' });
    const { status, body } = await call(connect, METADATA);
    const { origin } = new URL(connect.url);
    assert.deepEqual([status, connect.url], [200, `${origin}/rsc`]);
    assert.deepEqual(body, {
      issuer: connect.url,
      authorization_endpoint: `${connect.url}/oauth/v1/authorize`,
      token_endpoint: `${connect.url}/oauth/v1/token`,
      registration_endpoint: `${connect.url}/oauth/v1/register`,
      device_authorization_endpoint: `${connect.url}/oauth/v1/device_authorization`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      response_types_supported: ['code'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  describe('registers clients', () => {
    it('with the same client ID for the same name and redirect URIs', async () => {
      const connect = await start();
      const [first, again] = [await register(connect), await register(connect)];
      const other = await register(connect, { client_name: 'Another' });
      assert.deepEqual([first.status, again.status, other.status], [201, 201, 201]);
      assert.equal(text(first.body, 'client_id'), text(again.body, 'client_id'));
      assert.notEqual(text(first.body, 'client_id'), text(other.body, 'client_id'));
      assert.equal(member(first.body, 'client_secret'), undefined);
    });

    it('whose redirect URIs lead to loopback or are allowed by the administrator', async () => {
      const allowedRedirectUris = [
        'https://workbench.example.com/oauth_redirect_callback',
        'http://127.0.0.3:8787/oauth_redirect_callback',
        'vscode://publisher.extension/callback',
      ];
      const connect = await start({ allowedRedirectUris });
      for (const allowed of allowedRedirectUris) {
        assert.equal((await register(connect, { redirect_uris: [allowed] })).status, 201, allowed);
      }
      const refused = await register(connect, { redirect_uris: ['https://other.example.com/callback'] });
      assert.deepEqual(oauthRefusal(refused), [400, 'invalid_redirect_uri']);
      const none = await register(connect, { redirect_uris: [] });
      assert.deepEqual(oauthRefusal(none), [400, 'invalid_client_metadata']);
    });

    it('and lists them; an administrator deletes one, which is then an invalid client', async () => {
      const connect = await start();
      const { clientId, refreshToken } = await signIn(connect, ended, connect.accounts.viewer);
      const { viewer, administrator } = connect.apiKeys;
      const { body } = await api(connect, '/v1/oauth/clients?page_number=1&page_size=5', { key: viewer });
      assert.deepEqual([member(body, 'total'), member(body, 'current_page')], [1, 1]);
      const path = `/v1/oauth/clients/${clientId}`;
      assert.equal(text((await api(connect, path, { key: viewer })).body, 'client_name'), 'Test');
      assert.deepEqual(refusal(await api(connect, path, { key: viewer, method: 'DELETE' })), [403, 22]);
      assert.equal((await api(connect, path, { key: administrator, method: 'DELETE' })).status, 204);
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
      assert.deepEqual(oauthRefusal(await token(connect, form)), [401, 'invalid_client']);
    });
  });

  describe('signs people in by the code flow', () => {
    it('with a token that identifies each of them', async () => {
      const connect = await start();
      for (const account of Object.values(connect.accounts)) {
        const { accessToken } = await signIn(connect, ended, account);
        const { status, body } = await api(connect, '/v1/user', { token: accessToken });
        assert.deepEqual([status, text(body, 'username')], [200, account.login]);
      }
    });

    it('sends `state` and `iss` back, and says when a person refuses', async () => {
      const connect = await start();
      const clientId = await registeredClient(connect);
      const { response } = await authorize(connect, ended, clientId, connect.accounts.viewer, 'refuse');
      assert.deepEqual(
        ['error', 'state', 'iss', 'code'].map((name) => response.get(name)),
        ['access_denied', 'the-state', connect.url, null],
      );
    });

    it('takes no code without the right verifier, and none twice', async () => {
      const connect = await start();
      const clientId = await registeredClient(connect);
      const first = await authorize(connect, ended, clientId, connect.accounts.viewer);
      const wrong = await redeem(connect, clientId, first, { code_verifier: 'x'.repeat(43) });
      assert.deepEqual(oauthRefusal(wrong), [400, 'invalid_grant']);
      const second = await authorize(connect, ended, clientId, connect.accounts.viewer);
      assert.equal((await redeem(connect, clientId, second)).status, 200);
      assert.deepEqual(oauthRefusal(await redeem(connect, clientId, second)), [400, 'invalid_grant']);
    });
  });

  describe('issues refresh tokens', () => {
    it('that are used once, each for the next one', async () => {
      const connect = await start();
      const { clientId, refreshToken } = await signIn(connect, ended, connect.accounts.publisher);
      const form = { grant_type: 'refresh_token', client_id: clientId };
      const renewed = await token(connect, { ...form, refresh_token: refreshToken });
      const next = text(renewed.body, 'refresh_token');
      assert.ok(renewed.status === 200 && next !== refreshToken);
      const accessToken = text(renewed.body, 'access_token');
      assert.equal((await api(connect, '/v1/user', { token: accessToken })).status, 200);
      assert.equal(connect.refreshes, 1);
    });

    it('of which a second use ends the whole sign-in', async () => {
      const connect = await start();
      const { clientId, refreshToken } = await signIn(connect, ended, connect.accounts.publisher);
      const form = { grant_type: 'refresh_token', client_id: clientId };
      const renewed = await token(connect, { ...form, refresh_token: refreshToken });
      const reused = await token(connect, { ...form, refresh_token: refreshToken });
      assert.deepEqual(oauthRefusal(reused), [400, 'invalid_grant']);
      const next = await token(connect, { ...form, refresh_token: text(renewed.body, 'refresh_token') });
      assert.deepEqual(oauthRefusal(next), [400, 'invalid_grant']);
      const accessToken = text(renewed.body, 'access_token');
      assert.deepEqual(refusal(await api(connect, '/v1/user', { token: accessToken })), [401, 30]);
    });

    it('and revokes them where it has an endpoint for that', async () => {
      const connect = await start({ revocation: true });
      const { body } = await call(connect, METADATA);
      assert.equal(text(body, 'revocation_endpoint'), `${connect.url}/oauth/v1/revoke`);
      const { clientId, refreshToken } = await signIn(connect, ended, connect.accounts.viewer);
      const revoked = await call(connect, '/oauth/v1/revoke', { form: { client_id: clientId, token: refreshToken } });
      assert.equal(revoked.status, 200);
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
      assert.deepEqual(oauthRefusal(await token(connect, form)), [400, 'invalid_grant']);
    });
  });

  it('keeps a list of every secret that it has issued', async () => {
    const connect = await start();
    const { accessToken, refreshToken } = await signIn(connect, ended, connect.accounts.viewer);
    for (const secret of [accessToken, refreshToken, ...Object.values(connect.apiKeys)]) {
      assert.ok(connect.secrets.includes(secret));
    }
  });
});
