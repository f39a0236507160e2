import assert from 'node:assert/strict';
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
