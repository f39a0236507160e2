import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { shellWithout } from '../../src/ui/shellWithout.js';

describe('a shell without some variables', () => {
  it('has all others', function () {
    // Windows has no `env` program that a shell could be run by.
    if (process.platform === 'win32') this.skip();
    const { shellPath = '', shellArgs = [] } = shellWithout('/usr/bin/env', ['ONE', 'ABSENT'], 'linux');
    const env = { PATH: process.env['PATH'], ONE: '1', TWO: '2 2' };
    const { status, stdout } = spawnSync(shellPath, [shellArgs].flat(), { env, encoding: 'utf8' });
    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => /^(?:ONE|TWO|ABSENT)=/.test(line)),
      ['TWO=2 2'],
    );
  });

  it('is a login shell on macOS', () => {
    assert.deepEqual(shellWithout('/bin/zsh', ['ONE'], 'darwin').shellArgs, ['-u', 'ONE', '/bin/zsh', '-l']);
  });

  it('is started by cmd.exe on Windows', () => {
    assert.deepEqual(shellWithout('C:\\Program Files\\pwsh.exe', ['ONE', 'TWO'], 'win32'), {
      shellPath: 'cmd.exe',
      shellArgs: '/d /s /c "set "ONE=" & set "TWO=" & "C:\\Program Files\\pwsh.exe""',
    });
  });
});
