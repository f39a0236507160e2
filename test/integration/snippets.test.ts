import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { endedAfterEach } from '../ended.js';
import { cookieFile, guidOf, rpc, textIn } from './handMadeRpc.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { INSTALLATION_TIME, pythonOrSkip } from '../clients/pythonClients.js';
import {
  isInstalled,
  javaScript,
  printToken,
  python,
  pythonWithSdk,
  r,
  type Run,
  type Runner,
  shell,
} from './snippetRuns.js';
import { NOT_SIGNED_IN, sandboxContext, SIGNED_IN, startBrokerServer, startSandboxServer } from './snippetServers.js';
import type { Sandbox } from '../sandbox/sandbox.js';

const SHELLS = ['sh', 'bash', 'zsh'].map(shell);

/** What is not on every machine: the tests of the others stand for it. */
const OPTIONAL = ['bash', 'zsh', 'Rscript'];

async function orSkip(context: Mocha.Context, runner: Runner): Promise<void> {
  if (OPTIONAL.includes(runner.command) && !(await isInstalled(runner))) context.skip();
}

for (const [place, start] of [
  ['a session of Workbench', startSandboxServer],
  ['a terminal of an editor window', startBrokerServer],
] as const) {
  describe(`A snippet in ${place}`, function () {
    this.timeout(90_000);
    const ended = endedAfterEach();

    async function getsToken(runner: Runner): Promise<void> {
      const server = await start(ended);
      const { code, output, errors } = await printToken(runner, server.contextOf(SIGNED_IN), server.env);
      assert.deepEqual({ code, errors }, { code: 0, errors: '' });
      const token = await server.token(SIGNED_IN);
      assert.ok(output === token, `It printed another text, of ${output.length} characters`);
    }

    async function saysWhyNot(runner: Runner): Promise<void> {
      const server = await start(ended);
      const { code, output, errors } = await printToken(runner, server.contextOf(NOT_SIGNED_IN), server.env);
      assert.deepEqual({ code, output }, { code: 1, output: '' });
      assert.match(errors, /not signed in to GitHub/);
    }

    for (const runner of [...SHELLS, javaScript, python, r]) {
      describe(`by ${runner.name}`, () => {
        it('gets the token of an integration that is signed in', async function () {
          await orSkip(this, runner);
          await getsToken(runner);
        });

        it("prints the server's reason why there is no token, and exits with 1", async function () {
          await orSkip(this, runner);
          await saysWhyNot(runner);
        });
      });
    }

    it('by the Python snippet with posit-sdk itself does the same', async function () {
      this.timeout(INSTALLATION_TIME);
      const python = await pythonOrSkip(this);
      await getsToken(pythonWithSdk(python));
      await saysWhyNot(pythonWithSdk(python));
    });
  });
}

