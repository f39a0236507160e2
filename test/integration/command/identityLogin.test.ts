import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { startConnect } from '../../sandbox/connect/connect.js';
import { startIdentityIssuer } from '../../sandbox/connect/identityIssuer.js';
import type { ServicePrincipal } from '../../sandbox/connect/tokenExchange.js';
import { api } from '../connect/connectCalls.js';
import { holdsAny } from '../failures.js';
import { commandForAll } from './builtCommand.js';
import { LoginHome } from './loginHome.js';

const CLAIMS = { sub: 'repo:acme/reports', aud: 'connect' };

describe('credentials login with an identity token', function () {
  this.timeout(120_000);
  const command = commandForAll();
  const ended = endedAfterEach();

  async function begin(changes: readonly Partial<ServicePrincipal>[] = [{ user: 'publisher' }], tokenExchange = true) {
    const issuer = await startIdentityIssuer();
    ended(() => issuer.stop());
    const principal = { issuer: issuer.issuer, subject: CLAIMS.sub, audience: CLAIMS.aud };
    const servicePrincipals = changes.map((each) => ({ ...principal, ...each }));
    const connect = await startConnect({ servicePrincipals, tokenExchange });
    ended(() => connect.stop());
    const home = new LoginHome(command(), ended);
    const file = path.join(home.folder, 'token');
    const token = issuer.mint(CLAIMS);
    writeFileSync(file, `${token}\n`);
    return { connect, issuer, home, file, token };
  }

  it('takes it from an argument, from standard input, from a file, and from the environment', async () => {
    const { connect, home, file, token } = await begin();
    for (const [args, options] of [
      [['--identity-token', token], {}],
      [['--identity-token', '-'], { input: `${token}\n` }],
      [['--identity-token-file', file], {}],
      [[], { env: { CONNECT_IDENTITY_TOKEN: token } }],
      [[], { env: { CONNECT_IDENTITY_TOKEN_FILE: file } }],
    ] as const) {
      const { code, stdout, stderr } = await home.run(['login', ...args, connect.url], options);
      assert.deepEqual([code, /as publisher \(publisher\)\.\n/.test(stdout)], [0, true]);
      assert.ok(!holdsAny(stdout + stderr, [...connect.secrets, token]));
      const key = (await home.run(['connect', 'token'])).stdout;
      assert.equal((await api(connect, '/v1/user', { key })).status, 200);
      assert.equal((await home.run(['logout', connect.url])).code, 0);
    }
  });

  it('shows when the key expires, and then asks to sign in again', async () => {
    const { connect, home, file } = await begin([{ user: 'publisher', lifetime: 90_000 }]);
    await home.run(['login', '--identity-token-file', file, connect.url]);
    const before = Date.now();
    const [server] = JSON.parse((await home.run(['servers', '--output', 'json'])).stdout) as Record<string, unknown>[];
    const expiry = Date.parse(String(server?.['expires_at']));
    assert.ok(expiry > before && expiry <= Date.now() + 90_000);
    assert.equal(server?.['renewable'], false);
    const header = await home.run(['connect', 'token', '--header']);
    assert.match(header.stdout, /^Authorization: Key [A-Za-z0-9]{32}\n$/);
  });

  it('says that a key has expired', async () => {
    const { connect, home, file } = await begin([{ user: 'publisher', lifetime: 0 }]);
    const { code, stderr } = await home.run(['login', '--identity-token-file', file, connect.url]);
    assert.notEqual(code, 0);
    assert.ok(!holdsAny(stderr, connect.secrets));
  });

  it('accepts a service principal that has no user', async () => {
    const { connect, home, file } = await begin([{}]);
    const { code, stdout } = await home.run(['login', '--identity-token-file', file, connect.url]);
    assert.equal(code, 0);
    assert.match(stdout, /^Signed in to 127\.0\.0\.5 \(\S+\)\.\n/);
    assert.equal((await home.run(['connect', 'token'])).code, 0);
  });

  for (const [what, changes, claims, message] of [
    ['matches more than one service principal', [{}, {}], {}, /more than one service principal/],
    ['is for another audience', [{}], { aud: 'other' }, /Check the audience/],
    ['has expired', [{}], { exp: 1 }, /could not verify the identity token/],
  ] as const) {
    it(`says that it ${what}, and stores nothing`, async () => {
      const { connect, issuer, home } = await begin(changes);
      const token = issuer.mint({ ...CLAIMS, ...claims });
      const { code, stdout, stderr } = await home.run(['login', '--identity-token', '-', connect.url], {
        input: token,
      });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.ok(!holdsAny(stderr, [token]));
      assert.match((await home.run(['servers'])).stderr, /no servers yet/);
    });
  }

  it('says that the server does not exchange any', async () => {
    const { connect, home, file } = await begin([{}], false);
    const { code, stderr } = await home.run(['login', '--identity-token-file', file, connect.url]);
    assert.equal(code, 2);
    assert.match(stderr, /does not exchange identity tokens/);
  });

  it('reports a missing token', async () => {
    const { connect, home, file } = await begin();
    writeFileSync(file, ' \n');
    for (const [args, message] of [
      [['--identity-token-file', file], /identity token is empty/],
      [['--identity-token', ''], /identity token is empty/],
      [['--identity-token-file', `${file}-none`], /could not be read\. Check the file .*token-none/],
    ] as const) {
      const { code, stderr } = await home.run(['login', ...args, connect.url]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
