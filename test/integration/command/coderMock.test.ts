import assert from 'node:assert/strict';
import { revealed } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { CoderPrograms } from '../broker/coder/coderCalls.js';
import { commandForAll } from './builtCommand.js';

describe('credentials coder mock', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  const mock = (options: readonly string[], program: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    command().run(['coder', 'mock', ...options, '--', ...program], { env });
  const CALL = ['credentials', 'external-auth', 'access-token', 'gitlab'];

  it('answers a script with a made-up token, URL or error, as Coder would', async () => {
    assert.deepEqual(await mock(['--token', 'made-up'], CALL), { code: 0, stdout: 'made-up', stderr: '' });
    const json = JSON.parse((await mock(['--token', 'made-up'], [...CALL, '--output', 'json'])).stdout) as object;
    assert.deepEqual(json, {
      ...{ access_token: 'made-up', token_extra: null, url: '', type: 'gitlab', expires_at: '0001-01-01T00:00:00Z' },
      ...{ username: 'oauth2', password: 'made-up' },
    });
    const url = 'https://example.com/sign-in';
    assert.deepEqual(await mock(['--url', url], CALL), { code: 1, stdout: url, stderr: '' });
    const { code, stdout, stderr } = await mock(['--status', '500'], CALL);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /: get external auth token: unexpected status code 500: /);
  });

  it('answers wrong calls as Coder does', async () => {
    const calls = `
      const get = async (path, token = process.env.CODER_AGENT_TOKEN) => {
        const url = new URL(path, process.env.CODER_AGENT_URL);
        const response = await fetch(url, { headers: token ? { 'coder-session-token': token } : {} });
        return [response.status, Object.keys(await response.json())[0]];
      };
      const path = '/api/v2/workspaceagents/me/external-auth';
      Promise.all([
        get(path), get(path + '?id=a&match=b'), get('/api/v2/users/me'), get(path + '?id=a', ''),
        get(path + '?match=https://github.com', 'any'),
      ]).then((answers) => process.stdout.write(JSON.stringify(answers)));`;
    const { stdout } = await mock(['--token', 'made-up'], [process.execPath, '-e', calls]);
    assert.deepEqual(JSON.parse(stdout), [
      [400, 'message'],
      [400, 'message'],
      [404, 'message'],
      [401, 'message'],
      [200, 'access_token'],
    ]);
  });

  it('keeps real tokens away from the command, and passes on its exit code', async () => {
    const programs = await CoderPrograms.start(ended);
    const show = ['-e', 'process.stdout.write(JSON.stringify(process.env)); process.exitCode = 7'];
    const env = { ...programs.window.environment, ...programs.variables, CODER_SESSION_TOKEN: 'real' };
    const { code, stdout } = await mock(['--token', 'made-up'], [process.execPath, ...show], env);
    assert.equal(code, 7);
    const given = JSON.parse(stdout) as Readonly<Record<string, string>>;
    const names = Object.keys(given).filter((name) => /^CODER|^RS_|^PWB_|^AVAILABLE_CREDENTIALS_(?!NODE)/.test(name));
    assert.deepEqual(names.sort(), ['CODER_AGENT_AUTH', 'CODER_AGENT_TOKEN', 'CODER_AGENT_URL']);
    assert.notEqual(given['CODER_AGENT_URL'], programs.variables['CODER_AGENT_URL']);
  });

  for (const args of [
    ['coder', 'mock', '--token', 'made-up'],
    ['connect', 'mock'],
    ['connect', 'mock', '--r-without-shiny'],
  ]) {
    it(`keeps what leads to real tokens away from the command: ${args.join(' ')}`, async () => {
      const { window } = await CoderPrograms.start(ended);
      const sets = ['coder', 'connect', 'connect-mocking'].map((name) =>
        revealed(window.broker.requestedVariables(name) ?? assert.fail(name)),
      );
      const others = {
        ...{ CONNECT_IDENTITY_TOKEN: 'real-identity', CONNECT_IDENTITY_TOKEN_FILE: '/real/identity' },
        ...{
          CODER_URL: 'https://real.example.org',
          CODER_SESSION_TOKEN: 'real-session',
          CODER_AGENT_TOKEN: 'real-agent',
        },
        ...{ GIT_ASKPASS: '/real/askpass', RS_SESSION_RPC_COOKIE: 'real-cookie', CONNECTCREDS_MOCKING: 'real-switch' },
      };
      const leads = [window.environment, ...sets, others];
      const show = ['-e', 'process.stdout.write(JSON.stringify(process.env))'];
      const env = Object.assign({}, ...leads) as Readonly<Record<string, string>>;
      const { code, stdout } = await command().run([...args, '--', process.execPath, ...show], { env });
      assert.equal(code, 0);
      const given = Object.values(JSON.parse(stdout) as Readonly<Record<string, string>>);
      // Neither the name of a product, which the mocks set too, nor a switch.
      const values = leads
        .flatMap((set) => Object.values(set))
        .filter((value) => !/^(?:CONNECT|WORKBENCH|1)$/.test(value));
      assert.ok(values.length > 20);
      assert.deepEqual(
        values.filter((value) => given.includes(value)),
        [],
      );
    });
  }

  it('needs one answer, and says which it could be', async () => {
    for (const [options, expected] of [
      [[], /one of --token TOKEN, --url URL and --status NUMBER/],
      [['--token', 'a', '--status', '500'], /one of --token TOKEN, --url URL and --status NUMBER/],
      [['--status', '200'], /from 400 to 599/],
      [['--url', 'javascript:alert(1)'], /http:\/\/ or https:\/\//],
      [['--token', 'with space'], /visible ASCII/],
    ] as const) {
      const { code, stdout, stderr } = await mock(options, ['true']);
      assert.deepEqual([code, stdout], [2, ''], options.join(' '));
      assert.match(stderr, expected);
    }
  });
});
