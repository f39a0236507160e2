import assert from 'node:assert/strict';
import { isRecord } from '../../../src/core/record.js';
import { AGENT_EXTERNAL_AUTH_PATH, parseAgentAuth, parseError, SESSION_TOKEN_HEADER } from '../../../src/coder/wire.js';
import { parseDeviceCode, parseExternalAuth, parseList, parseSignedOut } from '../../../src/coder/userWire.js';
import { startCoder, type Coder, type CoderOptions } from '../../sandbox/coder/coder.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { signInByForms } from '../../sandbox/person.js';

describe('The embedded Coder', () => {
  let coder: Coder;
  const start = async (options?: CoderOptions) => (coder = await startCoder(options));
  afterEach(() => coder.stop());

  async function call(path: string, token: string, method = 'GET', body?: object) {
    const response = await loopbackFetch(`${coder.url}${path}`, {
      ...{ method, headers: { [SESSION_TOKEN_HEADER]: token } },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }
  const asAgent = (query: string) => call(`${AGENT_EXTERNAL_AUTH_PATH}?${query}`, coder.agentToken);
  const asUser = (path: string, method?: string, body?: object) =>
    call(`/api/v2/external-auth${path}`, coder.sessionToken, method, body);

  it('leads the browser to its provider, then gives the token to the agent', async () => {
    await start();
    const { json } = await asAgent('id=github&match=');
    const before = parseAgentAuth(json);
    assert.equal(before.kind === 'notSignedIn' && before.url, `${coder.url}/external-auth/github`);
    await signInByForms(`${coder.url}/external-auth/github`, coder.account);
    const answer = await asAgent('id=github');
    const after = parseAgentAuth(answer.json);
    assert.ok(after.kind === 'signedIn' && after.expiresAt !== undefined && after.expiresAt > Date.now());
    assert.equal(after.token.reveal(), coder.links[0]?.accessToken);
    assert.ok(isRecord(answer.json) && answer.json['username'] === after.token.reveal(), 'It is another user name');
  });

  it('answers a caller that listens as soon as there is a token', async () => {
    await start();
    const asking = asAgent('match=gitlab.example&listen=true');
    const link = coder.addLink('primary-gitlab');
    const { json } = await asking;
    const found = parseAgentAuth(json);
    assert.ok(found.kind === 'signedIn' && isRecord(json));
    assert.deepEqual([json['username'], json['password']], ['oauth2', link.accessToken]);
    assert.equal(found.expiresAt, undefined);
  });

  for (const [title, query, status] of [
    ['neither id nor match', 'id=&match=', 400],
    ['both id and match', 'id=github&match=github.com', 400],
    ['an unknown provider', 'id=nothing', 404],
    ['a host that no provider is for', 'match=git.example.org', 404],
  ] as const) {
    it(`refuses ${title}`, async () => {
      await start();
      const answer = await asAgent(query);
      assert.equal(answer.status, status);
      assert.ok(parseError(answer.json)?.message);
    });
  }

  it('refuses a wrong token of an agent or a user', async () => {
    await start();
    for (const path of [`${AGENT_EXTERNAL_AUTH_PATH}?id=github`, '/api/v2/external-auth']) {
      assert.equal((await call(path, 'wrong')).status, 401);
    }
  });

  it('says why a refresh failed, or why a link is invalid', async () => {
    await start();
    coder.addLink('github');
    coder.addLink('slack', { validateError: 'token_revoked' });
    coder.addLink('removed');
    coder.failRefreshes('github', 'the provider is down');
    const failed = await asAgent('id=github');
    assert.equal(failed.status, 500);
    assert.equal(parseError(failed.json)?.detail, 'the provider is down');
    assert.equal(parseAgentAuth((await asAgent('id=slack')).json).kind, 'notSignedIn');
    const { links } = parseList((await asUser('')).json);
    assert.deepEqual(
      links.map(({ providerId, authenticated, validateError }) => [providerId, authenticated, validateError]),
      [
        ['github', false, 'the provider is down'],
        ['slack', false, 'token_revoked'],
        ['removed', false, undefined],
      ],
    );
  });

  it('refreshes an expired token that has a refresh token', async () => {
    await start();
    const expired = coder.addLink('github', { expiresIn: -1000 });
    coder.addLink('bitbucket', { expiresIn: -1000, hasRefreshToken: false });
    const found = parseAgentAuth((await asAgent('id=github')).json);
    assert.ok(found.kind === 'signedIn' && found.token.reveal() !== expired.accessToken);
    assert.equal(parseAgentAuth((await asAgent('id=bitbucket')).json).kind, 'notSignedIn');
  });

  it('has no expires_at if it is old', async () => {
    await start({ showsExpiry: false });
    coder.addLink('github');
    const { json } = await asAgent('id=github');
    assert.ok(typeof json === 'object' && json !== null && !('expires_at' in json) && 'token_extra' in json);
  });

  it('signs in with a device code', async () => {
    await start();
    const device = parseDeviceCode((await asUser('/github/device')).json);
    const exchange = () => asUser('/github/device', 'POST', { device_code: device.deviceCode.reveal() });
    const pending = await exchange();
    assert.deepEqual([pending.status, parseError(pending.json)?.detail], [400, 'authorization_pending']);
    await signInByForms(device.verificationUri, coder.account, 'allow', undefined, device.userCode);
    assert.equal((await exchange()).status, 204);
    assert.deepEqual(parseExternalAuth((await asUser('/github')).json), {
      ...{ authenticated: true, login: 'ada-at-github' },
    });
  });

  it('says whether signing out has revoked the token', async () => {
    await start();
    ['github', 'bitbucket', 'primary-gitlab'].forEach((id) => coder.addLink(id));
    coder.failRevocations('primary-gitlab', 'HTTP 503');
    const signOut = async (id: string) => parseSignedOut((await asUser(`/${id}`, 'DELETE')).json);
    assert.deepEqual(await signOut('github'), { tokenRevoked: true, revocationError: undefined });
    assert.deepEqual(await signOut('bitbucket'), { tokenRevoked: false, revocationError: undefined });
    assert.deepEqual(await signOut('primary-gitlab'), { tokenRevoked: false, revocationError: 'HTTP 503' });
    assert.equal((await asUser('/github', 'DELETE')).status, 404);
  });
});
