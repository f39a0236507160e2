import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll, type Result } from './builtCommand.js';

const CALLS = ['list', 'access-token', 'sign-in', 'sign-out', 'env', 'git-credential', 'completion'];

/** One line on standard error, and nothing else. */
function assertFails({ code, stdout, stderr }: Result, expected: RegExp): void {
  assert.deepEqual({ code, stdout, lines: stderr.split('\n').length }, { code: 2, stdout: '', lines: 2 }, stderr);
  assert.match(stderr, expected);
}

describe('the command credentials', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  it('has a help with examples, for itself and for each subcommand', async () => {
    for (const call of [[], ...CALLS.map((name) => [name])]) {
      const { code, stdout, stderr } = await command().run([...call, '--help']);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, new RegExp(`^Usage: ${['credentials', ...call].join(' ')} `));
      assert.match(stdout, /\nExamples:\n {2}\S/);
    }
  });

  for (const [args, expected] of [
    [[], /^credentials: Say what to do, as in: credentials list\. See: credentials --help$/m],
    [['lst'], /unknown command 'lst' \(Did you mean list\?\)\. See: credentials --help$/m],
    [['list', '--outptu', 'json'], /unknown option '--outptu' \(Did you mean --output\?\)/],
    [['list', '--output', 'xml'], /'xml' is invalid/],
    [['access-token'], /missing required argument 'name-or-id'\. See: credentials access-token --help$/m],
    [['access-token', 'a', 'b'], /too many arguments/],
    [['access-token', '--wait', '2', 'a'], /Write --wait=2, without a space\. See: credentials access-token --help$/m],
    [['sign-in', 'a', '--wait', '1.5'], /Write --wait=1\.5, without a space/],
    [['sign-in', 'a', 'b', '--wait'], /too many arguments/],
    [
      ['access-token', 'a', '--wait=soon'],
      /'soon' is invalid for '--wait\[=SECONDS\]'\. It must be a number of seconds/,
    ],
    [['access-token', 'a', '--wait=-1'], /It must be a number of seconds/],
    [['access-token', 'a', '--extra', 'x', '--output', 'json'], /cannot be used with/],
    [['env', '--shell', 'tcsh'], /'tcsh' is invalid/],
    [['git-credential'], /missing required argument/],
    [['a\u001b[2J\nb'], /unknown command 'a\\u\{1b\}\[2J b'/],
  ] as const) {
    it(`refuses ${JSON.stringify(args)} in one line`, async () => {
      assertFails(await command().run(args), expected);
    });
  }

  it('says where to run it if there is no server', async () => {
    for (const args of [['list'], ['access-token', 'a'], ['sign-in', 'a'], ['sign-out', 'a'], ['env']]) {
      assertFails(await command().run(args), /terminal of an editor window .* or in a Posit Workbench session/);
    }
  });

  it('says what is wrong with a Workbench session', async () => {
    const { env } = await startSandbox({ version: '2025.09.0' });
    assertFails(await command().run(['list'], { env }), /was started on Posit Workbench 2025\.09\.0/);
  });

  it('says that an authorization has expired', async () => {
    const sandbox = await startSandbox();
    sandbox.expireCookie();
    assertFails(
      await command().run(['list'], { env: sandbox.env }),
      /does not accept this session's authorization \(HTTP 401\)/,
    );
  });

  it('finds no integration by another name, and lists the candidates of an ambiguous one', async () => {
    const { env } = await startSandbox();
    assertFails(await command().run(['access-token', 'nobody'], { env }), /There is no integration nobody\. List/);
    assertFails(await command().run(['access-token', 'issue-tracker'], { env }), /Issue Tracker is not configured/);
  });

  it('ends quietly when its output is closed', async () => {
    const { stderr } = await command().runProgram('sh', ['-c', 'credentials --help | true']);
    assert.equal(stderr, '');
  });

  describe('as a script', () => {
    it('finds its program with and without a symbolic link', async () => {
      const { bin, env } = command();
      const home = env['HOME'] ?? '';
      const program = path.join(bin, 'credentials');
      await symlink(program, path.join(home, 'absolute'));
      await symlink(path.relative(home, program), path.join(home, 'relative'));
      await symlink('relative', path.join(home, 'chained'));
      const lines = ['./absolute', './relative', './chained', `"$PWD/chained"`];
      for (const line of [...lines, `cd "${bin}/.." && bin/credentials`, `cd "${bin}" && sh credentials`]) {
        const { code } = await command().runProgram('sh', ['-c', `${line} --help`]);
        assert.equal(code, 0, line);
      }
    });

    it('says so if its Node is missing', async () => {
      const env = { AVAILABLE_CREDENTIALS_NODE: '/nowhere/node' };
      assertFails(await command().run(['list'], { env }), /Node was not found \(looked for \/nowhere\/node\)/);
    });

    it('ignores options for another Node', async () => {
      const { code, stderr } = await command().run(['--help'], { env: { NODE_OPTIONS: '--require /nowhere.js' } });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    });

    it('gives a command that is run the environment that it would have without it', async () => {
      const args = ['coder', 'mock', '--token', 'x', '--', 'env'];
      const changed =
        /^(?:NODE_OPTIONS|ELECTRON_RUN_AS_NODE|AVAILABLE_CREDENTIALS_(?:NODE_OPTIONS|SET_EXE_PATH)|NoDefaultCurrent\w+)=/;
      for (const [env, expected] of [
        [{}, []],
        [{ NODE_OPTIONS: '--require "/nowhere a.js"' }, ['NODE_OPTIONS=--require "/nowhere a.js"']],
        // Of a run in which NODE_OPTIONS was set.
        [{ AVAILABLE_CREDENTIALS_NODE_OPTIONS: '--old' }, []],
        // As set by the script for Windows, and by the user.
        [{ NoDefaultCurrentDirectoryInExePath: '1', AVAILABLE_CREDENTIALS_SET_EXE_PATH: '1' }, []],
        [{ NoDefaultCurrentDirectoryInExePath: '1' }, ['NoDefaultCurrentDirectoryInExePath=1']],
      ] as const) {
        const { code, stdout } = await command().run(args, { env });
        assert.equal(code, 0);
        assert.deepEqual(
          stdout.split('\n').filter((line) => changed.test(line)),
          expected,
        );
      }
    });
  });
});
