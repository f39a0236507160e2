import assert from 'node:assert/strict';
import path from 'node:path';
import { commandFolder } from '../../../../src/command/connect/folder.js';

const HOME = path.resolve('/home/ada');
const ELSEWHERE = path.resolve('/elsewhere');
const NAME = 'available-credentials';

describe('The folder of the command’s own servers', () => {
  for (const [platform, environment, expected] of [
    ['linux', {}, path.join(HOME, '.config', NAME)],
    ['linux', { XDG_CONFIG_HOME: ELSEWHERE }, path.join(ELSEWHERE, NAME)],
    ['linux', { XDG_CONFIG_HOME: 'relative', APPDATA: ELSEWHERE }, path.join(HOME, '.config', NAME)],
    ['darwin', { XDG_CONFIG_HOME: ELSEWHERE }, path.join(HOME, 'Library', 'Application Support', NAME)],
    ['win32', { APPDATA: ELSEWHERE }, path.join(ELSEWHERE, NAME)],
    ['win32', { APPDATA: '' }, path.join(HOME, 'AppData', 'Roaming', NAME)],
  ] as const) {
    it(`is ${expected} on ${platform} with ${JSON.stringify(environment)}`, () => {
      assert.equal(commandFolder(environment, platform, HOME), expected);
    });
  }
});
