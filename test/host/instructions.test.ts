import assert from 'node:assert/strict';
import { CancellationTokenSource, type MessageOptions, ProgressLocation, type ProgressOptions } from 'vscode';
import { EditorInstructions, type InstructionWindow } from '../../src/ui/instructions.js';
import { buttonsFor } from '../../src/ui/notifications.js';
import { settle } from '../unit/fakeClock.js';

/** VS Code refuses to show modal dialogs in tests, and presses no button of a notification. */
class FakeWindow {
  readonly told: unknown[] = [];
  readonly tokens = new CancellationTokenSource();
  answer: string | undefined;

  showInformationMessage(message: string, options: MessageOptions, ...buttons: string[]) {
    this.told.push([message, options, ...buttons]);
    return Promise.resolve(this.answer);
  }

  withProgress: InstructionWindow['withProgress'] = async (options: ProgressOptions, task) => {
    this.told.push(options);
    const result = await task({ report: () => undefined }, this.tokens.token);
    this.told.push('closed');
    return result;
  };
}

/** What a server could try: a link that runs a command. */
const HOSTILE = 'To sign in to [x](command:x), go to Settings.';
const SHOWN = 'To sign in to [x] (command:x), go to Settings.';

describe('instructions', () => {
  let window: FakeWindow;
  let instructions: EditorInstructions;

  beforeEach(() => {
    window = new FakeWindow();
    instructions = new EditorInstructions(window);
  });

  it('are offered in a dialog, whose answer is whether its button was pressed', async () => {
    assert.equal(await instructions.offer(HOSTILE, 'detail', 'Open It'), false);
    window.answer = 'Open It';
    assert.equal(await instructions.offer(HOSTILE, 'detail', 'Open It'), true);
    assert.deepEqual(window.told[0], [SHOWN, { modal: true, detail: 'detail' }, 'Open It']);
  });

  it('are then shown, with a button to cancel, until they are over', async () => {
    const end = new AbortController();
    let cancelled = 0;
    instructions.show(HOSTILE, end.signal, () => (cancelled += 1));
    const shown = { location: ProgressLocation.Notification, title: SHOWN, cancellable: true };
    await settle();
    assert.deepEqual(window.told, [shown]);
    window.tokens.cancel();
    assert.equal(cancelled, 1);
    end.abort();
    await settle();
    assert.deepEqual(window.told, [shown, 'closed']);
  });

  it('that are over already close at once', async () => {
    instructions.show('x', AbortSignal.abort(), () => assert.fail('The user has not cancelled.'));
    await settle();
    assert.equal(window.told.at(-1), 'closed');
  });
});

describe('notifications', () => {
  it('have a button where VS Code would cut them after one line', () => {
    assert.deepEqual(buttonsFor('You are signed in.', []), []);
    assert.deepEqual(buttonsFor('x'.repeat(100), []), ['OK']);
    assert.deepEqual(buttonsFor('x'.repeat(100), ['Show Log']), ['Show Log']);
  });
});
