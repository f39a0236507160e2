import assert from 'node:assert/strict';
import { signInByForms } from '../../sandbox/person.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { until } from '../../until.js';
import { guidOf, tokenOf } from '../handMadeRpc.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';
import { brokersPerTest, listed, SALES } from './scriptedBroker.js';

const SENTENCE = 'You are listed as signed in to Sales API, but the server has no access token for you.';

/** A server that lists the user as signed in, but answers `{}` when it is asked for the token. */
describe('If the server lists the user as signed in, but has no token,', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();
  const startBroker = brokersPerTest();

  async function startEmpty(options?: Parameters<typeof startSandbox>[0]): Promise<Sandbox> {
    const sandbox = await startSandbox(options);
    sandbox.intercept((_request, response, method) => {
      if (method === 'oauth_token') {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      }
      return method === 'oauth_token';
    });
    return sandbox;
  }

  for (const more of [[], ['--extra', 'instance_url']]) {
    it(`access-token ${more.join(' ')} says so, and where to sign in again`, async () => {
      const sandbox = await startEmpty();
      const { code, stdout, stderr } = await command().run(['access-token', 'sales-api', ...more], {
        env: sandbox.env,
      });
      assert.deepEqual({ code, stderr }, { code: 1, stderr: `credentials: ${SENTENCE} Open this page to sign in.\n` });
      assert.match(stdout, /^http.*\n$/);
    });
  }

  it('access-token --output json writes the page', async () => {
    const { env } = await startEmpty();
    const { code, stdout } = await command().run(['access-token', 'sales-api', '--output', 'json'], { env });
    const { access_token: token, url } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual({ code, token }, { code: 1, token: null });
    assert.match(String(url), /^http/);
  });

  for (const call of [['sign-in'], ['access-token', '--wait']]) {
    it(`${call.join(' ')} signs in again, and waits until there is a token`, async () => {
      const sandbox = await startEmpty();
      const run = command().start([...call, 'sales-api'], { env: sandbox.env });
      await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
      assert.ok(run.told().startsWith(`credentials: ${SENTENCE} Sign in again.\n`), run.told());
      const [url = ''] = /^http.*$/m.exec(run.told()) ?? [];
      const before = sandbox.requests.length;
      await until('it has looked, though the list says the same', () => sandbox.requests.length > before + 2);
      await signInByForms(url, sandbox.account);
      sandbox.intercept(undefined);
      const { code, stdout } = await run.result;
      const token = await tokenOf(sandbox, 'Sales API');
      assert.equal(code, 0);
      assert.ok(stdout === (call.includes('sign-in') ? 'Signed in to Sales API.\n' : token), 'It wrote something else');
    });
  }

  it('sign-in says so and exits with 1 when the time is over', async () => {
    const { env } = await startEmpty();
    const { code, stdout, stderr } = await command().run(['sign-in', '--wait=0.1', 'sales-api'], { env });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /You have not signed in to Sales API within 0\.1 s/);
  });

  it('sign-in leads to the home page of a Workbench that returns no page', async () => {
    const { env } = await startEmpty({ signInMethods: false });
    const { stderr } = await command().run(['sign-in', '--wait=0.1', 'sales-api'], { env });
    assert.ok(stderr.startsWith(`credentials: ${SENTENCE} Sign in again.\n`), stderr);
    assert.ok(stderr.includes(`\n${env['RS_SERVER_URL']}\n`), stderr);
  });

  for (const call of ['access-token', 'sign-in']) {
    it(`${call} says to sign out first if the server takes the user for signed in`, async () => {
      const { env } = await startBroker({
        oauth_integrations: [listed(SALES)],
        oauth_token: [{}],
        oauth_sign_in: [{ authenticated: true }],
      });
      const { code, stdout, stderr } = await command().run([call, 'sales'], { env });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.ok(
        stderr.endsWith(
          `credentials: ${SENTENCE} Sign out with "credentials sign-out ${SALES.uid}", then sign in again.\n`,
        ),
        stderr,
      );
    });
  }

  it('sign-out signs out', async () => {
    const { env } = await startEmpty();
    const result = await command().run(['sign-out', 'sales-api'], { env });
    assert.deepEqual(result, { code: 0, stdout: 'Signed out of Sales API.\n', stderr: '' });
  });

  it('git-credential writes nothing, and says how to sign in again', async () => {
    const { env } = await startBroker({
      oauth_integrations: [listed({ ...SALES, git_hosts: ['git.example.com'] })],
      oauth_token: [{}],
    });
    const input = 'protocol=https\nhost=git.example.com\n\n';
    assert.deepEqual(await command().run(['git-credential', 'get'], { env, input }), {
      code: 0,
      stdout: '',
      stderr: `credentials: ${SENTENCE} To use it for git.example.com, run: credentials sign-in ${SALES.uid}\n`,
    });
  });

  it('list shows what the server says', async () => {
    const sandbox = await startEmpty();
    const { stdout } = await command().run(['list'], { env: sandbox.env });
    assert.match(stdout, new RegExp(`^Sales API +signed in +${guidOf(sandbox, 'Sales API')}$`, 'm'));
  });
}).timeout(60_000);
