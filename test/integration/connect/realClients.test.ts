import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonForAll } from '../../clients/pythonClients.js';
import { Rsconnect, type Outcome } from '../../clients/rsconnect.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import { startIdentityIssuer } from '../../sandbox/connect/identityIssuer.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { api } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

/** Registrations that the server has answered. */
function registrations({ requests }: Connect): number {
  return requests.filter(({ path: requested }) => requested === '/oauth/v1/register').length;
}

/** @throws AssertionError, without the output where that holds a secret */
function assertOutcome({ code, output }: Outcome, connect: Connect, expected: RegExp): void {
  assert.ok(!connect.secrets.some((secret) => output.includes(secret)), 'The output holds a secret');
  assert.match(output, expected);
  assert.equal(code, 0, output);
}

describe('An unmodified rsconnect-python takes the embedded Connect for a real one:', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();
  const python = pythonForAll();

  async function caFile({ ca = '' }: Connect): Promise<string> {
    const folder = temporaryFolder('connect-ca');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'ca.pem');
    await writeFile(file, ca);
    return file;
  }

  it('`login` signs in by the browser, over TLS with a private CA and below a base path', async () => {
    const connect = await start({ tls: true, basePath: '/rsc' });
    const rsconnect = await Rsconnect.create(python(), ended);
    const ca = await caFile(connect);
    const login = rsconnect.start(['login', connect.url, '--name', 'sandbox', '--cacert', ca]);
    await signInByForms(await login.openedUrl(), connect.accounts.publisher, 'allow', connect.ca);
    assertOutcome(await login.outcome(), connect, /Logged in to "sandbox"/);
    assertOutcome(await rsconnect.run(['integration', 'list', '--name', 'sandbox']), connect, / {2}Sales API$/m);
    const { user, scheme, status } = connect.requests.at(-1) ?? {};
    assert.deepEqual([user, scheme, status], ['publisher', 'Bearer', 200]);
  });

  it('renews its access token, by a refresh token that is used once', async () => {
    // Long enough for the client to use the renewed token on a slow machine.
    const connect = await start({ accessTokenLifetime: 8_000 });
    const rsconnect = await Rsconnect.create(python(), ended);
    const login = rsconnect.start(['login', connect.url, '--name', 'sandbox']);
    await signInByForms(await login.openedUrl(), connect.accounts.publisher);
    assertOutcome(await login.outcome(), connect, /Logged in/);
    const before = String(rsconnect.stored('sandbox')['oauth_access_token']);
    await until('the token expires', async () => (await api(connect, '/v1/user', { token: before })).status === 401);
    assertOutcome(await rsconnect.run(['integration', 'list', '--name', 'sandbox']), connect, / {2}Sales API$/m);
    assert.ok(connect.refreshes >= 1);
    assert.ok(String(rsconnect.stored('sandbox')['oauth_access_token']) !== before);
  });

  it('`login --use-device-code` signs in by a code, and registers again after its client was deleted', async () => {
    const connect = await start();
    const rsconnect = await Rsconnect.create(python(), ended);
    const args = ['login', '--server', connect.url, '--name', 'sandbox', '--use-device-code'];
    const logIn = async () => {
      const login = rsconnect.start(args);
      const url = await login.printed(/(http\S+user_code=\S+)/);
      await signInByForms(url, connect.accounts.administrator);
      assertOutcome(await login.outcome(), connect, /Logged in to "sandbox"/);
    };
    await logIn();
    const clientId = String(rsconnect.stored('sandbox')['oauth_client_id']);
    const options = { key: connect.apiKeys.administrator, method: 'DELETE' };
    await api(connect, `/v1/oauth/clients/${clientId}`, options);
    await logIn();
    assert.equal(registrations(connect), 2);
  });

  for (const [what, user] of [
    ['a user', 'publisher'],
    ['a service principal without a user', undefined],
  ] as const) {
    it(`\`login --identity-token\` gets an API key of ${what}`, async () => {
      const issuer = await startIdentityIssuer();
      ended(() => issuer.stop());
      const claims = { sub: 'repo:acme/reports', aud: 'connect' };
      const principal = { issuer: issuer.issuer, subject: claims.sub, audience: claims.aud, ...(user && { user }) };
      const connect = await start({ servicePrincipals: [principal] });
      const rsconnect = await Rsconnect.create(python(), ended);
      const env = { CONNECT_IDENTITY_TOKEN: issuer.mint(claims) };
      const outcome = await rsconnect.run(['login', connect.url, '--name', 'sandbox'], env);
      assertOutcome(outcome, connect, /Logged in to "sandbox" .*via identity token exchange/);
      assert.match(String(rsconnect.stored('sandbox')['api_key']), /^[A-Za-z0-9]{32}$/);
    });
  }

  it('`login --identity-token` says why a token is refused', async () => {
    const issuer = await startIdentityIssuer();
    ended(() => issuer.stop());
    const connect = await start();
    const rsconnect = await Rsconnect.create(python(), ended);
    const env = { CONNECT_IDENTITY_TOKEN: issuer.mint({ sub: 'x', aud: 'y' }) };
    const { code, output } = await rsconnect.run(['login', connect.url], env);
    assert.notEqual(code, 0);
    assert.match(output, /could not verify the identity token/);
  });

  it('`login` says that a server before 2026.02 has no OAuth', async () => {
    const connect = await start({ version: '2026.01.0' });
    const { code, output } = await (await Rsconnect.create(python(), ended)).run(['login', connect.url]);
    assert.notEqual(code, 0);
    assert.match(output, /does not support OAuth 2\.1/);
  });

  it('`integration add`, `edit` and `remove` work with an API key', async () => {
    const connect = await start();
    const env = { CONNECT_SERVER: connect.url, CONNECT_API_KEY: connect.apiKeys.administrator };
    const rsconnect = await Rsconnect.create(python(), ended, env);
    const config = ['--config', 'client_id=one', '--config', 'client_secret=two'];
    const add = ['integration', 'add', '--template', 'github', '--integration-name', 'Mine', ...config];
    const added = await rsconnect.run(add);
    assert.equal(added.code, 0, added.output);
    const guid = connect.integrations.find(({ name }) => name === 'Mine')?.guid ?? '';
    assert.notEqual(guid, '');
    const edited = await rsconnect.run(['integration', 'edit', guid, '--integration-name', 'Yours']);
    assertOutcome(edited, connect, /"name": "Yours"/);
    assert.equal((await rsconnect.run(['integration', 'remove', guid])).code, 0);
    assert.ok(connect.integrations.every((each) => each.guid !== guid));
  });
});

