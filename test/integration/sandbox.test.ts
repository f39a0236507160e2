import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import http, { type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { signInByForms } from '../sandbox/person.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.js';

type Environment = Readonly<Record<string, string>>;

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface Call {
  kwparams?: unknown;
  httpMethod?: 'GET' | 'POST';
  /** What the body names as its method; default: the same as the path. */
  named?: string;
  /** Undefined: the cookie in the file. */
  cookie?: string | null;
  /** Put between the server's address and the method. */
  separator?: string;
  /** The body as it is sent. */
  text?: string;
  ca?: string;
}

const cookieFile = (env: Environment) => path.join(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 'rpc_cookie');

/** One RPC by plain HTTP, as the sandbox's clients do it. */
async function rpc(env: Environment, method: string, call: Call = {}): Promise<Answer> {
  const cookie = call.cookie === undefined ? await readFile(cookieFile(env), 'utf8') : call.cookie;
  const text = call.text ?? JSON.stringify({ method: call.named ?? method, kwparams: call.kwparams ?? {} });
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  };
  if (cookie !== null) headers['X-RS-Session-Server-RPC-Cookie'] = cookie;
  const url = `${env['RS_SERVER_ADDRESS'] ?? ''}${call.separator ?? '/'}${method}`;
  const options = { method: call.httpMethod ?? 'POST', headers, agent: false, ca: call.ca };
  const request = url.startsWith('https:') ? https.request(url, options) : http.request(url, options);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(text);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  return { status: response.statusCode ?? 0, body };
}

/** The text in one field of a 200 answer. */
function textIn({ status, body }: Answer, field: string): string {
  const value = body[field];
  assert.equal(status, 200);
  // The answer itself may hold a token, and is not shown.
  if (typeof value !== 'string') assert.fail(`The answer has no ${field}: it has ${Object.keys(body).join(', ')}`);
  return value;
}

function guidOf(sandbox: Sandbox, name: string): string {
  return sandbox.integrations.find((integration) => integration.name === name)?.guid ?? assert.fail(`No ${name}`);
}

const isAuthenticated = (sandbox: Sandbox, name: string) =>
  sandbox.integrations.find((integration) => integration.name === name)?.authenticated;

async function signIn(sandbox: Sandbox, name: string, decision: 'allow' | 'refuse' = 'allow'): Promise<void> {
  const answer = await rpc(sandbox.env, 'oauth_sign_in', { kwparams: { uuid: guidOf(sandbox, name) } });
  await signInByForms(textIn(answer, 'url'), sandbox.account, decision);
}

async function tokenOf(sandbox: Sandbox, name: string): Promise<string> {
  const answer = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid: guidOf(sandbox, name) } });
  return textIn(answer, 'access_token');
}

/** The status with which the provider's userinfo endpoint answers a token. */
async function userinfoStatus(sandbox: Sandbox, token: string): Promise<number> {
  const discovery = await loopbackFetch(`${sandbox.provider}/.well-known/openid-configuration`);
  const { userinfo_endpoint: endpoint } = (await discovery.json()) as { userinfo_endpoint: string };
  return (await loopbackFetch(endpoint, { headers: { authorization: `Bearer ${token}` } })).status;
}

