import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { until } from '../../until.js';
import { guidOf, isAuthenticated, tokenOf } from '../handMadeRpc.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll, type Result } from './builtCommand.js';

describe('credentials access-token', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  async function accessToken(sandbox: Sandbox, ...args: string[]): Promise<Result> {
    return command().run(['access-token', ...args], { env: sandbox.env });
  }

  /** Compared like this, no failure shows a token. */
  async function assertIsToken(sandbox: Sandbox, name: string, { code, stdout, stderr }: Result): Promise<void> {
    assert.ok(stdout === (await tokenOf(sandbox, name)), `Standard output is not the token alone (${stdout.length})`);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  }

  for (const asked of ['Sales API', 'sales-api', 'sALES aPI', 'C2A9D6B4-7E13-4C0B-8F52-91D0A7E84B02']) {
    it(`writes the token of ${asked}, and nothing else`, async () => {
      const sandbox = await startSandbox();
      await assertIsToken(sandbox, 'Sales API', await accessToken(sandbox, asked));
    });
  }

  it('speaks TLS with a server whose CA the session names, below a base path', async () => {
    const sandbox = await startSandbox({ tls: true, basePath: '/workbench' });
    const { code, stdout, stderr } = await accessToken(sandbox, 'sales-api');
    assert.deepEqual({ code, isThere: stdout.length > 20, stderr }, { code: 0, isThere: true, stderr: '' });
  });

  it('writes where to sign in if that is necessary, and exits with 1', async () => {
    const sandbox = await startSandbox();
    const { code, stdout, stderr } = await accessToken(sandbox, 'github');
    assert.deepEqual(
      { code, stderr },
      { code: 1, stderr: 'credentials: You are not signed in to GitHub. Open this page to sign in.\n' },
    );
    await signInByForms(stdout.trim(), sandbox.account);
    await assertIsToken(sandbox, 'GitHub', await accessToken(sandbox, 'github'));
  });

  it('writes the home page of a server that can’t start a sign-in', async () => {
    const sandbox = await startSandbox({ signInMethods: false });
    const { code, stdout, stderr } = await accessToken(sandbox, 'github');
    assert.deepEqual(
      { code, stdout, lines: stderr.split('\n') },
      {
        code: 1,
        stdout: `${sandbox.env['RS_SERVER_URL']}\n`,
        lines: [
          'credentials: You are not signed in to GitHub. Open this page to sign in.',
          'credentials: To sign in to GitHub, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.',
          '',
        ],
      },
    );
  });

  it('uses the address for calls as home page if there is none for browsers', async () => {
    const sandbox = await startSandbox({ signInMethods: false, basePath: '/workbench' });
    const { RS_SERVER_URL: left, ...env } = sandbox.env;
    assert.ok(left);
    const { code, stdout } = await command().run(['access-token', 'github'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: `${sandbox.env['RS_SERVER_ADDRESS']}/\n` });
  });

  it('waits with the URL on standard error, and then writes the token', async () => {
    const sandbox = await startSandbox();
    const run = command().start(['access-token', '--wait', 'github'], { env: sandbox.env });
    await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
    const [url = ''] = /^http.*$/m.exec(run.told()) ?? [];
    await signInByForms(url, sandbox.account);
    const { code, stdout, stderr } = await run.result;
    assert.ok(stdout === (await tokenOf(sandbox, 'GitHub')), 'Standard output is not the token alone');
    assert.deepEqual(
      { code, stderr },
      { code: 0, stderr: `credentials: Open this page to sign in to GitHub. Waiting.\n${url}\n` },
    );
    // A Workbench is not asked for what only an editor window can do.
    assert.deepEqual(
      sandbox.requests.filter(({ method }) => method === 'oauth_sign_in').map(({ kwparams }) => kwparams),
      [{ uuid: guidOf(sandbox, 'GitHub') }],
    );
  });

  it('writes the URL when the time is over, and exits with 1', async () => {
    const sandbox = await startSandbox();
    const { code, stdout, stderr } = await accessToken(sandbox, 'github', '--wait=0.2');
    const [, url = '', last = ''] = stderr.split('\n');
    assert.deepEqual(
      { code, stdout, last },
      {
        code: 1,
        stdout: `${url}\n`,
        last: 'credentials: You have not signed in to GitHub within 0.2 s. Sign in, then run the same command again.',
      },
    );
    assert.match(url, /^http:/);
  });

  it('continues to wait when a Workbench is away for a moment', async () => {
    const sandbox = await startSandbox();
    const run = command().start(['access-token', 'github', '--wait=15'], { env: sandbox.env });
    await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
    const [url = ''] = /^http.*$/m.exec(run.told()) ?? [];
    sandbox.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    const before = sandbox.requests.length;
    await until('it has asked in vain', () => sandbox.requests.length > before);
    sandbox.intercept(undefined);
    await signInByForms(url, sandbox.account);
    assert.equal((await run.result).code, 0);
  });

  describe('--output json', () => {
    it('writes the token with its expiry', async () => {
      const sandbox = await startSandbox();
      const { code, stdout } = await accessToken(sandbox, 'sales-api', '--output', 'json');
      const { access_token: token, expires_at: expiry, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
      assert.ok(token === (await tokenOf(sandbox, 'Sales API')), 'access_token is not the token');
      assert.match(String(expiry), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const integration = { id: guidOf(sandbox, 'Sales API'), name: 'Sales API' };
      assert.deepEqual({ code, rest }, { code: 0, rest: { url: null, integration } });
    });

    it('writes the URL if the user has to sign in', async () => {
      const sandbox = await startSandbox();
      const { code, stdout } = await accessToken(sandbox, 'github', '--output=json');
      const { url, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
      assert.match(String(url), /^http:/);
      const integration = { id: guidOf(sandbox, 'GitHub'), name: 'GitHub' };
      assert.deepEqual({ code, rest }, { code: 1, rest: { access_token: null, expires_at: null, integration } });
      assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    });
  });

  it('writes no extra fields from a server that sends none', async () => {
    const { code, stdout, stderr } = await accessToken(await startSandbox(), 'sales-api', '--extra', 'instance_url');
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(
      stderr,
      /^credentials: The token response for Sales API contains no additional fields: .* for the value of instance_url\.\n$/,
    );
  });
});
