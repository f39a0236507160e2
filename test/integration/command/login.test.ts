import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { type Connect, type ConnectOptions, startConnect } from '../../sandbox/connect/connect.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { signInByForms } from '../../sandbox/person.js';
import { registeredClient } from '../connect/connectCalls.js';
import { holdsAny } from '../failures.js';
import { commandForAll, type Result } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

describe('credentials login, without an editor window,', function () {
  this.timeout(120_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  async function begin(options: ConnectOptions = {}) {
    const connect = await start(options);
    return { connect, home: new LoginHome(command(), ended) };
  }

  async function start(options: ConnectOptions): Promise<Connect> {
    const connect = await startConnect(options);
    ended(() => connect.stop());
    return connect;
  }

  async function statusWith(connect: Connect, authorization: string): Promise<number> {
    const url = `${connect.url}/__api__/v1/user`;
    return (await loopbackFetch(url, { method: 'GET', headers: { authorization }, body: undefined, ca: connect.ca }))
      .status;
  }

  function assertFailed({ code, stdout, stderr }: Result, message: RegExp): void {
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
  }

  it('signs in in the browser, and out', async () => {
    const { connect, home } = await begin({ basePath: '/rsc', revocation: true });
    const { code, stdout, stderr } = await home.login(connect);
    assert.deepEqual(
      { code, stdout },
      {
        code: 0,
        stdout: `Signed in to 127.0.0.5 (${connect.url}) as publisher (publisher).\n127.0.0.5 is now the default server.\n`,
      },
    );
    assert.match(stderr, /^credentials: Open this page to sign in to 127\.0\.0\.5/);
    assert.match(
      stderr,
      /Its key is in a file in .*available-credentials\/keys, which only your user account can read, because .*secret-tool|keychain/,
    );
    assert.ok(!holdsAny(stdout + stderr, connect.secrets));
    assert.deepEqual(home.servers, [{ name: '127.0.0.5', url: connect.url, default: true }]);

    const list = await home.run(['servers']);
    assert.match(list.stdout, /^127\.0\.0\.5 +signed in +in \d+ min +publisher \(publisher\) +yes +http/m);
    const token = await home.run(['connect', 'token']);
    assert.deepEqual([token.code, token.stderr], [0, '']);
    assert.equal(await statusWith(connect, `Bearer ${token.stdout}`), 200);
    const header = await home.run(['connect', 'token', '127.0.0.5', '--header']);
    assert.equal(header.stdout, `Authorization: Bearer ${token.stdout}\n`);

    const out = await home.run(['logout', `${connect.url}/`]);
    assert.deepEqual({ ...out }, { code: 0, stdout: 'Signed out of 127.0.0.5.\n', stderr: '' });
    assert.equal(await statusWith(connect, `Bearer ${token.stdout}`), 401);
    assert.equal(home.servers.length, 1);
    const none = await home.run(['connect', 'token']);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /not signed in to 127\.0\.0\.5\. Run: credentials login http/);
    assert.match((await home.run(['servers'])).stdout, /^127\.0\.0\.5 +not signed in +yes/m);
  });

  it('stores everything accessible only to the user, and tokens encrypted', async () => {
    const { connect, home } = await begin();
    await home.login(connect);
    const files = readdirSync(home.config, { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(home.config, name),
    );
    for (const file of [home.config, ...files]) {
      assert.equal(statSync(file).mode & 0o077, 0, file);
    }
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
    assert.ok(texts.length >= 3);
    assert.ok(!holdsAny(texts.join('\n'), connect.secrets));
  });

  it('takes an address of the dashboard, by --server, --name and --no-set-default', async () => {
    const { connect, home } = await begin({ basePath: '/rsc' });
    const dashboard = `${connect.url}/connect/#/apps/1`;
    const { code, stdout } = await home.login(connect, ['-s', dashboard, '-n', 'prod', '--no-set-default']);
    assert.equal(code, 0);
    assert.match(stdout, /^Signed in to prod .*\n$/);
    assert.deepEqual(home.servers, [{ name: 'prod', url: connect.url }]);
    // The only one is meant all the same.
    assert.equal((await home.run(['connect', 'token'])).code, 0);
  });

  it('takes the server from CONNECT_SERVER, unless it is an argument', async () => {
    const { connect, home } = await begin();
    assert.equal((await home.login(connect, ['--verbose'], { CONNECT_SERVER: connect.url })).code, 0);
    const other = await start({});
    assert.equal((await home.login(other, [other.url], { CONNECT_SERVER: connect.url })).code, 0);
    const [port, name] = [new URL(other.url).port, '127.0.0.5'];
    assert.deepEqual(home.servers, [
      { name, url: connect.url },
      { name: `${name}:${port}`, url: other.url, default: true },
    ]);
    assertFailed(await home.run(['login', '-n', name, other.url]), /is the name of another server/);
    const json = JSON.parse((await home.run(['servers', '--output', 'json'])).stdout) as Readonly<
      Record<string, unknown>
    >[];
    assert.deepEqual(
      json.map((each) => [each['status'], each['user'], each['default']]),
      [
        ['signed_in', 'publisher', false],
        ['signed_in', 'publisher', true],
      ],
    );
  });

  it('trusts a CA certificate, keeps its content, and skips the check only when told to', async () => {
    const { connect, home } = await begin({ tls: true });
    const file = path.join(home.folder, 'ca.pem');
    writeFileSync(file, connect.ca ?? '');
    assertFailed(await home.run(['login', connect.url]), /certificate/i);
    assert.equal((await home.login(connect, ['--cacert', file, connect.url])).code, 0);
    assert.equal(home.servers[0]?.['ca_certificate'], connect.ca?.trim());
    writeFileSync(file, '');
    // It is stored.
    assert.equal((await home.login(connect)).code, 0);
    assert.equal((await home.run(['connect', 'token'])).code, 0);
    assert.equal((await home.login(connect, ['-i', connect.url])).code, 0);
    assert.deepEqual([home.servers[0]?.['insecure'], home.servers[0]?.['ca_certificate']], [true, undefined]);
    assertFailed(await home.run(['login', connect.url]), /certificate/i);
    writeFileSync(file, connect.ca ?? '');
    const again = await home.login(connect, [connect.url], { CONNECT_CA_CERTIFICATE: file });
    assert.deepEqual([again.code, home.servers[0]?.['insecure']], [0, undefined]);
    assert.equal(
      (await home.login(connect, [connect.url], { CONNECT_INSECURE: 'true', CONNECT_CA_CERTIFICATE: '' })).code,
      0,
    );
    assertFailed(await home.run(['login', '-c', path.join(home.folder, 'none.pem'), connect.url]), /none\.pem/);
  });

  it('writes a log with -v and more with -vv, which contains no secret', async () => {
    const { connect, home } = await begin({ accessTokenLifetime: 1_000 });
    const lines = [];
    for (const option of ['-v', '-vv']) {
      const { code, stderr } = await home.login(connect, [option, connect.url]);
      assert.equal(code, 0);
      assert.ok(!holdsAny(stderr, connect.secrets));
      lines.push(stderr.split('\n').length);
      assert.equal((await home.run(['logout', option, connect.url])).code, 0);
    }
    const [some = 0, more = 0] = lines;
    assert.ok(more > some, lines.join());
  });

  it('signs in with a device code', async () => {
    const { connect, home } = await begin();
    const login = home.start(['login', '--use-device-code', connect.url]);
    const [, code = '', page = ''] = (await login.said(/enter the code (\S+) at (\S+)\n/)) ?? [];
    await signInByForms(page, connect.accounts.viewer, 'allow', undefined, code);
    const { code: exitCode, stdout } = await login.run.result;
    assert.equal(exitCode, 0);
    assert.match(stdout, /as viewer \(viewer\)/);
    assert.equal((await home.run(['connect', 'token'])).code, 0);
  });

  it('uses the client of --client-id, and registers none', async () => {
    const { connect, home } = await begin();
    const clientId = await registeredClient(connect);
    const registrations = () => connect.requests.filter(({ path: at }) => at.endsWith('/register')).length;
    const before = registrations();
    assert.equal((await home.login(connect, ['--client-id', clientId, connect.url])).code, 0);
    assert.equal(registrations(), before);
    assert.equal(home.servers[0]?.['client_id'], clientId);
    // It is remembered.
    assert.equal((await home.login(connect)).code, 0);
    assert.equal(registrations(), before);
  });

  it('is cancelled by Ctrl+C, and stores nothing', async () => {
    const { connect, home } = await begin();
    const login = home.start(['login', connect.url]);
    await login.openedUrl();
    login.run.interrupt();
    const { code, stdout } = await login.run.result;
    assert.deepEqual([code, stdout], [null, '']);
    assert.match((await home.run(['servers'])).stderr, /no servers yet/);
  });

  it('says what is wrong with the server', async () => {
    const { connect, home } = await begin({ version: '2025.09.0', basePath: '/rsc' });
    assertFailed(await home.run(['login', connect.url]), /version 2025\.09\.0\) does not offer to sign in with OAuth/);
    assertFailed(await home.run(['login', new URL(connect.url).origin]), /not a Posit Connect server/);
    await connect.suspend();
    assertFailed(await home.run(['login', connect.url]), /cannot be reached: it refuses connections/);
    assertFailed(await home.run(['login', 'http://connect.example.com']), /begins with http/);
  });

  it('says how arguments contradict each other', async () => {
    const { home } = await begin();
    for (const [args, message] of [
      [['login'], /Give the URL of the server/],
      [['login', '-s', 'https://a.example', 'https://b.example'], /only once/],
      [['login', '-i', '-c', 'ca.pem', 'https://a.example'], /only one of --insecure and --cacert/],
      [['login', 'a.example'], /must begin with http or https/],
      [['logout'], /Give one of SERVER/],
      [['logout', '-n', 'a', '-s', 'https://a.example'], /Give only one of SERVER/],
    ] as const) {
      assertFailed(await home.run(args), message);
      assert.match((await home.run(args)).stderr, new RegExp(`\\. See: credentials ${args[0]} --help\\n$`));
    }
  });

  it('renews a token once, however many processes ask at the same moment', async () => {
    const { connect, home } = await begin({ accessTokenLifetime: 1_000 });
    await home.login(connect);
    const before = connect.refreshes;
    const results = await Promise.all(Array.from({ length: 4 }, () => home.run(['connect', 'token'])));
    assert.deepEqual(
      results.map(({ code }) => code),
      [0, 0, 0, 0],
    );
    assert.ok(connect.refreshes > before);
    // A refresh token that is used twice ends the whole sign-in.
    assert.equal((await home.run(['connect', 'token'])).code, 0);
  });
});
