import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentFile } from '../../src/broker/environmentFile.js';
import { shellWith, shellWithFile, userShell } from '../../src/ui/shellWith.js';
import { endedAfterEach } from '../ended.js';
import { temporaryFolder } from '../temporaryFolder.js';

describe('a shell with other variables than the editor’s', () => {
  const ended = endedAfterEach();

  it('gets values and loses variables, and has all others', function () {
    // Windows has no `env` program that a shell could be run by.
    if (process.platform === 'win32') this.skip();
    const { shellPath = '', shellArgs = [] } = shellWith(
      '/usr/bin/env',
      { ONE: undefined, ABSENT: undefined, THREE: '3 3' },
      'linux',
    );
    const env = { PATH: process.env['PATH'], ONE: '1', TWO: '2 2', THREE: '' };
    const { status, stdout } = spawnSync(shellPath, [shellArgs].flat(), { env, encoding: 'utf8' });
    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => /^(?:ONE|TWO|THREE|ABSENT)=/.test(line)),
      ['TWO=2 2', 'THREE=3 3'],
    );
  });

  it('gets the values in a file', function () {
    // Windows has no POSIX shell that could read it.
    if (process.platform === 'win32') this.skip();
    const folder = temporaryFolder('shell');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'content.env');
    writeFileSync(file, environmentFile({ ONE: 'http://127.0.0.1:1/', TWO: 'a b;*"', THREE: '' }).reveal());
    const { shellPath = '', shellArgs = [] } = shellWithFile('/usr/bin/env', file, 'linux');
    const env = { PATH: process.env['PATH'], ONE: '1', THREE: '3' };
    const { status, stdout } = spawnSync(shellPath, [shellArgs].flat(), { env, encoding: 'utf8' });
    assert.equal(status, 0);
    assert.deepEqual(
      stdout
        .split('\n')
        .filter((line) => /^(?:ONE|TWO|THREE)=/.test(line))
        .sort(),
      ['ONE=http://127.0.0.1:1/', 'THREE=', 'TWO=a b;*"'],
    );
    assert.deepEqual([shellWithFile('/bin/zsh', file, 'darwin').shellArgs].flat().slice(-2), ['/bin/zsh', '-l']);
  });

  it('is the user’s, also before the editor has detected it', () => {
    assert.equal(userShell('/bin/zsh'), '/bin/zsh');
    const shell = userShell('');
    assert.ok(path.isAbsolute(shell) && existsSync(shell), shell);
  });

  it('is a login shell on macOS', () => {
    assert.deepEqual(shellWith('/bin/zsh', { ONE: undefined, TWO: '2' }, 'darwin').shellArgs, [
      ...['-u', 'ONE', 'TWO=2', '/bin/zsh', '-l'],
    ]);
  });

  it('is started by cmd.exe on Windows', () => {
    const { shellPath = '', shellArgs } = shellWith(
      'C:\\Program Files\\pwsh.exe',
      { ONE: undefined, TWO: '2' },
      'win32',
    );
    assert.match(shellPath, /^[A-Z]:\\Windows\\System32\\cmd\.exe$/i);
    assert.equal(shellArgs, '/d /s /c "set "ONE=" & set "TWO=2" & "C:\\Program Files\\pwsh.exe""');
  });
});
