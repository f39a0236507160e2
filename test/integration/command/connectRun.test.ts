import assert from 'node:assert/strict';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import {
  Content,
  CONTENT_SESSION,
  EXCHANGE,
  GRANT,
  NIGHTLY,
  SALES,
  USER_SESSION,
} from '../broker/connect/contentCalls.js';
import { commandForAll } from './builtCommand.js';

/** A program of content that writes its environment as JSON, and ends with 7. */
const SHOW = ['-e', 'process.stdout.write(JSON.stringify(process.env)); process.exitCode = 7'];

describe('credentials connect run', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  const run = (content: Content, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    command().run(['connect', 'run', ...args], { env: { ...content.window.environment, ...env } });

  it('gives a command the variables of content besides those of the terminal, and passes on its exit code', async () => {
    const content = await Content.start(ended);
    const env = { NO_PROXY: 'intranet', OTHER: 'other' };
    const { code, stdout, stderr } = await run(content, ['--', process.execPath, ...SHOW], env);
    assert.deepEqual([code, stderr], [7, '']);
    const given = JSON.parse(stdout) as Readonly<Record<string, string>>;
    for (const [name, value] of Object.entries(content.variables)) {
      assert.equal(given[name], value);
    }
    const { OTHER, NO_PROXY, no_proxy, RS_SERVER_ADDRESS } = given;
    const loopback = '127.0.0.1,localhost';
    assert.deepEqual([OTHER, NO_PROXY, no_proxy], ['other', `intranet,${loopback}`, undefined]);
    assert.equal(RS_SERVER_ADDRESS, content.window.environment['RS_SERVER_ADDRESS']);
  });

  it('gets content a token', async () => {
    const content = await Content.start(ended);
    const body = `grant_type=${GRANT}&subject_token_type=${CONTENT_SESSION}&audience=${NIGHTLY}&subject_token=`;
    const script = `
      const { CONNECT_SERVER, CONNECT_API_KEY, CONNECT_CONTENT_SESSION_TOKEN } = process.env;
      const headers = { authorization: 'Key ' + CONNECT_API_KEY, 'content-type': 'application/x-www-form-urlencoded' };
      const body = '${body}' + CONNECT_CONTENT_SESSION_TOKEN;
      const http = require('node:http');
      http.request(CONNECT_SERVER + '${EXCHANGE}', { method: 'POST', headers }, (response) => response.pipe(process.stdout)).end(body);`;
    const { code, stdout } = await run(content, [process.execPath, '-e', script]);
    assert.equal(code, 0);
    const { access_token: token } = JSON.parse(stdout) as { access_token: string };
    assert.ok(content.source.secrets.includes(token));
  });

  it('opens an app as its viewer, at the port where it listens or at the one that is given', async function () {
    const content = await Content.start(ended);
    const serve = `const server = require('node:http').createServer().listen(0, '127.0.0.1', () => {
      process.stderr.write('port ' + server.address().port);
    });`;
    const env = { ...content.window.environment };
    const given = command().start(['connect', 'run', '--viewer', '--port', '4321', process.execPath, '-e', serve], {
      env,
    });
    await until('it is told', () =>
      given.told().includes('Opened the app at port 4321 in the browser, as its viewer.'),
    );
    given.interrupt();
    await given.result;
    assert.deepEqual(content.window.viewed, [4321]);
    // Only Linux has files that tell.
    if (process.platform !== 'linux') this.skip();
    const found = command().start(
      ['connect', 'run', '--viewer', '--', 'sh', '-c', `'${process.execPath}' -e "${serve}"; true`],
      { env },
    );
    await until('it is told', () => found.told().includes('Opened the app'));
    found.interrupt();
    await found.result;
    const [, port = ''] = /port (\d+)/.exec(found.told()) ?? [];
    assert.deepEqual(content.window.viewed, [4321, Number(port)]);
    const wrong = await run(content, ['--viewer', '--port', '0', 'true']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /from 1 to 65535/);
  });

  it('opens no app without --viewer', async () => {
    const content = await Content.start(ended);
    assert.equal((await run(content, ['--port', '4321', process.execPath, '--version'])).code, 0);
    assert.deepEqual(content.window.viewed, []);
  });

  it('leaves the options behind the command to it', async () => {
    const content = await Content.start(ended);
    const { code, stdout } = await run(content, [process.execPath, '--version']);
    assert.deepEqual([code, stdout], [0, `${process.version}\n`]);
  });

  it('makes connectcreds take the author for the viewer on request only', async () => {
    const content = await Content.start(ended);
    const { stdout } = await run(content, ['--r-without-shiny', '--', process.execPath, ...SHOW]);
    const { CONNECTCREDS_MOCKING, CONNECT_API_KEY = '' } = JSON.parse(stdout) as Readonly<Record<string, string>>;
    assert.equal(CONNECTCREDS_MOCKING, '1');
    const inherited = await run(content, ['--', process.execPath, ...SHOW], { CONNECTCREDS_MOCKING });
    assert.equal((JSON.parse(inherited.stdout) as Record<string, string>)['CONNECTCREDS_MOCKING'], undefined);
    const response = await loopbackFetch(`${content.window.broker.url ?? ''}${EXCHANGE}`, {
      method: 'POST',
      headers: { authorization: `Key ${CONNECT_API_KEY}` },
      body: new URLSearchParams({
        ...{ grant_type: GRANT, subject_token_type: USER_SESSION, subject_token: 'user-token', audience: SALES },
      }),
    });
    assert.equal(response.status, 200);
  });

  it('says what is wrong where a command can’t be run, with the exit codes of a shell', async () => {
    const content = await Content.start(ended);
    const missing = await run(content, ['--', 'no-such-program']);
    assert.deepEqual(
      [missing.code, missing.stderr],
      [127, 'credentials: no-such-program was not found. Check its name, and that its folder is in PATH.\n'],
    );
    assert.deepEqual((await run(content, ['--', '/'])).code, 126);
    const none = await run(content, []);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /command.*--help/);
  });

  it('says so where there is no editor window', async () => {
    for (const [env, expected] of [
      [{}, /^credentials: No credentials server found\./],
      [{ RS_SERVER_ADDRESS: 'http://127.0.0.1:1' }, /^credentials: No editor window answers in this terminal\./],
    ] as const) {
      const { code, stderr } = await command().run(['connect', 'run', '--', 'true'], { env });
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
  });

  it('ends by the signal that ended the command, which it passes on', async () => {
    const content = await Content.start(ended);
    const waits = 'process.stderr.write("waits\\n"); setInterval(() => {}, 1000)';
    const env = { ...content.window.environment };
    const running = command().start(['connect', 'run', '--', process.execPath, '-e', waits], { env });
    await until('the command runs', () => running.told().includes('waits'));
    running.interrupt();
    assert.equal((await running.result).code, 130);
  });
});
