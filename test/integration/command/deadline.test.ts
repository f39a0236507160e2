import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { signInByForms } from '../../sandbox/person.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { until } from '../../until.js';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll, type Run } from './builtCommand.js';

/** Milliseconds in which a command ends that is to wait for four seconds. A single request may take more by itself. */
const SOON = 8_000;

describe('A command has one time limit for all answers', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  /** The page to sign in at, once the command says it. */
  async function pageOf(run: Run): Promise<string> {
    await until('it says where to sign in', () => /^http.*\n/m.test(run.told()));
    return /^http.*$/m.exec(run.told())?.[0] ?? '';
  }

  /** Has the next request for a method answered like this, and each one after it by the sandbox. Resolves once it was. */
  async function once(sandbox: Sandbox, method: string, answer: (response: ServerResponse) => void): Promise<void> {
    const given = new Promise<void>((resolve) => {
      sandbox.intercept((_request, response, asked) => {
        if (asked !== method) {
          return false;
        }
        sandbox.intercept(undefined);
        answer(response);
        resolve();
        return true;
      });
    });
    await given;
  }

  for (const [what, answer] of [
    ['an error of the server', (response: ServerResponse) => response.writeHead(500).end()],
    ['the page of a portal', (response: ServerResponse) => response.writeHead(200).end('<html>Sign in</html>')],
    ['a redirect to one', (response: ServerResponse) => response.writeHead(302, { location: '/portal' }).end()],
    ['an error in words', (response: ServerResponse) => response.writeHead(200).end('{"error": "Busy"}')],
    ['half of an answer', (response: ServerResponse) => response.writeHead(200).end('{"providers": [')],
    ['a broken connection', (response: ServerResponse) => response.destroy()],
  ] as const) {
    it(`and waits beyond ${what}`, async () => {
      const sandbox = await startSandbox();
      const run = command().start(['sign-in', 'github', '--wait=60'], { env: sandbox.env });
      const page = await pageOf(run);
      await once(sandbox, 'oauth_integrations', answer);
      await signInByForms(page, sandbox.account);
      const { code, stdout } = await run.result;
      assert.deepEqual({ code, stdout }, { code: 0, stdout: 'Signed in to GitHub.\n' });
    });
  }

  for (const method of ['oauth_integrations', 'oauth_token']) {
    for (const [what, answer] of [
      ['fails', (response: ServerResponse) => response.writeHead(500).end()],
      ['is a portal', (response: ServerResponse) => response.writeHead(200).end('<html>Sign in</html>')],
    ] as const) {
      it(`and asks for ${method} again, where the server ${what} the first time`, async () => {
        const sandbox = await startSandbox();
        const failed = once(sandbox, method, answer);
        const { code, stderr } = await command().run(['access-token', 'sales-api', '--wait=60'], { env: sandbox.env });
        await failed;
        assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      });
    }
  }

  it('and says why if the server continues to fail', async () => {
    const sandbox = await startSandbox();
    sandbox.intercept((_request, response) => {
      response.writeHead(500).end();
      return true;
    });
    const { code, stderr } = await command().run(['sign-in', 'github', '--wait=2'], { env: sandbox.env });
    assert.equal(code, 2);
    assert.match(stderr, /^credentials: .*HTTP 500/);
    assert.ok(sandbox.requests.length > 1);
  });

  it('and asks once without --wait', async () => {
    const sandbox = await startSandbox();
    const failed = once(sandbox, 'oauth_integrations', (response) => response.writeHead(500).end());
    const { code } = await command().run(['access-token', 'sales-api'], { env: sandbox.env });
    await failed;
    assert.deepEqual([code, sandbox.requests.length], [2, 1]);
  });

  it('but does not wait for a session that has ended', async () => {
    const sandbox = await startSandbox();
    const run = command().start(['sign-in', 'github', '--wait=60'], { env: sandbox.env });
    await pageOf(run);
    sandbox.expireCookie();
    assert.equal((await run.result).code, 2);
  });

  it('also if the server never answers', async () => {
    const sandbox = await startSandbox();
    sandbox.intercept(() => true);
    const begin = performance.now();
    const { code, stdout, stderr } = await command().run(['sign-in', 'github', '--wait=4'], { env: sandbox.env });
    assert.ok(performance.now() - begin < SOON, `It took ${performance.now() - begin} ms`);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /^credentials: The server did not answer within 4 s\./);
  });

  it('also if the server stops answering while it waits, and says so', async () => {
    const sandbox = await startSandbox();
    const run = command().start(['access-token', 'github', '--wait=3'], { env: sandbox.env });
    const page = await pageOf(run);
    sandbox.intercept(() => true);
    const begin = performance.now();
    const { code, stdout, stderr } = await run.result;
    assert.ok(performance.now() - begin < SOON, `It took ${performance.now() - begin} ms`);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: `${page}\n` });
    assert.match(stderr, /\ncredentials: The server did not answer within 3 s\./);
  });

  it('which two slow answers share', async () => {
    const sandbox = await startSandbox();
    const answers = new Map<string, object>([
      ['oauth_integrations', { providers: [{ type: 'custom', integrations: [{ ...GITHUB, authenticated: false }] }] }],
      ['oauth_sign_in', { url: 'https://x.example.com/' }],
    ]);
    sandbox.intercept((_request, response, method) => {
      void delay(1_800).then(() => response.end(JSON.stringify(answers.get(method))));
      return true;
    });
    const { code, stderr } = await command().run(['sign-in', 'github', '--wait=3'], { env: sandbox.env });
    assert.equal(code, 2);
    assert.match(stderr, /^credentials: The server did not answer within 3 s\./);
  });

  it('which loses no token if the user signs in at the last moment', async () => {
    const sandbox = await startSandbox();
    const run = command().start(['access-token', 'github', '--wait=4'], { env: sandbox.env });
    const page = await pageOf(run);
    sandbox.intercept((_request, response, method) => {
      if (method === 'oauth_token') {
        void delay(4_000).then(() => response.end(JSON.stringify({ access_token: 'late-token' })));
      }
      return method === 'oauth_token';
    });
    await signInByForms(page, sandbox.account);
    const { code, stdout } = await run.result;
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'late-token' });
  });
}).timeout(60_000);

const GITHUB = {
  uid: '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
  name: 'github',
  client_id: 'x',
  auth_url: 'https://x.example.com/authorize',
  token_url: 'https://x.example.com/token',
};
