import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { commandForAll } from './builtCommand.js';
import { codeIn, MockedContent, tokenIn } from './mockedContent.js';

const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const AWS = 'urn:ietf:params:aws:token-type:credentials';
const API_KEY = 'urn:posit:connect:api-key';

/** A program of content that writes its environment as JSON, and ends with 7. */
const SHOW = [process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.env)); process.exitCode = 7'];

const decoded = (text = '', encoding: BufferEncoding = 'base64url') =>
  JSON.parse(Buffer.from(text, encoding).toString()) as Readonly<Record<string, unknown>>;

describe('credentials connect mock', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  const start = (options?: Parameters<typeof MockedContent.start>[2]) => MockedContent.start(command(), ended, options);

  it('gives a command the variables of content, and passes on its exit code', async () => {
    const env = { NO_PROXY: 'intranet', OTHER: 'other', CONNECT_API_KEY: 'real', CONNECT_SERVER: 'https://real' };
    const { code, stdout, stderr } = await command().run(['connect', 'mock', '--', ...SHOW], { env });
    assert.deepEqual([code, stderr], [7, '']);
    const given = JSON.parse(stdout) as Record<string, string>;
    const { CONNECT_SERVER = '', CONNECT_CONTENT_GUID = '', CONNECT_CONTENT_SESSION_TOKEN_FILE = '' } = given;
    assert.match(CONNECT_SERVER, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.match(CONNECT_CONTENT_GUID, /^[\da-f-]{36}$/);
    assert.ok(path.isAbsolute(CONNECT_CONTENT_SESSION_TOKEN_FILE));
    const { RSTUDIO_PRODUCT, POSIT_PRODUCT, CONNECT_API_KEY, CONNECT_CONTENT_SESSION_TOKEN, NO_PROXY, OTHER } = given;
    assert.deepEqual(
      { RSTUDIO_PRODUCT, POSIT_PRODUCT, CONNECT_API_KEY, CONNECT_CONTENT_SESSION_TOKEN, NO_PROXY, OTHER },
      {
        ...{ RSTUDIO_PRODUCT: 'CONNECT', POSIT_PRODUCT: 'CONNECT', CONNECT_API_KEY: 'key' },
        ...{ CONNECT_CONTENT_SESSION_TOKEN: 'session-token', NO_PROXY: 'intranet,127.0.0.1,localhost', OTHER: 'other' },
      },
    );
    assert.equal(given['CONNECTCREDS_MOCKING'], undefined);
  });

  it('makes connectcreds send its viewer token on request only', async () => {
    const mocking = async (args: readonly string[], env = {}) => {
      const { stdout } = await command().run(['connect', 'mock', ...args, '--', ...SHOW], { env });
      return (JSON.parse(stdout) as Record<string, string>)['CONNECTCREDS_MOCKING'];
    };
    assert.equal(await mocking(['--r-without-shiny']), '1');
    assert.equal(await mocking([], { CONNECTCREDS_MOCKING: '1' }), undefined);
  });

  it('leads neither itself nor the command to an editor window or to Workbench', async () => {
    let connections = 0;
    const server = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
    ended(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const env = {
      ...{ RS_SERVER_ADDRESS: url, PWB_SESSION_RUNTIME_DIR: '/nonexistent', RS_SESSION_RPC_COOKIE: 'cookie' },
      ...{ AVAILABLE_CREDENTIALS_BROKER: '1', AVAILABLE_CREDENTIALS_WINDOW: `${url} /nonexistent` },
    };
    const mocked = await start({ env });
    assert.deepEqual(
      Object.keys(env).filter((name) => name in mocked.variables),
      [],
    );
    assert.equal((await mocked.asViewer()).status, 200);
    await mocked.end();
    assert.equal(connections, 0);
  });

  it('has a fixed token for each kind of request', async () => {
    const mocked = await start();
    const accessToken = { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer' };
    assert.deepEqual((await mocked.asViewer()).body, { access_token: 'viewer-access-token', ...accessToken });
    assert.deepEqual((await mocked.asContent()).body, { access_token: 'content-access-token', ...accessToken });

    const workload = (await mocked.asContent({ requested_token_type: ID_TOKEN })).body as Record<string, string>;
    assert.deepEqual([workload['issued_token_type'], workload['token_type']], [ID_TOKEN, 'Bearer']);
    const [, claims] = workload['access_token']?.split('.') ?? [];
    assert.equal(decoded(claims)['sub'], mocked.variables['CONNECT_CONTENT_GUID']);

    const aws = (await mocked.asViewer({ requested_token_type: AWS })).body as Record<string, string>;
    assert.deepEqual([aws['issued_token_type'], aws['token_type']], [AWS, 'aws_credentials']);
    const credentials = decoded(aws['access_token'], 'base64');
    assert.deepEqual(Object.keys(credentials), ['accessKeyId', 'secretAccessKey', 'sessionToken', 'expiration']);
    assert.match(String(credentials['expiration']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    const key = (await mocked.asViewer({ requested_token_type: API_KEY })).body as Record<string, string>;
    assert.deepEqual([key['issued_token_type'], key['token_type']], [API_KEY, 'Key']);
    assert.match(key['access_token'] ?? '', /^[a-z\d]{32}$/);
  });

  it('--token sets the access token of viewers and content', async () => {
    const mocked = await start({ args: ['--token', 'chosen'] });
    assert.deepEqual([tokenIn(await mocked.asViewer()), tokenIn(await mocked.asContent())], ['chosen', 'chosen']);
    assert.notEqual(tokenIn(await mocked.asViewer({ requested_token_type: API_KEY })), 'chosen');
  });

  it('--error answers as Connect does where nothing is associated, or with another of its errors', async () => {
    const usual = await (await start({ args: ['--error'] })).asViewer();
    const error = 'No OAuth integrations have been associated with this content item.';
    assert.deepEqual([usual.status, usual.body], [400, { code: 212, error, payload: null }]);
    for (const [code, status] of [
      [220, 400],
      [22, 403],
      [30, 401],
      [999, 400],
    ] as const) {
      const mocked = await start({ args: ['--error', String(code)] });
      const answer = await mocked.asContent();
      assert.deepEqual([answer.status, codeIn(answer)], [status, code]);
      assert.deepEqual(Object.keys(answer.body as object), ['code', 'error', 'payload']);
      await mocked.end();
    }
  });

  it('refuses wrong arguments, and does not run the command', async () => {
    for (const [args, problem] of [
      [['--error', 'pytest'], /from 1 to 9999\. Write -- between --error and the command/],
      [['--error', '--token', 'one', '--', 'true'], /cannot be used with/],
      [['--token', 'two words', '--', 'true'], /visible ASCII/],
      [['--log', '/nonexistent/log', '--', ...SHOW], /\/nonexistent\/log could not be created/],
      [['--answers', '/nonexistent/answers', '--', ...SHOW], /\/nonexistent\/answers could not be read/],
      [[], /command.*--help/],
    ] as const) {
      const { code, stdout, stderr } = await command().run(['connect', 'mock', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, problem);
    }
  });

  it('says that a command was not found, with the exit code of a shell', async () => {
    const { code, stderr } = await command().run(['connect', 'mock', 'no-such-program']);
    assert.equal(code, 127);
    assert.match(stderr, /no-such-program was not found/);
  });

  it('has the session token in a file that only the user may read, while the command runs', async () => {
    const mocked = await start();
    const { CONNECT_CONTENT_SESSION_TOKEN_FILE: file = '' } = mocked.variables;
    assert.equal(readFileSync(file, 'utf8'), 'session-token');
    if (process.platform !== 'win32') {
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    }
    await mocked.end();
    assert.equal(existsSync(path.dirname(file)), false);
  });

  it('ends with the command, by Ctrl+C or by another signal to both', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const mocked = await start();
      assert.equal((await mocked.end(signal)).code, code);
      await assert.rejects(mocked.asViewer(), { code: 'ECONNREFUSED' });
    }
  });

  it('answers the other calls of content like the editor window', async () => {
    const mocked = await start();
    const guid = mocked.variables['CONNECT_CONTENT_GUID'] ?? '';
    const settings = await mocked.call('/__api__/server_settings');
    assert.match(JSON.stringify(settings.body), /"version":"20\d\d\.\d\d\.\d"/);
    assert.deepEqual((await mocked.call('__ping__')).body, {});
    const usernameWith = async (key?: string) =>
      ((await mocked.call('__api__/v1/user', {}, key)).body as { username: string }).username;
    assert.equal(await usernameWith(), 'author');
    assert.equal(
      await usernameWith(String(tokenIn(await mocked.asViewer({ requested_token_type: API_KEY })))),
      'viewer',
    );
    const content = await mocked.call(`__api__/v1/content/${guid}?include=owner`);
    assert.equal((content.body as { guid: string }).guid, guid);
    const { body } = await mocked.call(`__api__/v1/content/${guid}/oauth/integrations/associations`);
    const associations = body as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(
      associations.map((each) => [each['oauth_integration_template'], each['oauth_integration_auth_type']]),
      [
        ['custom', 'Viewer'],
        ['custom', 'Service Account'],
        ['connect', 'Visitor API Key'],
      ],
    );
    for (const [answer, status, code] of [
      [await mocked.call('__api__/v1/content'), 404, 4],
      [await mocked.call('__api__/v1/user', { method: 'POST' }), 405, 87],
      [await mocked.call('__api__/v1/oauth/integrations/credentials'), 405, 87],
      [await mocked.call('__api__/v1/user', {}, null), 401, 30],
    ] as const) {
      assert.deepEqual([answer.status, codeIn(answer)], [status, code]);
    }
  });
});
