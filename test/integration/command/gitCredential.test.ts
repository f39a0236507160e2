import assert from 'node:assert/strict';
import path from 'node:path';
import type { WireIntegration } from '../../../src/workbench/wire.js';
import { commandForAll, type Result } from './builtCommand.js';
import { brokersPerTest, listed, type Script, type ScriptedBroker } from './scriptedBroker.js';

const GIT = { uid: 'A1', name: 'git', issuer: 'https://git.example.com/oauth' };
const TOKEN = { access_token: 'token-for-git', expiry: '2099-01-01T00:00:00.5Z' };
const EXPIRY = Date.parse('2099-01-01T00:00:00Z') / 1_000;

describe('credentials git-credential', () => {
  const command = commandForAll();
  const startBroker = brokersPerTest();

  const script = (...integrations: readonly Partial<WireIntegration>[]): Script => ({
    oauth_integrations: [listed(...integrations)],
    oauth_token: [TOKEN],
  });

  async function get(broker: ScriptedBroker, request: string | Uint8Array): Promise<Result> {
    return command().run(['git-credential', 'get'], { env: broker.env, input: request });
  }

  const given = (username = 'oauth2') => ({
    code: 0,
    stdout: `username=${username}\npassword=${TOKEN.access_token}\npassword_expiry_utc=${EXPIRY}\n`,
    stderr: '',
  });
  const NOTHING = { code: 0, stdout: '', stderr: '' };

  for (const [what, integration, request] of [
    ['the issuer’s host', GIT, 'protocol=https\nhost=git.example.com\n\n'],
    ['it in other case, without a blank line', GIT, 'host=GIT.Example.COM\nprotocol=https'],
    ['it with the usual port', GIT, 'protocol=https\nhost=git.example.com:443\n\n'],
    [
      'a host that the user listed',
      { ...GIT, git_hosts: ['x', 'Code.example'] },
      'protocol=https\nhost=code.example\n',
    ],
    ['it with its port', { ...GIT, git_hosts: ['code.example:8443'] }, 'protocol=https\nhost=code.example:8443\n'],
    [
      'it, with what newer Gits ask',
      GIT,
      'capability[]=authtype\nprotocol=https\nhost=git.example.com\nwwwauth[]=Basic realm="a=b"\n\n',
    ],
    ['it, with lines that end with CR LF', GIT, 'protocol=https\r\nhost=git.example.com\r\n\r\n'],
    ['it, with a tab in a key that is not used', GIT, 'protocol=https\nhost=git.example.com\nwwwauth[]=a\tb\n\n'],
  ] as const) {
    it(`writes the token for ${what}`, async () => {
      assert.deepEqual(await get(await startBroker(script(integration, { uid: 'B' })), request), given());
    });
  }

  it('writes no expiry of a token that has none', async () => {
    const broker = await startBroker({ ...script(GIT), oauth_token: [{ access_token: TOKEN.access_token }] });
    const { stdout } = await get(broker, 'protocol=https\nhost=git.example.com\n\n');
    assert.equal(stdout, `username=oauth2\npassword=${TOKEN.access_token}\n`);
  });

  it('writes it with the name that Git asks for', async () => {
    const broker = await startBroker(script(GIT));
    assert.deepEqual(await get(broker, 'protocol=https\nhost=git.example.com\nusername=me\n\n'), given('me'));
  });

  for (const [what, request] of [
    ['http', 'protocol=http\nhost=git.example.com\n\n'],
    ['another host', 'protocol=https\nhost=example.com\n\n'],
    ['a host below it', 'protocol=https\nhost=a.git.example.com\n\n'],
    ['another port', 'protocol=https\nhost=git.example.com:8443\n\n'],
    ['what is more than a host', 'protocol=https\nhost=x@git.example.com\n\n'],
    ['no host', 'protocol=https\n\n'],
    ['nothing', ''],
    ['what stands after the blank line', '\nprotocol=https\nhost=git.example.com\n'],
  ] as const) {
    it(`writes nothing for ${what}`, async () => {
      const broker = await startBroker(script(GIT));
      assert.deepEqual(await get(broker, request), NOTHING);
      assert.ok(!broker.calls.some((call) => call.startsWith('oauth_token')));
    });
  }

  it('writes nothing for an integration with a configuration error', async () => {
    const broker = await startBroker(script({ ...GIT, error: 'Wrong' }));
    assert.deepEqual(await get(broker, 'protocol=https\nhost=git.example.com\n\n'), NOTHING);
  });

  it('writes nothing if several integrations are for the host, and names them', async () => {
    const broker = await startBroker(script(GIT, { uid: 'B2', name: 'other', git_hosts: ['git.example.com'] }));
    assert.deepEqual(await get(broker, 'protocol=https\nhost=git.example.com\n\n'), {
      ...NOTHING,
      stderr:
        'credentials: Git gets no token because several integrations are for git.example.com. As the password, enter what "credentials access-token ID" prints for one of them: git (A1), other (B2)\n',
    });
  });

  it('says what to do before a long list of names', async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ ...GIT, uid: `A${at}`, name: 'n'.repeat(100) }));
    const { stderr } = await get(await startBroker(script(...many)), 'protocol=https\nhost=git.example.com\n\n');
    assert.match(stderr, /^credentials: Git gets no token because .* "credentials access-token ID" .*…\n$/);
  });

  it('writes nothing if the user is not signed in, and says how to sign in', async () => {
    const broker = await startBroker(script({ ...GIT, authenticated: false }));
    assert.deepEqual(await get(broker, 'protocol=https\nhost=git.example.com\n\n'), {
      ...NOTHING,
      stderr: 'credentials: You are not signed in to git. To use it for git.example.com, run: credentials sign-in A1\n',
    });
  });

  for (const [what, request] of [
    ['NUL', 'protocol=https\nhost=git.example.com\nusername=a\0b\n\n'],
    ['CR within a value', 'protocol=https\nhost=git.\rexample.com\n\n'],
    ['ESC', 'protocol=https\nhost=git.example.com\nusername=\u001b[2J\n\n'],
    ['a control of eight bits', 'protocol=https\nhost=git.example.com\nusername=\u009b2J\n\n'],
    ['a line without a value', 'protocol=https\nhost\n\n'],
    ['no UTF-8', Buffer.from('protocol=https\nhost=\xff\n\n', 'latin1')],
    ['no end', `protocol=https\nhost=git.example.com\npath=${'x'.repeat(70_000)}\n\n`],
  ] as const) {
    it(`refuses a request with ${what}`, async () => {
      const broker = await startBroker(script(GIT));
      assert.deepEqual(await get(broker, request), {
        code: 2,
        stdout: '',
        stderr:
          'credentials: Standard input contains no credential request of Git. This command is for Git to run. See: credentials git-credential --help\n',
      });
      assert.deepEqual(broker.calls, []);
    });
  }

  it('never writes a token with a line break', async () => {
    const broker = await startBroker({ ...script(GIT), oauth_token: [{ ...TOKEN, access_token: 'a\nhost=evil' }] });
    const { code, stdout } = await get(broker, 'protocol=https\nhost=git.example.com\n\n');
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
  });

  describe('erase', () => {
    const erase = (broker: ScriptedBroker, request: string) =>
      command().run(['git-credential', 'erase'], { env: broker.env, input: request });
    const REQUEST = 'protocol=https\nhost=git.example.com\nusername=oauth2\npassword=refused\n\n';

    it('has the token renewed that a server refused, and writes nothing', async () => {
      const broker = await startBroker(script(GIT));
      assert.deepEqual(await erase(broker, REQUEST), NOTHING);
      assert.deepEqual(broker.calls, ['oauth_integrations', 'oauth_token A1 refused']);
    });

    it('does nothing without a password, for another or an ambiguous host, or if the user is not signed in', async () => {
      for (const [integrations, request] of [
        [[GIT], 'protocol=https\nhost=git.example.com\n\n'],
        [[GIT], REQUEST.replace('git.', 'other.')],
        [[GIT, { ...GIT, uid: 'B2' }], REQUEST],
        [[{ ...GIT, authenticated: false }], REQUEST],
      ] as const) {
        const broker = await startBroker(script(...integrations));
        assert.deepEqual(await erase(broker, request), NOTHING);
        assert.ok(!broker.calls.some((call) => call.startsWith('oauth_token')), broker.calls.join());
      }
    });

    it('leaves it to the next get to report a failure', async () => {
      const broker = await startBroker({ ...script(GIT), oauth_token: [{ error: 'The provider is down.' }] });
      assert.deepEqual(await erase(broker, REQUEST), NOTHING);
      assert.deepEqual(await command().run(['git-credential', 'erase'], { input: REQUEST }), NOTHING);
    });
  });

  for (const operation of ['store', 'what-is-to-come']) {
    it(`reads the input of ${operation}, and does nothing`, async () => {
      // A writer gets an error if its output is not read to the end.
      const line = `set -o pipefail; head -c 1000000 /dev/zero | credentials git-credential ${operation}`;
      assert.deepEqual(await command().runProgram('bash', ['-c', line]), NOTHING);
    });
  }

  it('renews nothing when Git stores the token that a server accepted', async () => {
    const broker = await startBroker(script(GIT));
    const input = 'protocol=https\nhost=git.example.com\nusername=oauth2\npassword=accepted\n\n';
    assert.deepEqual(await command().run(['git-credential', 'store'], { env: broker.env, input }), NOTHING);
    assert.deepEqual(broker.calls, []);
  });

  describe('with Git itself', () => {
    const git = (broker: ScriptedBroker, request: string) =>
      command().runProgram('git', ['credential', 'fill'], {
        env: {
          ...broker.env,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_GLOBAL: path.join(command().env['HOME'] ?? '', 'none'),
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'credential.https://git.example.com.helper',
          GIT_CONFIG_VALUE_0: '!credentials git-credential',
          GIT_TERMINAL_PROMPT: '0',
          LC_ALL: 'C',
        },
        input: request,
      });

    it('gives Git the token', async () => {
      const { code, stdout } = await git(await startBroker(script(GIT)), 'url=https://git.example.com/a/b.git\n\n');
      const lines = stdout.split('\n').filter((line) => !line.startsWith('password_expiry_utc='));
      assert.deepEqual(
        { code, lines },
        {
          code: 0,
          lines: ['protocol=https', 'host=git.example.com', 'username=oauth2', `password=${TOKEN.access_token}`, ''],
        },
      );
    });

    it('lets Git try its other helpers if there is no token', async () => {
      const broker = await startBroker(script({ ...GIT, authenticated: false }));
      const { code, stdout, stderr } = await git(broker, 'url=https://git.example.com/a/b.git\n\n');
      assert.deepEqual({ code, stdout }, { code: 128, stdout: '' });
      assert.match(stderr, /credentials sign-in A1/);
      assert.match(stderr, /terminal prompts disabled/);
    });
  });
});
