import assert from 'node:assert/strict';
import { run } from '../../../src/command/run.js';
import { Terminal } from '../../../src/command/terminal.js';

describe('What the shells’ scripts get to offer', () => {
  async function offered(current: string, ...words: readonly string[]): Promise<readonly string[]> {
    let text = '';
    const terminal = new Terminal({ write: (part) => (text += part) }, { write: (part) => assert.fail(part) });
    const input = () => assert.fail('Nothing is read');
    await run(['__complete', `--current=${current}`, '--', ...words], { environment: {}, input, terminal });
    return text.split('\n').slice(0, -1);
  }

  it('is all subcommands but its own', async () => {
    const subcommands = await offered('');
    assert.deepEqual([subcommands.includes('list'), subcommands.includes('__complete')], [true, false]);
  });

  for (const [current, words, expected] of [
    ['', ['connect', 'integrations'], ['create']],
    ['', ['list', 'connect'], []],
    ['', ['completion'], ['bash', 'zsh', 'fish', 'powershell']],
    ['', ['completion', 'bash'], []],
    ['', ['list', '--output'], ['text', 'json']],
    ['', ['list', '--output', 'json'], []],
    ['', ['coder', 'mock', '--token'], []],
    ['-', ['list'], ['--output', '--help']],
    ['--h', ['connect', 'token'], ['--header', '--help']],
    ['-', ['connect', 'run', '--port'], []],
    ['', ['access-token'], []],
  ] as const) {
    it(`after ${[...words, current].join(' ')} is ${expected.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(await offered(current, ...words), expected);
    });
  }
});
