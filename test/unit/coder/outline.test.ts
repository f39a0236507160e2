import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mayHaveCoder } from '../../../src/coder/outline.js';
import { SESSION_URL_KEY } from '../../../src/core/coderVariables.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeMemory } from '../fakeMemory.js';

describe('Whether there may be something of Coder to show', () => {
  const folder = temporaryFolder('coder-outline');
  const inFolder = { CODER_CONFIG_DIR: path.join(folder.path, 'none') };
  const url = { CODER_AGENT_URL: 'https://coder.example.org' };

  after(() => folder.remove());

  for (const [title, environment, expected] of [
    ['nothing', {}, false],
    ['a workspace with its agent’s token', { ...url, CODER_AGENT_TOKEN: 'x' }, true],
    ['a workspace with its agent’s token in a file', { ...url, CODER_AGENT_TOKEN_FILE: '/token' }, true],
    ['an agent without a token, which is of no use', url, false],
    [
      'a terminal of a window that answers in the place of Coder',
      { ...url, CODER_AGENT_TOKEN_FILE: '/token', AVAILABLE_CREDENTIALS_CODER: '1' },
      false,
    ],
    ['a session in the environment', { CODER_SESSION_TOKEN: 'x' }, true],
    ['emptied variables', { CODER_AGENT_URL: '', CODER_AGENT_TOKEN_FILE: '', CODER_SESSION_TOKEN: '' }, false],
  ] as const) {
    it(`is ${expected} with ${title}`, () => {
      assert.equal(mayHaveCoder({ ...inFolder, ...environment }, new FakeMemory()), expected);
    });
  }

  it('is true with a stored session, also where variables are emptied', async () => {
    const memory = new FakeMemory();
    await memory.update(SESSION_URL_KEY, 'https://coder.example.org');
    assert.ok(mayHaveCoder({ ...inFolder, CODER_AGENT_URL: '', CODER_SESSION_TOKEN: '' }, memory));
  });

  it('is true with files of Coder’s own command', () => {
    const files = path.join(folder.path, 'coderv2');
    mkdirSync(files);
    writeFileSync(path.join(files, 'url'), 'https://coder.example.org');
    assert.ok(mayHaveCoder({ CODER_CONFIG_DIR: files }, new FakeMemory()));
    if (process.platform === 'linux') {
      assert.ok(mayHaveCoder({ XDG_CONFIG_HOME: folder.path }, new FakeMemory()));
      assert.ok(!mayHaveCoder({ HOME: folder.path }, new FakeMemory()));
    }
  });
});
