import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { programPath } from '../../../src/core/programPath.js';
import { programStart } from '../../../src/core/programStart.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';

const ENVIRONMENT = { SystemRoot: 'D:\\Windows', PATH: 'unused' };

describe('The start of a program on Windows', () => {
  /** The command line that cmd.exe gets for a batch file. */
  const lineOf = (...args: readonly string[]) => {
    const start = programStart('npm', args, ENVIRONMENT, 'win32', () => 'C:\\Program Files\\nodejs\\npm.cmd');
    assert.ok(start);
    assert.deepEqual(
      [start.file, start.args.slice(0, -1), start.windowsVerbatimArguments],
      ['D:\\Windows\\System32\\cmd.exe', ['/e:ON', '/v:OFF', '/d', '/s', '/c'], true],
    );
    return start.args.at(-1);
  };
  const NPM = '"C:\\Program Files\\nodejs\\npm.cmd"';

  it('is that of the program itself, unless it is a batch file', () => {
    const start = (file: string | undefined) =>
      programStart('tool', ['a b', '%PATH%'], ENVIRONMENT, 'win32', () => file);
    const args = ['a b', '%PATH%'];
    assert.deepEqual(start('C:\\bin\\tool.exe'), { file: 'C:\\bin\\tool.exe', args, windowsVerbatimArguments: false });
    assert.equal(start(undefined), undefined);
    assert.equal(start('C:\\bin\\tool.cmd.exe')?.file, 'C:\\bin\\tool.cmd.exe');
    for (const file of ['C:\\bin\\tool.cmd', 'C:\\bin\\TOOL.BAT']) {
      assert.equal(start(file)?.file, 'D:\\Windows\\System32\\cmd.exe');
    }
  });

  it('gives a batch file its arguments, each in quotes', () => {
    assert.equal(lineOf(), `"${NPM}"`);
    assert.equal(lineOf('run', 'dev server', ''), `"${NPM} "run" "dev server" """`);
    assert.equal(lineOf('C:\\a folder\\'), `"${NPM} "C:\\a folder\\\\""`);
    assert.equal(lineOf('a\\\\'), `"${NPM} "a\\\\\\\\""`);
  });

  it('lets no argument end its quotes or name a variable', () => {
    assert.equal(lineOf('&calc', '|', '>x', '^', '!a!'), `"${NPM} "&calc" "|" ">x" "^" "!a!""`);
    assert.equal(lineOf('" & calc & "'), `"${NPM} """ & calc & """"`);
    assert.equal(lineOf('say \\"hi\\"'), `"${NPM} "say \\\\""hi\\\\""""`);
    assert.equal(lineOf('%PATH%'), `"${NPM} "%%cd:~,%PATH%%cd:~,%""`);
    // An even number of quotes in each word: cmd.exe sees all else within them.
    for (const argument of ['"', '""', 'a"b', '\\"', '"%"', 'x\\\\"']) {
      const [word = ''] =
        lineOf(argument)
          ?.slice(NPM.length + 2, -1)
          .split('\u0000') ?? [];
      assert.equal((word.match(/"/g) ?? []).length % 2, 0, argument);
    }
  });

  it('refuses line breaks, at which cmd.exe ends the line', () => {
    for (const argument of ['a\nb', 'a\rb', 'a\u0000b']) {
      assert.throws(() => lineOf('run', argument), {
        failure: 'rejected',
        message: /npm is a batch file, and its arguments can’t contain line breaks/,
      });
    }
  });
});

describe('The start of a program on other systems', () => {
  it('is left to the system', () => {
    const start = programStart('npm.cmd', ['a'], ENVIRONMENT, 'linux', () => assert.fail('It is not looked for'));
    assert.deepEqual(start, { file: 'npm.cmd', args: ['a'], windowsVerbatimArguments: false });
  });
});

describe('The path of a program', () => {
  const ended = endedAfterEach();

  function folderWith(...names: readonly string[]): string {
    const temporary = temporaryFolder('programs');
    ended(() => temporary.remove());
    for (const name of names) {
      const file = path.join(temporary.path, name);
      writeFileSync(file, '');
      chmodSync(file, 0o755);
    }
    return temporary.path;
  }

  it('is that of the first in PATH', function () {
    if (process.platform === 'win32') this.skip();
    const [one, other] = [folderWith('b'), folderWith('a', 'b')];
    const PATH = `${one}::.:${other}`;
    assert.equal(programPath('b', { PATH }), path.join(one, 'b'));
    assert.equal(programPath('a', { PATH }), path.join(other, 'a'));
    assert.equal(programPath('c', { PATH }), undefined);
    assert.equal(programPath(path.join(one, 'b'), {}), path.join(one, 'b'));
  });

  it('is not looked for in the current folder, or in a folder relative to it', () => {
    const find = (PATH: string | undefined) => programPath('a', { PATH }, 'linux', () => true);
    assert.equal(find(':.:bin:./bin:/usr/bin'), '/usr/bin/a');
    assert.deepEqual([find('.'), find(''), find(undefined)], [undefined, undefined, undefined]);
  });

  it('is no folder, and nothing that can’t be run', function () {
    if (process.platform === 'win32') this.skip();
    const PATH = folderWith('a');
    chmodSync(path.join(PATH, 'a'), 0o644);
    mkdirSync(path.join(PATH, 'b'));
    assert.deepEqual([programPath('a', { PATH }), programPath('b', { PATH })], [undefined, undefined]);
  });

  const HERE = ['here.exe', 'here\\here.exe', '.\\here\\here.exe', 'C:here\\here.exe'];

  it('on Windows has one of the extensions, in their order, and is not looked for in the current folder', () => {
    const files = ['C:\\one\\tool.cmd', 'C:\\one\\tool.EXE', 'D:\\two\\full.bat', 'D:\\two\\a.b.cmd', ...HERE];
    const isProgram = (file: string) => files.some((each) => each.toLowerCase() === file.toLowerCase());
    // Copied from `process.env`, in which names have no case.
    const environment = { Path: '.;C:\\one;;here;.\\here;C:here;D:\\two' };
    const find = (name: string, PATHEXT = '') =>
      programPath(name, { ...environment, PATHEXT }, 'win32', isProgram)?.toLowerCase();
    assert.equal(find('tool'), 'c:\\one\\tool.exe');
    assert.equal(find('tool', '.CMD;.EXE'), 'c:\\one\\tool.cmd');
    assert.equal(find('tool.cmd'), 'c:\\one\\tool.cmd');
    assert.equal(find('full.bat'), 'd:\\two\\full.bat');
    assert.equal(find('a.b'), 'd:\\two\\a.b.cmd');
    assert.equal(find('C:\\one\\tool'), 'c:\\one\\tool.exe');
    assert.deepEqual([find('here'), find('here.exe')], [undefined, undefined]);
  });
});
