import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { type ConnectOptions, startConnect } from '../../sandbox/connect/connect.js';
import { startIdentityIssuer } from '../../sandbox/connect/identityIssuer.js';
import { signInByForms } from '../../sandbox/person.js';
import { registeredClient } from '../connect/connectCalls.js';
import { holdsAny } from '../failures.js';
import { commandForAll } from './builtCommand.js';
import { WindowHome } from './windowHome.js';

const CLAIMS = { sub: 'repo:acme/reports', aud: 'connect' };

describe('credentials login, in a terminal of an editor window,', function () {
  this.timeout(120_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  async function begin(options: ConnectOptions = {}, ...secrets: readonly string[]) {
    const connect = await startConnect(options);
    ended(() => connect.stop());
    const home = await WindowHome.open(command(), ended, () => [...connect.secrets, ...secrets]);
    return { connect, home };
  }

  it('signs in in the browser, and out', async () => {
    const { connect, home } = await begin({ basePath: '/rsc', revocation: true });
    const { code, stdout, stderr } = await home.login(connect);
    assert.deepEqual(
      [code, stdout],
      [0, `Signed in to 127.0.0.5 (${connect.url}) as publisher (publisher).\n127.0.0.5 is now the default server.\n`],
    );
    assert.match(stderr, /^credentials: Open this page to sign in to 127\.0\.0\.5.*\nhttp/);
    assert.match(stderr, /The editor stores your sign-in encrypted/);
    assert.ok(!holdsAny(stdout + stderr, connect.secrets));
    assert.deepEqual(home.servers, [{ name: '127.0.0.5', url: connect.url, default: true }]);
    assert.equal((await home.run(['connect', 'token'])).code, 0);
    const out = await home.run(['logout', connect.url]);
    assert.deepEqual([out.code, out.stdout], [0, 'Signed out of 127.0.0.5.\n']);
    assert.equal((await home.run(['connect', 'token'])).code, 1);
    assert.match(
      (await home.run(['logout', '-n', 'other'])).stderr,
      /There is no server other\. Servers: 127\.0\.0\.5/,
    );
  });

  it('takes an address of the dashboard, by --server, --name and --no-set-default, and CONNECT_SERVER', async () => {
    const { connect, home } = await begin({ basePath: '/rsc' });
    const dashboard = `${connect.url}/connect/#/apps/1`;
    const { code, stdout } = await home.login(connect, ['-s', dashboard, '-n', 'prod', '--no-set-default']);
    assert.equal(code, 0);
    assert.match(stdout, /^Signed in to prod .*\n$/);
    assert.deepEqual(home.servers, [{ name: 'prod', url: connect.url }]);
    assert.equal((await home.run(['logout', '--name', 'prod'])).code, 0);
    assert.equal((await home.login(connect, ['--verbose'], { CONNECT_SERVER: connect.url })).code, 0);
  });

  it('trusts a CA certificate, and skips the check only when told to', async () => {
    const { connect, home } = await begin({ tls: true });
    const file = path.join(home.folder, 'ca.pem');
    writeFileSync(file, connect.ca ?? '');
    const refused = await home.run(['login', connect.url]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /certificate/i);
    assert.equal((await home.login(connect, ['--cacert', file, connect.url])).code, 0);
    assert.equal(home.servers[0]?.['ca_certificate'], connect.ca?.trim());
    assert.equal((await home.login(connect, ['--insecure', connect.url])).code, 0);
    assert.deepEqual([home.servers[0]?.['insecure'], home.servers[0]?.['ca_certificate']], [true, undefined]);
    const variables = { CONNECT_CA_CERTIFICATE: file };
    assert.equal((await home.login(connect, [connect.url], variables)).code, 0);
    assert.equal(home.servers[0]?.['insecure'], undefined);
  });

  it('takes the CA certificates of an organization, however many', async () => {
    const { connect, home } = await begin({ tls: true });
    const file = path.join(home.folder, 'bundle.pem');
    // As large as those of the operating system.
    const bundle = `${connect.ca ?? ''}\n`.repeat(500);
    writeFileSync(file, bundle);
    assert.ok(bundle.length > 200_000);
    assert.equal((await home.login(connect, ['--cacert', file, connect.url])).code, 0);
  });

  it('writes a log with -v and more with -vv, which contains no secret', async () => {
    const { connect, home } = await begin();
    const lines = [];
    for (const option of ['-v', '-vv']) {
      const { code, stderr } = await home.login(connect, [option, connect.url]);
      assert.equal(code, 0);
      assert.ok(!holdsAny(stderr, connect.secrets));
      lines.push(stderr.split('\n').length);
    }
    const [some = 0, more = 0] = lines;
    assert.ok(more > some, lines.join());
  });

  it('neither logs nor repeats the password of a URL', async () => {
    const { connect, home } = await begin();
    const withQuery = `${connect.url}/?key=canary-key`;
    assert.equal((await home.login(connect, [withQuery, '-vv'])).code, 0);
    const withPassword = withQuery.replace('://', '://alice:canary-password@');
    for (const args of [
      ['login', withPassword],
      ['login', '--finish', '-n', withPassword],
      ['logout', withPassword],
      ['logout', '-n', withPassword],
      ['connect', 'token', withPassword],
    ]) {
      const { code, stdout, stderr } = await home.run([...args]);
      assert.notEqual(code, 0, args.join(' '));
      assert.doesNotMatch(stdout + stderr, /canary-/, args.join(' '));
    }
    assert.match(home.logged, /oauth_server_login, http:.*127\.0\.0\.5.*: started/);
    assert.match(home.logged, /oauth_server_logout: rejected: There is no server http:.*127\.0\.0\.5/);
    assert.doesNotMatch(home.logged, /canary-/);
  });

  it('signs in with a device code', async () => {
    const { connect, home } = await begin();
    const login = home.start(['login', '--use-device-code', connect.url]);
    const [, code = '', page = ''] = (await login.said(/enter the code (\S+) at (\S+)\n/)) ?? [];
    await signInByForms(page, connect.accounts.viewer, 'allow', undefined, code);
    const { code: exitCode, stdout } = await login.run.result;
    assert.equal(exitCode, 0);
    assert.match(stdout, /as viewer \(viewer\)/);
  });

  it('uses the client of --client-id', async () => {
    const { connect, home } = await begin();
    const clientId = await registeredClient(connect);
    const registrations = () => connect.requests.filter(({ path: at }) => at.endsWith('/register')).length;
    const before = registrations();
    assert.equal((await home.login(connect, ['--client-id', clientId, connect.url])).code, 0);
    assert.deepEqual([registrations(), home.servers[0]?.['client_id']], [before, clientId]);
  });

  it('takes an identity token from an argument, standard input, a file and the environment', async () => {
    const issuer = await startIdentityIssuer();
    ended(() => issuer.stop());
    const token = issuer.mint(CLAIMS);
    const principal = { issuer: issuer.issuer, subject: CLAIMS.sub, audience: CLAIMS.aud, user: 'publisher' as const };
    const { connect, home } = await begin({ servicePrincipals: [principal], tokenExchange: true }, token);
    const file = path.join(home.folder, 'token');
    writeFileSync(file, `${token}\n`);
    for (const [args, options] of [
      [['--identity-token', token], {}],
      [['--identity-token', '-'], { input: `${token}\n` }],
      [['--identity-token-file', file], {}],
      [[], { env: { CONNECT_IDENTITY_TOKEN: token } }],
      [[], { env: { CONNECT_IDENTITY_TOKEN_FILE: file } }],
    ] as const) {
      const { code, stdout, stderr } = await home.run(['login', ...args, '-vv', connect.url], options);
      assert.equal(code, 0);
      assert.match(stdout, /as publisher \(publisher\)\.\n/);
      assert.ok(!holdsAny(stdout + stderr + home.logged, [...connect.secrets, token]));
      assert.equal((await home.run(['logout', connect.url])).code, 0);
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`is cancelled by ${signal}, and adds nothing`, async () => {
      const { connect, home } = await begin();
      const login = home.start(['login', connect.url]);
      const url = await login.openedUrl();
      await login.said(/^http/m);
      login.run.interrupt(signal);
      const { stdout } = await login.run.result;
      assert.equal(stdout, '');
      assert.deepEqual(home.servers, []);
      // Nothing waits for the browser any more.
      const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
      await assert.rejects(fetch(redirect));
    });
  }
});
