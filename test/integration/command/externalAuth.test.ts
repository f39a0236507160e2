import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { type Coder, startCoder } from '../../sandbox/coder/coder.js';
import { createCertificates } from '../../sandbox/certificates.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { proxiesPerTest } from '../forwardProxy.js';
import { NAME } from '../namedServer.js';
import { serversPerTest } from '../observedServer.js';
import { commandForAll } from './builtCommand.js';

const NO_EXPIRY = '0001-01-01T00:00:00Z';

/** An answer with a token. */
const SLACK = {
  ...{ access_token: 'xoxb-1', token_extra: null, url: '', type: 'slack', expires_at: '2030-01-02T03:04:05Z' },
  ...{ username: 'oauth2', password: 'xoxb-1' },
};

describe('credentials external-auth access-token, in a Coder workspace,', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  async function start(options?: Parameters<typeof startCoder>[0]): Promise<Coder> {
    const coder = await startCoder(options);
    ended(() => coder.stop());
    return coder;
  }

  type Env = Readonly<Record<string, string>>;
  const run = (env: Env, ...args: readonly string[]) =>
    command().run(['external-auth', 'access-token', ...args], { env });

  /** Makes the server answer this instead. */
  function answer(coder: Coder, json: unknown, status = 200): void {
    coder.intercept((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      return true;
    });
  }

  /** Checks a failure: exit code 1, nothing on standard output, and one line on standard error. */
  async function fails(env: Env, args: readonly string[], expected: RegExp): Promise<void> {
    const { code, stdout, stderr } = await run(env, ...args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^credentials: [^\n]+\n$/);
    assert.match(stderr, expected);
  }

  it('writes the token without a line break, as the one call that Coder’s own command makes', async () => {
    const coder = await start();
    const { accessToken } = coder.addLink('github');
    const before = coder.requests.length;
    const { code, stdout, stderr } = await run(coder.env, 'github');
    assert.deepEqual([code, stdout === accessToken, stderr], [0, true, '']);
    assert.equal(coder.requests.length, before + 1);
    const { method, path: asked, query } = coder.requests.at(-1) ?? {};
    assert.deepEqual([method, asked, query], ['GET', '/api/v2/workspaceagents/me/external-auth', '?id=github&match=']);
  });

  it('writes the URL where the user signs in, with exit code 1 and nothing on standard error', async () => {
    const coder = await start();
    const { code, stdout, stderr } = await run(coder.env, 'github');
    assert.deepEqual([code, stdout, stderr], [1, `${coder.url}/external-auth/github`, '']);
    const json = await run(coder.env, 'github', '--output', 'json');
    assert.equal(json.code, 1);
    // Coder's short form.
    assert.deepEqual(await run(coder.env, 'github', '-o', 'json'), json);
    assert.deepEqual(JSON.parse(json.stdout), {
      ...{ access_token: '', token_extra: null, url: `${coder.url}/external-auth/github`, type: '' },
      ...{ expires_at: NO_EXPIRY, username: '', password: '' },
    });
    // The URL comes before --extra.
    assert.equal((await run(coder.env, 'github', '--extra', 'x')).stdout, `${coder.url}/external-auth/github`);
  });

  it('writes the answer as JSON with two spaces and all keys, also that of an old server', async () => {
    const coder = await start();
    const answered = { ...SLACK, token_extra: { b: { z: 1, y: 2 }, a: 'x' } };
    // JSON leaves it out.
    answer(coder, { ...answered, expires_at: undefined });
    const { code, stdout, stderr } = await run(coder.env, 'github', '--output=json', '--extra', 'a');
    assert.deepEqual([code, stderr], [0, '']);
    const expected = { ...answered, token_extra: { a: 'x', b: { y: 2, z: 1 } }, expires_at: NO_EXPIRY };
    assert.equal(stdout, JSON.stringify(expected, undefined, 2));
    answer(coder, answered);
    const { expires_at: expiry } = JSON.parse(
      (await run(coder.env, 'slack', '--output', 'json')).stdout,
    ) as typeof SLACK;
    assert.equal(expiry, SLACK.expires_at);
  });

  it('writes what a path of gjson leads to: nothing where that is nowhere', async () => {
    const coder = await start();
    answer(coder, { ...SLACK, token_extra: { authed_user: { id: 'U1', scopes: ['a', 'b'] }, evil: '\u001b[2J' } });
    for (const [extra, expected] of [
      ['authed_user.id', 'U1'],
      ['authed_user.scopes', '["a","b"]'],
      ['authed_user.scopes.#', '2'],
      ['nowhere.at.all', ''],
    ] as const) {
      const { code, stdout, stderr } = await run(coder.env, 'slack', '--extra', extra);
      assert.deepEqual([code, stdout, stderr], [0, expected, ''], extra);
    }
    await fails(coder.env, ['slack', '--extra', 'a.#(b=="c")'], /is not supported.*--output json/);
    await fails(coder.env, ['slack', '--extra', 'evil'], /control characters/);
    // An empty path is none.
    assert.equal((await run(coder.env, 'slack', '--extra', '')).stdout, 'xoxb-1');
    answer(coder, { ...SLACK, token_extra: null });
    await fails(coder.env, ['github', '--extra', 'x'], /: no extra properties found for token$/m);
  });

  it('fails as Coder’s own does, with its prefixes', async () => {
    const coder = await start();
    const { CODER_AGENT_URL: url = '', CODER_AGENT_TOKEN: token = '' } = coder.env;
    coder.addLink('github');
    coder.failRefreshes('github', 'The provider is down.');
    await fails(coder.env, ['github'], /: get external auth token: unexpected status code 500: /);
    await fails(coder.env, ['unknown'], /: get external auth token: unexpected status code 404: /);
    await fails(coder.env, [], /: wanted 1 args but got 0$/m);
    await fails(coder.env, ['github', 'gitlab'], /: wanted 1 args but got 2$/m);
    await fails(coder.env, ['github', '--unknown'], /unknown option/);
    await fails(coder.env, ['github', '--output', 'yaml'], /must be text or json/);
    // First the URL, then the token.
    await fails({}, ['github'], /: create agent client: CODER_AGENT_URL must be set/);
    await fails(
      { CODER_AGENT_URL: url },
      ['github'],
      /: create agent client: Either CODER_AGENT_TOKEN or CODER_AGENT_TOKEN_FILE must be set$/m,
    );
    for (const wrongUrl of ['file:///etc/passwd', 'file:///https://example.org/']) {
      await fails({ CODER_AGENT_URL: wrongUrl, CODER_AGENT_TOKEN: token }, ['github'], /http:\/\/ or https:/);
    }
    await fails(
      { ...coder.env, CODER_AGENT_AUTH: 'aws-instance-identity' },
      ['github'],
      /create agent client: .*token/,
    );
    const wrong = { CODER_AGENT_URL: url, CODER_AGENT_TOKEN: '00000000-0000-4000-8000-000000000000' };
    await fails(wrong, ['github'], /unexpected status code 401: /);
    await fails({ ...coder.env, CODER_AGENT_TOKEN: 'a\r\nb' }, ['github'], /create agent client: /);
    await coder.suspend();
    await fails(coder.env, ['github'], /: get external auth token: .*Check the agent URL/);
  });

  it('fails where the answer is not one of Coder, and repeats nothing that acts on a terminal', async () => {
    const coder = await start();
    const full = { access_token: '', token_extra: null, url: '', type: '', username: '', password: '' };
    for (const [json, expected] of [
      [full, /access_token is missing or wrong/],
      [{ ...full, access_token: 'a\u001b[2J' }, /access_token is missing or wrong/],
      [{ ...full, access_token: 7 }, /access_token is missing or wrong/],
      [{ ...full, url: 'javascript:open("https://example.org/")' }, /url is missing or wrong/],
      [{ ...full, url: 'https://example.org/\u001b' }, /url is missing or wrong/],
      [[], /could not be understood/],
    ] as const) {
      answer(coder, json);
      await fails(coder.env, ['github'], expected);
    }
    answer(coder, { message: '\u001b[2J', detail: `The token ${coder.agentToken}` }, 403);
    const { stderr } = await run(coder.env, 'github');
    assert.ok(!stderr.includes('\u001b') && !stderr.includes(coder.agentToken));
    coder.intercept((_request, response) => {
      response.writeHead(302, { location: 'https://example.org/' }).end();
      return true;
    });
    await fails(coder.env, ['github'], /unexpected status code 302: .*example\.org/);
  });

  it('takes the agent’s URL and token from options before the environment, and a token before a file', async () => {
    const coder = await start();
    const { accessToken } = coder.addLink('github');
    const { CODER_AGENT_URL: url = '', CODER_AGENT_TOKEN: token = '' } = coder.env;
    const folder = temporaryFolder('agent-token');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'token');
    writeFileSync(file, `\n ${token}\n`);
    const nowhere = 'http://127.0.0.1:1/';
    const succeeds = async (env: Env, args: readonly string[]) => {
      const { code, stdout, stderr } = await command().run(args, { env });
      assert.deepEqual([code, stdout === accessToken, stderr], [0, true, ''], args.join(' '));
    };
    const call = ['external-auth', 'access-token', 'github'];
    await succeeds({ CODER_AGENT_URL: `${url}some/path`, CODER_AGENT_TOKEN_FILE: file }, call);
    await succeeds({ CODER_AGENT_URL: nowhere, CODER_AGENT_TOKEN: 'wrong' }, [
      ...[...call, '--agent-url', url, '--agent-token', token, '--agent-token-file', '/nowhere', '--auth', 'token'],
    ]);
    await succeeds({ CODER_AGENT_URL: url }, [...call, '--agent-token-file', file]);
    await succeeds({ CODER_AGENT_URL: url, CODER_AGENT_TOKEN: token, CODER_AGENT_TOKEN_FILE: '/nowhere' }, call);
    // As in Coder, also before the subcommands.
    await succeeds({}, ['--agent-url', url, 'external-auth', '--agent-token', token, 'access-token', 'github']);
    await fails(
      { CODER_AGENT_URL: url, CODER_AGENT_TOKEN_FILE: '/nowhere' },
      ['github'],
      /read token file "\/nowhere": ENOENT$/m,
    );
  });

  it('does not use a token file of an editor window that another user could have written', async function () {
    if (process.getuid === undefined) this.skip();
    const coder = await start();
    const folder = temporaryFolder('agent-token');
    ended(() => folder.remove());
    const open = path.join(folder.path, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    writeFileSync(path.join(open, 'token'), coder.agentToken);
    const env = {
      CODER_AGENT_URL: coder.env['CODER_AGENT_URL'] ?? '',
      CODER_AGENT_TOKEN_FILE: path.join(open, 'token'),
    };
    await fails({ ...env, AVAILABLE_CREDENTIALS_CODER: '1' }, ['github'], /read token file/);
    assert.equal(coder.requests.length, 0);
  });

  describe('on a network', () => {
    const startServer = serversPerTest();
    const startProxy = proxiesPerTest();

    /** A deployment that only the proxy finds, with a certificate of the organization. */
    async function startBehindProxy() {
      const certificates = await createCertificates([NAME]);
      const server = await startServer(
        (_request, response) => response.end(JSON.stringify(SLACK)),
        certificates.server,
      );
      const proxy = await startProxy({ names: [NAME] });
      const folder = temporaryFolder('organization');
      ended(() => folder.remove());
      const ca = path.join(folder.path, 'ca.pem');
      writeFileSync(ca, certificates.ca);
      const url = `https://${NAME}:${server.port}/`;
      return { server, proxy, ca, env: { CODER_AGENT_URL: url, CODER_AGENT_TOKEN: 'x', HTTPS_PROXY: proxy.url } };
    }

    it('goes through the proxy, and trusts the certificates that the environment names', async () => {
      const { proxy, server, ca, env } = await startBehindProxy();
      for (const variable of ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
        const { code, stdout, stderr } = await run({ ...env, [variable]: ca }, 'slack');
        assert.deepEqual([code, stdout, stderr], [0, SLACK.access_token, ''], variable);
      }
      assert.deepEqual(new Set(proxy.asked), new Set([`tunnel ${NAME}:${server.port}`]));
    });

    it('says what to do about a certificate that it does not trust, and sends nothing', async () => {
      const { server, env } = await startBehindProxy();
      await fails(
        env,
        ['slack'],
        /its certificate is not trusted\. Ask your administrator to set REQUESTS_CA_BUNDLE\.$/m,
      );
      assert.deepEqual(server.requests, []);
    });
  });
});
