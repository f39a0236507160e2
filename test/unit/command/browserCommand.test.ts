import assert from 'node:assert/strict';
import path from 'node:path';
import { browserCommand } from '../../../src/command/connect/terminalPorts.js';

const URL = 'https://connect.example.com/?a=b&c=%20d';

describe('What opens the browser from a terminal', () => {
  it('on Windows is the system’s own program by its path, and never one in the current folder', () => {
    for (const environment of [{ SYSTEMROOT: 'D:\\Windows' }, { SystemRoot: 'D:\\Windows', PATH: '.' }, {}]) {
      const [program, ...args] = browserCommand('win32', URL, environment);
      assert.ok(path.win32.isAbsolute(program), program);
      assert.match(program, /^[CD]:\\Windows\\System32\\rundll32\.exe$/);
      assert.deepEqual(args, ['url.dll,FileProtocolHandler', URL]);
    }
  });

  it('elsewhere is found in PATH', () => {
    assert.deepEqual(browserCommand('darwin', URL, {}), ['open', URL]);
    assert.deepEqual(browserCommand('linux', URL, {}), ['xdg-open', URL]);
  });
});