describe('sandbox', () => {
  const running: Sandbox[] = [];
  const start = async (options?: SandboxOptions) => {
    const sandbox = await startSandbox(options);
    running.push(sandbox);
    return sandbox;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
  });

  describe('calls', () => {
    it('takes GET and POST, both spellings of the method, R’s empty list and double slashes', async () => {
      const { env, requests } = await start();
      const calls: Call[] = [
        { httpMethod: 'POST' },
        { httpMethod: 'GET' },
        { httpMethod: 'GET', named: '/oauth_integrations' },
        { httpMethod: 'POST', named: '/oauth_integrations' },
        { kwparams: [] },
        { separator: '//' },
      ];
      for (const call of calls) {
        const { status, body } = await rpc(env, 'oauth_integrations', call);
        assert.deepEqual({ status, fields: Object.keys(body) }, { status: 200, fields: ['providers'] });
      }
      assert.deepEqual(
        requests.map(({ httpMethod, method, kwparams, aborted }) => ({ httpMethod, method, kwparams, aborted })),
        calls.map(({ httpMethod = 'POST', kwparams = {} }) => ({
          httpMethod,
          method: 'oauth_integrations',
          kwparams,
          aborted: false,
        })),
      );
    });

    it('lists the integrations of two providers in the terms of the wire', async () => {
      const sandbox = await start();
      const { body } = await rpc(sandbox.env, 'oauth_integrations');
      const providers = body['providers'] as { type: string; integrations: Record<string, unknown>[] }[];
      assert.deepEqual(
        providers.map(({ type, integrations }) => ({
          type,
          names: integrations.map(({ display_name: name }) => name),
        })),
        [
          { type: 'custom', names: ['GitHub', 'Sales API', 'Issue Tracker'] },
          { type: 'databricks', names: ['Databricks', null] },
        ],
      );
      const [github, , mistyped] = providers[0]?.integrations ?? [];
      assert.deepEqual(github, {
        uid: guidOf(sandbox, 'GitHub'),
        type: 'custom',
        name: 'github',
        display_name: 'GitHub',
        client_id: 'workbench-github',
        auth_url: `${sandbox.provider}/auth`,
        token_url: `${sandbox.provider}/token`,
        scopes: ['repo', 'read:user'],
        issuer: sandbox.provider,
        authenticated: false,
      });
      assert.match(String(mistyped?.['config_error']), /token URL .* answered 404/);
      assert.equal((await loopbackFetch(String(mistyped?.['token_url']), { method: 'POST' })).status, 404);
    });

    it('refuses a cookie that is missing, wrong, forged or expired', async () => {
      const { env } = await start();
      const cookie = await readFile(cookieFile(env), 'utf8');
      assert.match(
        cookie,
        /^[\w-]+\|\w{3}%2C%20\d\d%20\w{3}%20\d{4}%20\d\d%3A\d\d%3A\d\d%20GMT\|[\w-]+; path=\/; HttpOnly$/,
      );
      const later = cookie.replace(/%20(\d{4})%20/, (_match, year: string) => `%20${Number(year) + 1}%20`);
      assert.notEqual(later, cookie);
      for (const refused of [null, '', 'x', 'a|b|c', later, cookie.replace(/^./, '*')]) {
        assert.equal((await rpc(env, 'oauth_integrations', { cookie: refused })).status, 401);
      }
      assert.equal((await rpc(env, 'oauth_integrations', { cookie })).status, 200);

      const stale = await start({ cookieLifetime: -1000 });
      assert.equal((await rpc(stale.env, 'oauth_integrations')).status, 401);
    });

    it('can be told to expire the cookie and to write a new one', async () => {
      const sandbox = await start();
      sandbox.expireCookie();
      assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 401);
      await sandbox.renewCookie();
      assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
      assert.equal((await stat(cookieFile(sandbox.env))).mode & 0o777, 0o600);
      assert.equal((await stat(path.dirname(cookieFile(sandbox.env)))).mode & 0o777, 0o700);
    });

    it('answers what it does not understand with the status that says so', async () => {
      const { env } = await start({ signInMethods: false });
      const statuses = await Promise.all([
        rpc(env, 'oauth_sign_in'),
        rpc(env, 'oauth_sign_out'),
        rpc(env, 'oauth_frobnicate'),
        rpc(env, 'oauth_token', { named: 'oauth_integrations' }),
        rpc(env, 'oauth_integrations', { text: '{' }),
        rpc(env, 'oauth_integrations', { text: 'null' }),
        rpc(env, 'oauth_integrations', { kwparams: [1] }),
        rpc(env, 'oauth_integrations', { text: ' '.repeat(70_000) }),
      ]);
      assert.deepEqual(
        statuses.map(({ status, body }) => [status, Object.keys(body).join()]),
        [404, 404, 404, 400, 400, 400, 400, 413].map((status) => [status, 'error']),
      );
      assert.deepEqual((await rpc(env, 'oauth_sign_in')).body, { error: 'Unknown method: oauth_sign_in' });
    });

    it('has a base path, and nothing outside it', async () => {
      const { env } = await start({ basePath: '/workbench/', version: '2026.02.1' });
      assert.match(env['RS_SERVER_ADDRESS'] ?? '', /^http:\/\/localhost:\d+\/workbench$/);
      assert.match(env['RS_SERVER_URL'] ?? '', /^http:\/\/workbench\.localhost:\d+\/workbench\/$/);
      assert.match(env['RS_SESSION_URL'] ?? '', /^\/workbench\/s\/[a-f0-9]+\/$/);
      assert.equal(env['RSTUDIO_VERSION'], '2026.02.1');
      assert.equal((await rpc(env, 'oauth_integrations')).status, 200);
      const outside = { ...env, RS_SERVER_ADDRESS: new URL(env['RS_SERVER_ADDRESS'] ?? '').origin };
      assert.equal((await rpc(outside, 'oauth_integrations')).status, 404);
    });

    it('speaks TLS with a CA of its own', async () => {
      const { env } = await start({ tls: true });
      const ca = await readFile(env['REQUESTS_CA_BUNDLE'] ?? '', 'utf8');
      assert.match(env['RS_SERVER_ADDRESS'] ?? '', /^https:\/\/localhost:\d+$/);
      assert.equal((await rpc(env, 'oauth_integrations', { ca })).status, 200);
      await assert.rejects(rpc(env, 'oauth_integrations'), /certificate/);
      assert.equal((await loopbackFetch(env['RS_SERVER_URL'] ?? '', { ca })).status, 200);
    });

    it('lets a test answer in its place, and records who went away', async () => {
      const sandbox = await start();
      sandbox.intercept((_request, response) => {
        response.writeHead(503, { 'retry-after': '7' }).end('{}');
        return true;
      });
      assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 503);

      const arrived = new Promise<http.ServerResponse>((resolve) => {
        sandbox.intercept((_request, response) => {
          resolve(response);
          return true;
        });
      });
      const request = http
        .get(`${sandbox.env['RS_SERVER_ADDRESS'] ?? ''}/oauth_integrations`)
        .on('error', () => undefined);
      const closed = once(await arrived, 'close');
      request.destroy();
      await closed;
      assert.deepEqual(
        sandbox.requests.map(({ aborted }) => aborted),
        [false, true],
      );

      sandbox.intercept(undefined);
      assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
    });
  });

  describe('credentials', () => {
    it('has a real token for the integration that is signed in from the start', async () => {
      const sandbox = await start();
      const uuid = guidOf(sandbox, 'Sales API');
      const { body } = await rpc(sandbox.env, 'oauth_token', {
        kwparams: { uuid },
        httpMethod: 'GET',
        named: '/oauth_token',
      });
      assert.match(String(body['expiry']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const minutesLeft = (Date.parse(String(body['expiry'])) - Date.now()) / 60_000;
      assert.ok(minutesLeft > 9 && minutesLeft <= 10, `${minutesLeft} minutes left`);
      assert.equal(await userinfoStatus(sandbox, String(body['access_token'])), 200);
    });

    it('sends the browser to the provider with PKCE, state and a nested redirect URI', async () => {
      const sandbox = await start();
      const kwparams = { uuid: guidOf(sandbox, 'Databricks') };
      const url = textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url');
      const { origin, searchParams } = new URL(url);
      assert.equal(origin, sandbox.provider);
      assert.ok(
        url.includes(`redirect_uri=${encodeURIComponent(sandbox.env['RS_SERVER_URL'] ?? '')}oauth_redirect_callback`),
      );
      assert.equal(searchParams.get('scope'), 'openid offline_access sql');
      assert.equal(searchParams.get('code_challenge_method'), 'S256');
      assert.equal(searchParams.get('code_challenge')?.length, 43);
      assert.equal(searchParams.get('state')?.length, 43);
    });

    it('signs in through the forms, and out by revoking at the provider', async () => {
      const sandbox = await start({ basePath: '/workbench' });
      await signIn(sandbox, 'Databricks');
      assert.equal(isAuthenticated(sandbox, 'Databricks'), true);
      const token = await tokenOf(sandbox, 'Databricks');
      assert.equal(await userinfoStatus(sandbox, token), 200);

      const uuid = guidOf(sandbox, 'Databricks');
      assert.deepEqual((await rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid } })).body, { result: true });
      assert.equal(isAuthenticated(sandbox, 'Databricks'), false);
      assert.equal(await userinfoStatus(sandbox, token), 401);
      const { status, body } = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid } });
      assert.deepEqual({ status, body }, { status: 200, body: { error: 'You are not signed in to Databricks.' } });
      assert.equal(await userinfoStatus(sandbox, await tokenOf(sandbox, 'Sales API')), 200);
    });

    it('signs in to an integration without OpenID scopes', async () => {
      const sandbox = await start();
      await signIn(sandbox, 'GitHub');
      assert.ok((await tokenOf(sandbox, 'GitHub')).length > 20);
    });

    it('signs in over TLS', async () => {
      const { env, account, integrations } = await start({ tls: true });
      const ca = await readFile(env['REQUESTS_CA_BUNDLE'] ?? '', 'utf8');
      const uuid = integrations[0]?.guid;
      await signInByForms(
        textIn(await rpc(env, 'oauth_sign_in', { kwparams: { uuid }, ca }), 'url'),
        account,
        'allow',
        ca,
      );
      assert.ok(textIn(await rpc(env, 'oauth_token', { kwparams: { uuid }, ca }), 'access_token').length > 20);
    });

    it('has no token when the person refuses consent', async () => {
      const sandbox = await start();
      await signIn(sandbox, 'GitHub', 'refuse');
      assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
      const { body } = await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid: guidOf(sandbox, 'GitHub') } });
      assert.deepEqual(body, { error: 'You are not signed in to GitHub.' });
    });

    it('lets nobody in with a wrong password', async () => {
      const sandbox = await start();
      const kwparams = { uuid: guidOf(sandbox, 'GitHub') };
      const url = textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url');
      await assert.rejects(signInByForms(url, { login: sandbox.account.login, password: 'guess' }), /answered 401/);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    });

    it('does not start a sign-in that cannot succeed', async () => {
      const sandbox = await start();
      const mistyped = await rpc(sandbox.env, 'oauth_sign_in', {
        kwparams: { uuid: guidOf(sandbox, 'Issue Tracker') },
      });
      assert.match(textIn(mistyped, 'error'), /token URL .* answered 404/);
      const unknown = await rpc(sandbox.env, 'oauth_sign_in', {
        kwparams: { uuid: '00000000-0000-4000-8000-000000000000' },
      });
      assert.deepEqual(unknown, { status: 200, body: { error: 'No integration has this ID.' } });
    });

    it('takes no answer of the provider that it has not asked for, and none twice', async () => {
      const sandbox = await start();
      const callback = `${sandbox.env['RS_SERVER_URL'] ?? ''}oauth_redirect_callback`;
      assert.equal((await loopbackFetch(`${callback}?code=stolen&state=forged`)).status, 400);

      const kwparams = { uuid: guidOf(sandbox, 'GitHub') };
      const url = new URL(textIn(await rpc(sandbox.env, 'oauth_sign_in', { kwparams }), 'url'));
      const state = url.searchParams.get('state') ?? '';
      const iss = encodeURIComponent(sandbox.provider);
      assert.equal((await loopbackFetch(`${callback}?code=wrong&state=${state}&iss=${iss}`)).status, 502);
      assert.equal((await loopbackFetch(`${callback}?code=wrong&state=${state}&iss=${iss}`)).status, 400);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    });

    it('refreshes a token that is about to expire, also when many ask at once', async () => {
      const sandbox = await start({ accessTokenLifetime: 30_000 });
      const first = await tokenOf(sandbox, 'Sales API');
      const together = await Promise.all([1, 2, 3].map(() => tokenOf(sandbox, 'Sales API')));
      const last = await tokenOf(sandbox, 'Sales API');
      const distinct = new Set([first, ...together, last]).size;
      assert.ok(distinct >= 3, `${distinct} distinct tokens`);
      assert.equal(await userinfoStatus(sandbox, last), 200);
    });

    it('keeps the token while it lives', async () => {
      const sandbox = await start();
      // Compared here, so that a failure shows no token.
      assert.ok((await tokenOf(sandbox, 'Sales API')) === (await tokenOf(sandbox, 'Sales API')));
    });
  });

  describe('pages', () => {
    it('offers each integration on its home page, and takes its forms from there only', async () => {
      const sandbox = await start();
      const home = sandbox.env['RS_SERVER_URL'] ?? '';
      const text = await (await loopbackFetch(home)).text();
      assert.match(text, /Sandbox Workbench/);
      for (const name of ['Sign in to GitHub', 'Sign in to Databricks', 'Sign out of Sales API']) {
        assert.ok(text.includes(name), name);
      }
      const submit = (page: string, guid: string, origin: string) =>
        loopbackFetch(`${home}${page}`, {
          method: 'POST',
          headers: { origin },
          body: new URLSearchParams({ integration: guid }),
        });
      const { origin } = new URL(home);
      const signInPage = await submit('sign_in', guidOf(sandbox, 'GitHub'), origin);
      await signInByForms(signInPage.headers.get('location') ?? '', sandbox.account);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), true);

      assert.equal((await submit('sign_out', guidOf(sandbox, 'GitHub'), 'http://evil.localhost')).status, 400);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), true);
      assert.equal((await submit('sign_out', guidOf(sandbox, 'GitHub'), origin)).status, 303);
      assert.equal(isAuthenticated(sandbox, 'GitHub'), false);
    });
  });

  describe('life', () => {
    it('can be suspended and resumed on the same port', async () => {
      const sandbox = await start();
      await sandbox.suspend();
      await assert.rejects(rpc(sandbox.env, 'oauth_integrations'), /ECONNREFUSED/);
      await sandbox.resume();
      assert.equal((await rpc(sandbox.env, 'oauth_integrations')).status, 200);
      assert.equal(isAuthenticated(sandbox, 'Sales API'), true);
    });

    it('stops, twice if asked, and leaves no folder', async () => {
      const sandbox = await start();
      await Promise.all([sandbox.stop(), sandbox.stop()]);
      await assert.rejects(rpc(sandbox.env, 'oauth_integrations', { cookie: null }), /ECONNREFUSED/);
      await assert.rejects(stat(sandbox.env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
      await assert.rejects(loopbackFetch(sandbox.provider), /ECONNREFUSED/);
    });

    it('leaves nothing behind when it cannot start', async () => {
      const occupant = createServer().listen(0, '127.0.0.1');
      await once(occupant, 'listening');
      const { TMPDIR } = process.env;
      const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'));
      try {
        process.env['TMPDIR'] = folder;
        await assert.rejects(startSandbox({ port: (occupant.address() as AddressInfo).port }), /EADDRINUSE/);
        assert.deepEqual(await readdir(folder), []);
      } finally {
        if (TMPDIR === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = TMPDIR;
        occupant.close();
        await rm(folder, { recursive: true });
      }
    });

    it('as a command prints one line of JSON, serves, and ends by SIGTERM', async () => {
      const main = path.join(import.meta.dirname, '../sandbox/main.ts');
      const child = spawn(process.execPath, ['--import=tsx', main, '--port', '0', '--base-path', '/wb', '--json'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      try {
        const lines: string[] = [];
        let complaints = '';
        const exited = once(child, 'close');
        child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
        const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
        await Promise.race([once(reader, 'line'), exited]);

        const facts = JSON.parse(lines[0] ?? '') as Pick<Sandbox, 'env' | 'provider' | 'account' | 'integrations'>;
        assert.deepEqual(Object.keys(facts), ['env', 'provider', 'account', 'integrations']);
        assert.deepEqual(
          facts.integrations.map(({ name, authenticated }) => [name, authenticated]),
          [
            ['GitHub', false],
            ['Sales API', true],
            ['Issue Tracker', false],
            ['Databricks', false],
            ['databricks-staging', false],
          ],
        );
        assert.equal((await rpc(facts.env, 'oauth_integrations')).status, 200);

        child.kill('SIGTERM');
        assert.deepEqual(await exited, [0, null]);
        assert.deepEqual({ lines: lines.length, complaints }, { lines: 1, complaints: '' });
        await assert.rejects(stat(facts.env['PWB_SESSION_RUNTIME_DIR'] ?? ''), /ENOENT/);
      } finally {
        child.kill('SIGKILL');
      }
    }).timeout(20_000);
  });
});