describe('An unmodified posit-sdk takes the embedded Connect for a real one:', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();
  const python = pythonForAll();

  it('its `connect.Client` does all that it can do about integrations', async () => {
    const connect = await start({ tls: true, basePath: '/rsc' });
    const folder = temporaryFolder('posit-sdk');
    ended(() => folder.remove());
    const caBundle = path.join(folder.path, 'ca.pem');
    await writeFile(caBundle, connect.ca ?? '');
    const content = connect.content[0]?.guid ?? '';
    const salesApi = connect.integrations.find(({ name }) => name === 'Sales API')?.guid ?? '';
    const page = `${connect.url}/__oauth__/integrations/${salesApi}/login`;
    await signInByForms(page, connect.accounts.viewer, 'allow', connect.ca);
    const env = {
      PATH: process.env['PATH'],
      PYTHONDONTWRITEBYTECODE: '1',
      REQUESTS_CA_BUNDLE: caBundle,
      CONNECT_SERVER: `${connect.url}/`,
      CONNECT_API_KEY: connect.apiKeys.publisher,
      CONNECT_CONTENT_GUID: content,
      CONNECT_CONTENT_SESSION_TOKEN: connect.sessionToken(content),
      ADMINISTRATOR_KEY: connect.apiKeys.administrator,
      USER_SESSION_TOKEN: connect.sessionToken(content, 'viewer'),
    };
    const script = path.join(import.meta.dirname, '../../clients/positSdkCalls.py');
    const { stdout } = await promisify(execFile)(python(), [script], { env });
    assert.ok(!connect.secrets.some((secret) => stdout.includes(secret)), 'The output holds a secret');
    assert.deepEqual(JSON.parse(stdout), {
      administrator: {
        listed: true,
        name: 'Renamed',
        config: { client_id: 'two', scopes: 'repo read:user' },
        gone: [404, 4, 'The requested object does not exist.'],
        sessions: 1,
      },
      publisher: {
        me: 'publisher',
        version: '2026.07.0',
        owned: 3,
        associated: ['Connect API', 'Nightly jobs', 'Sales API'],
        viewer: 'Bearer',
        service: 'Bearer',
        visitor: 'viewer',
        ambiguous: [
          ...[400, 257],
          'Several OAuth integrations are associated with this content: an audience is required.',
        ],
        forbidden: [403, 22, "You don't have permission to access this item."],
        cleared: 0,
      },
    });
  });
});
