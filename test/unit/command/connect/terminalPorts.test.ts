import assert from 'node:assert/strict';
import {
  noMemory,
  redirects,
  terminalDialogs,
  terminalProgress,
} from '../../../../src/command/connect/terminalPorts.js';
import { Terminal } from '../../../../src/command/terminal.js';

const PAGE = 'https://connect.example.com/login?a=b';

describe('A terminal in which the user signs in', () => {
  function progressWith(verbosity: number) {
    const shown = { out: '', err: '' };
    const terminal = new Terminal({ write: (text) => (shown.out += text) }, { write: (text) => (shown.err += text) });
    return { shown, progress: terminalProgress(terminal, verbosity) };
  }

  it('shows the page on a line of its own, and what to do', () => {
    const { shown, progress } = progressWith(0);
    progress.opened('Main', PAGE);
    progress.told('Enter the code.');
    assert.equal(shown.out, '');
    assert.match(
      shown.err,
      /^credentials: [^\n]*Main[^\n]*\nhttps:\/\/connect\.example\.com\/login\?a=b\ncredentials: Enter the code\.\n$/,
    );
  });

  for (const [verbosity, levels] of [
    [0, []],
    [1, ['error', 'warn', 'info']],
    [2, ['error', 'warn', 'info', 'debug']],
    [3, ['error', 'warn', 'info', 'debug']],
  ] as const) {
    it(`shows of the log ${levels.join(', ') || 'nothing'} with ${verbosity} times -v`, () => {
      const { shown, progress } = progressWith(verbosity);
      for (const level of ['error', 'warn', 'info', 'debug'] as const) {
        progress.log[level](level);
      }
      assert.equal(shown.err, levels.map((level) => `credentials: ${level}\n`).join(''));
    });
  }

  it('answers no question', async () => {
    const told: string[] = [];
    const dialogs = terminalDialogs({ told: (text) => told.push(text) });
    const question = { title: 'Name', prompt: 'Which one?' };
    const choice = { ...question, choices: [{ label: 'One', value: 1 }] };
    const answers = [
      dialogs.text({ ...question, problemOf: () => undefined }),
      dialogs.choose(choice),
      dialogs.chooseSeveral(choice),
      dialogs.search({ ...question, find: () => Promise.resolve(choice.choices) }),
    ];
    assert.deepEqual(await Promise.all(answers), [undefined, undefined, undefined, undefined]);
    assert.equal(await dialogs.confirm('Really?', 'It is gone then.', 'Delete'), false);
    assert.deepEqual(told, []);
    assert.equal(await dialogs.tell('Look there.', 'OK'), undefined);
    assert.equal(await dialogs.during('Waiting…', (signal) => Promise.resolve(!signal.aborted)), true);
    assert.deepEqual(told, ['Look there.', 'Waiting…']);
  });

  it('is where the browser returns to a listener, and where nothing is remembered', async () => {
    assert.equal(redirects.windowKind, 'localDesktop');
    assert.equal(await redirects.forwardedUri(PAGE), PAGE);
    await assert.rejects(redirects.uri(), /A terminal has no URI/);
    await noMemory.update('key', 'value');
    assert.equal(noMemory.get('key'), undefined);
  });
});