describe('A snippet', function () {
  this.timeout(90_000);
  const start = sandboxesPerTest();
  const ended = endedAfterEach();

  /** Checks that a runner prints the token that a call by hand gets, and neither shows it when it does not. */
  async function assertToken(sandbox: Sandbox, { code, output, errors }: Run): Promise<void> {
    const ca = sandbox.env['REQUESTS_CA_BUNDLE'];
    const answer = await rpc(sandbox.env, 'oauth_token', {
      kwparams: { uuid: guidOf(sandbox, SIGNED_IN) },
      ...(ca === undefined ? {} : { ca: await readFile(ca, 'utf8') }),
    });
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
    assert.ok(output === textIn(answer, 'access_token'), `It printed another text, of ${output.length} characters`);
  }

  for (const runner of [...SHELLS, javaScript, python]) {
    describe(`by ${runner.name}`, () => {
      it('gets it over TLS with a private CA, below a base path', async function () {
        await orSkip(this, runner);
        const sandbox = await start({ tls: true, basePath: '/workbench' });
        await assertToken(sandbox, await printToken(runner, sandboxContext(sandbox, SIGNED_IN), sandbox.env));
      });
    });
  }

  for (const runner of [...SHELLS, javaScript, python, r]) {
    it(`by ${runner.name} says what to do where the server lists the user as signed in, but has no token`, async function () {
      await orSkip(this, runner);
      const sandbox = await start();
      sandbox.intercept((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        return true;
      });
      const { code, output, errors } = await printToken(runner, sandboxContext(sandbox, SIGNED_IN), sandbox.env);
      assert.deepEqual({ code, output }, { code: 1, output: '' });
      assert.match(errors, /No access token.*Sign in to this integration, .* sign out first/);
    });
  }

  for (const runner of [...SHELLS, javaScript]) {
    describe(`by ${runner.name}, which calls by itself`, () => {
      it('takes the cookie from the environment where there is no file', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        const { PWB_SESSION_RUNTIME_DIR: folder = '', ...env } = sandbox.env;
        const cookie = await readFile(cookieFile(sandbox.env), 'utf8');
        for (const each of [env, { ...env, PWB_SESSION_RUNTIME_DIR: path.join(folder, 'missing') }]) {
          const result = await printToken(runner, sandboxContext(sandbox, SIGNED_IN), {
            ...each,
            RS_SESSION_RPC_COOKIE: cookie,
          });
          await assertToken(sandbox, result);
        }
      });

      it('takes the cookie from the file first, which can be renewed', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        const old = await readFile(cookieFile(sandbox.env), 'utf8');
        sandbox.expireCookie();
        await sandbox.renewCookie();
        const env = { ...sandbox.env, RS_SESSION_RPC_COOKIE: old };
        await assertToken(sandbox, await printToken(runner, sandboxContext(sandbox, SIGNED_IN), env));
      });

      for (const [what, status, body, expected] of [
        ['refuses the cookie', 401, { error: 'The cookie is "wrong".' }, /HTTP 401.*The cookie is .wrong/],
        ['says it in an object', 200, { error: { message: 'Ask Ann.', description: '' } }, /Ask Ann\./],
        ['says it as a detail', 200, { result: false, detail: 'Not today.' }, /Not today\./],
        [
          'passes on what a provider says',
          200,
          { result: false, oauth2_error: { error: 'invalid_grant', error_description: 'Revoked.' } },
          /Revoked\./,
        ],
        ['gives no reason', 500, {}, /HTTP 500/],
        ['is a sign-in page', 200, '<html>Portal</html>', /HTTP 200/],
      ] as const) {
        it(`fails, and says why, when the server ${what}`, async function () {
          await orSkip(this, runner);
          const sandbox = await start();
          sandbox.intercept((_request, response) => {
            response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
            return true;
          });
          const { code, output, errors } = await printToken(runner, sandboxContext(sandbox, SIGNED_IN), sandbox.env);
          assert.deepEqual({ code, output }, { code: 1, output: '' });
          assert.match(errors, expected);
        });
      }

      it('takes the access token, and none that is an extra field', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        sandbox.intercept((_request, response) => {
          const extra = { authed_user: { access_token: 'another-token' } };
          response.writeHead(200).end(JSON.stringify({ access_token: 'the-token', expiry: '', extra }));
          return true;
        });
        const result = await printToken(runner, sandboxContext(sandbox, SIGNED_IN), sandbox.env);
        assert.deepEqual(result, { code: 0, output: 'the-token', errors: '' });
      });

      it('says where to run it if there is no server', async function () {
        await orSkip(this, runner);
        const { code, output, errors } = await printToken(runner, sandboxContext(await start(), SIGNED_IN), {});
        assert.deepEqual({ isError: code !== 0, output }, { isError: true, output: '' });
        assert.match(errors, /Posit Workbench session, or in a terminal of the editor/);
      });

      it('goes around a proxy to a server on loopback', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        // Nothing listens there: what goes to the proxy fails.
        const proxy = 'http://127.0.0.1:9';
        const env = { ...sandbox.env, http_proxy: proxy, HTTP_PROXY: proxy, https_proxy: proxy, HTTPS_PROXY: proxy };
        await assertToken(sandbox, await printToken(runner, sandboxContext(sandbox, SIGNED_IN), env));
      });

      it('follows no redirect', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        const paths: (string | undefined)[] = [];
        sandbox.intercept((request, response) => {
          paths.push(request.url);
          response.writeHead(307, { location: '/elsewhere' }).end();
          return true;
        });
        const { output } = await printToken(runner, sandboxContext(sandbox, SIGNED_IN), sandbox.env);
        assert.deepEqual({ output, paths }, { output: '', paths: ['/oauth_token'] });
      });

      it('shows the cookie in no process’s arguments; folds a slash; reads an escaped one', async function () {
        await orSkip(this, runner);
        const sandbox = await start();
        const cookie = await readFile(cookieFile(sandbox.env), 'utf8');
        const arrived = new Promise<readonly [IncomingMessage, ServerResponse]>((resolve) => {
          sandbox.intercept((request, response) => {
            resolve([request, response]);
            return true;
          });
        });
        const address = `${sandbox.env['RS_SERVER_ADDRESS'] ?? ''}/`;
        const running = printToken(runner, sandboxContext(sandbox, SIGNED_IN), {
          ...sandbox.env,
          RS_SERVER_ADDRESS: address,
        });
        const [request, response] = await Promise.race([
          arrived,
          running.then(({ errors }) => assert.fail(`It did not ask: ${errors}`)),
        ]);
        ended(() => response.destroy());
        const commandLines = await commandLinesOf();
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{\n  "expiry": "2030-01-01T00:00:00Z",\n  "access_token" : "escaped\\/+=.token"\n}\n');
        await once(response, 'close');

        assert.equal(request.headers['x-rs-session-server-rpc-cookie'] === cookie.trim(), true);
        assert.equal(request.url, '/oauth_token');
        const asking = runner.language === 'Shell' ? 'curl\0' : 'snippet.mjs';
        assert.ok(
          commandLines.some((line) => line.includes(asking)),
          'the process that asks is not among those looked at',
        );
        assert.equal(commandLines.filter((line) => line.includes(cookie.slice(0, 20))).length, 0);
        assert.deepEqual(await running, { code: 0, output: 'escaped/+=.token', errors: '' });
      });
    });
  }
});

/** The arguments of every process on this machine, as its other users can see them. */
async function commandLinesOf(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may end meanwhile.
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}
