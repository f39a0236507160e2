import assert from 'node:assert/strict';
import {
  CancellationTokenSource,
  commands,
  env,
  type InputBox,
  type MessageOptions,
  type QuickPick,
  type QuickPickItem,
  window,
} from 'vscode';
import { BACK, type Choice, type TextStep } from '../../src/core/dialogs.js';
import { type DialogWindow, EditorDialogs } from '../../src/ui/dialogs.js';
import { until } from '../until.js';

/** Of every kind of text that must not be let: controls, an icon, a link that runs a command, a megabyte. */
const HOSTILE = `a\n$(alert) [x](command:workbench.action.terminal.new) \u202e\u0000${'long '.repeat(200_000)}`;

/** How it begins as one line. */
const SHOWN = 'a $(alert) [x](command:workbench.action.terminal.new) \\u{202e}\\u{0}long long';

/** The same for where VS Code draws icons, or makes links, or does both. */
const WITHOUT_ICONS = SHOWN.replace('$(', '\\$(');
const WITHOUT_LINKS = SHOWN.replace('](', '] (');
const PLAIN = WITHOUT_LINKS.replace('$(', '\\$(');

/** VS Code's own window, with a look at what it is given. Modal dialogs it refuses to show in tests. */
class WatchedWindow implements DialogWindow {
  readonly inputs: InputBox[] = [];
  readonly picks: Pick<QuickPick<QuickPickItem>, 'title' | 'value' | 'placeholder' | 'items' | 'hide'>[] = [];
  readonly told: string[] = [];
  answer: string | undefined;

  createInputBox() {
    const input = window.createInputBox();
    this.inputs.push(input);
    return input;
  }

  createQuickPick<T extends QuickPickItem>() {
    const pick = window.createQuickPick<T>();
    this.picks.push(pick);
    return pick;
  }

  showWarningMessage(message: string, { modal, detail = '' }: MessageOptions) {
    assert.equal(modal, true);
    this.told.push(message, ...detail.split('\n'));
    return Promise.resolve(this.answer);
  }

  setStatusBarMessage(text: string, hideAfter: number) {
    this.told.push(text);
    return window.setStatusBarMessage(text, hideAfter);
  }

  withProgress: DialogWindow['withProgress'] = (options, task) => {
    this.told.push(options.title ?? '');
    return window.withProgress(options, task);
  };
}

const run = (command: string) => commands.executeCommand(command);
const accept = () => run('workbench.action.acceptSelectedQuickOpenItem');
const goBack = () => run('workbench.action.quickInputBack');
const leave = () => run('workbench.action.closeQuickOpen');

describe('dialogs', () => {
  let watched: WatchedWindow;
  let dialogs: EditorDialogs;
  let told: string[];

  beforeEach(() => {
    watched = new WatchedWindow();
    told = [];
    const notify = (message: string, ...buttons: string[]) => {
      told.push([message, ...buttons].join(' | '));
      return Promise.resolve(buttons[0]);
    };
    dialogs = new EditorDialogs({ information: notify, warning: notify, error: notify }, watched);
  });

  afterEach(leave);

  /** What a question comes to when the user does something again and again, until it is answered. */
  const answered = async <T>(question: Promise<T>, act: () => Thenable<unknown>): Promise<T> => {
    let isAnswered = false;
    void question.then(() => (isAnswered = true));
    // It takes the window a moment to show it, and no event tells when it has.
    await until('the question is answered', async () => {
      await act();
      return isAnswered;
    });
    return question;
  };

  const step: TextStep = { title: 'Title', prompt: 'A word.', problemOf: () => undefined };
  const choices: readonly Choice<string>[] = [
    { label: 'One', value: 'first' },
    { label: 'Two', value: 'second', isPicked: true },
    { label: 'Three', value: 'third', isPicked: true },
  ];

  describe('for a text', () => {
    it('return the entered text without the spaces around it', async () => {
      assert.equal(await answered(dialogs.text({ ...step, value: ' word ' }), accept), 'word');
    });

    it('don’t take what is wrong, and say why', async () => {
      const asked: string[] = [];
      const problemOf = (text: string) => {
        asked.push(text);
        return text === 'wrong' ? 'Not that.' : undefined;
      };
      const question = dialogs.text({ ...step, value: ' wrong', problemOf });
      const [input] = watched.inputs;
      assert.ok(input);
      await until('it was tried', async () => {
        await accept();
        return input.validationMessage === 'Not that.';
      });
      input.value = 'right';
      assert.equal(await answered(question, accept), 'right');
      assert.deepEqual([...new Set(asked)], ['wrong', 'right']);
    });

    it('show what was wrong with an earlier text, and take another', async () => {
      const question = dialogs.text({ ...step, problem: 'Not that.' });
      const [input] = watched.inputs;
      assert.ok(input);
      assert.equal(input.validationMessage, 'Not that.');
      input.value = 'right';
      assert.equal(await answered(question, accept), 'right');
    });

    it('hide what is secret', () => {
      void dialogs.text(step);
      void dialogs.text({ ...step, isSecret: true });
      assert.deepEqual(
        watched.inputs.map(({ password }) => password),
        [false, true],
      );
    });

    it('can be left, and gone back from where there is a step before', async () => {
      assert.equal(await answered(dialogs.text(step), leave), undefined);
      assert.equal(await answered(dialogs.text({ ...step, canGoBack: true }), goBack), BACK);
      const question = dialogs.text(step);
      await goBack();
      assert.equal(await answered(question, leave), undefined);
    });

    it('are closed by a signal, also by one that is aborted before', async () => {
      const abort = new AbortController();
      const question = dialogs.text({ ...step, signal: abort.signal });
      abort.abort();
      assert.equal(await question, undefined);
      assert.equal(await dialogs.text({ ...step, signal: abort.signal }), undefined);
    });

    it('stay when the user looks something up elsewhere', () => {
      void dialogs.text(step);
      assert.equal(watched.inputs[0]?.ignoreFocusOut, true);
    });

    it('show every text they are given as a single line', async () => {
      const problemOf = () => HOSTILE;
      const question = dialogs.text({ title: HOSTILE, prompt: HOSTILE, placeholder: HOSTILE, problemOf });
      const [input] = watched.inputs;
      assert.ok(input);
      await until('it was tried', async () => {
        await accept();
        return input.validationMessage !== undefined;
      });
      startsWith(input.title, SHOWN);
      startsWith(input.prompt, PLAIN);
      startsWith(input.placeholder, SHOWN);
      assert.ok(typeof input.validationMessage === 'string');
      startsWith(input.validationMessage, PLAIN);
      await answered(question, leave);
    });
  });

  describe('for a choice', () => {
    it('give the one that is active, which is the one that is picked at first', async () => {
      const question = dialogs.choose({ ...step, choices: choices.slice(0, 2) });
      assert.equal(await answered(question, accept), 'second');
    });

    it('give the first where none is picked', async () => {
      const question = dialogs.choose({ ...step, choices: choices.slice(0, 1) });
      assert.equal(await answered(question, accept), 'first');
    });

    it('can be left, and gone back from', async () => {
      assert.equal(await answered(dialogs.choose({ ...step, choices }), leave), undefined);
      assert.equal(await answered(dialogs.choose({ ...step, choices, canGoBack: true }), goBack), BACK);
      assert.equal(await answered(dialogs.chooseSeveral({ ...step, choices }), leave), undefined);
      assert.equal(await answered(dialogs.chooseSeveral({ ...step, choices, canGoBack: true }), goBack), BACK);
    });

    it('give all that are picked, where several can be', async () => {
      assert.deepEqual(await answered(dialogs.chooseSeveral({ ...step, choices }), accept), ['second', 'third']);
    });

    it('give none of several, which is another thing than to leave', async () => {
      const unpicked = choices.map(({ label, value }) => ({ label, value }));
      assert.deepEqual(await answered(dialogs.chooseSeveral({ ...step, choices: unpicked }), accept), []);
    });

    it('show every text they are given as a single line', async () => {
      const hostile = { label: HOSTILE, description: HOSTILE, detail: HOSTILE, value: 1 };
      for (const ask of [
        () => dialogs.choose({ title: HOSTILE, prompt: HOSTILE, choices: [hostile] }),
        () => dialogs.chooseSeveral({ title: HOSTILE, prompt: HOSTILE, choices: [hostile] }),
      ]) {
        const question = ask();
        const pick = watched.picks.at(-1);
        assert.ok(pick);
        startsWith(pick.title, SHOWN);
        startsWith(pick.placeholder, SHOWN);
        for (const item of pick.items) {
          startsWith(item.label, WITHOUT_ICONS);
          startsWith(item.description, WITHOUT_ICONS);
          startsWith(item.detail, WITHOUT_ICONS);
        }
        await answered<unknown>(question, leave);
      }
    });
  });

  it('confirm only when the button is pressed', async () => {
    assert.equal(await dialogs.confirm('Sure?', 'One.\n\nTwo.', 'Remove'), false);
    watched.answer = 'Remove';
    assert.equal(await dialogs.confirm('Sure?', 'One.\n\nTwo.', 'Remove'), true);
    assert.deepEqual(watched.told, Array<string[]>(2).fill(['Sure?', 'One.', '', 'Two.']).flat());
    await dialogs.confirm(HOSTILE, HOSTILE, 'Remove');
    startsWith(watched.told[8], SHOWN);
    // The line breaks between its paragraphs are ours, so those in it stay too.
    assert.equal(watched.told[9], 'a');
    startsWith(watched.told[10], SHOWN.slice(2));
    watched.told.splice(0);
    await dialogs.confirm('Sure?', '\n'.repeat(1_000_000), 'Remove');
    assert.equal(watched.told.length, 21);
  });

  it('tell by a pop-up, and give the button that was pressed', async () => {
    assert.equal(await dialogs.tell('Enter the code.', 'Copy'), 'Copy');
    assert.equal(await dialogs.tell('Done.'), undefined);
    assert.deepEqual(told, ['Enter the code. | Copy', 'Done.']);
    await dialogs.tell(HOSTILE);
    // Pop-ups have their own way with links.
    startsWith(told[2], SHOWN);
  });

  it('copy to the clipboard as it is, and confirm it in the status bar', async () => {
    await dialogs.copy('$(text)\n', 'Copied');
    assert.deepEqual([await env.clipboard.readText(), watched.told], ['$(text)\n', ['$(check) Copied']]);
    await dialogs.copy('', HOSTILE);
    startsWith(watched.told[1], `$(check) ${PLAIN}`);
  });

  it('show progress if the work takes long, and return its result', async () => {
    let signal: AbortSignal | undefined;
    const result = dialogs.during(HOSTILE, async (given) => {
      signal = given;
      await until('it is shown', () => watched.told.length > 0);
      return 'done';
    });
    assert.deepEqual([await result, signal?.aborted], ['done', false]);
    startsWith(watched.told[0], WITHOUT_LINKS);
  });

  it('have the work stop when the user cancels it', async () => {
    const tokens = new CancellationTokenSource();
    watched.withProgress = (_options, task) => task({ report: () => undefined }, tokens.token);
    const done = dialogs.during('Asking…', (signal) => until('it is cancelled', () => signal.aborted));
    tokens.cancel();
    await done;
  });

  it('have a link in it for what the user can do meanwhile, which the text itself cannot have', async () => {
    const titleOf = async (text: string) => {
      let followed = 0;
      watched.told.splice(0);
      const follow = () => Promise.resolve(void (followed += 1));
      const work = () => until('the link has been followed', () => followed > 0);
      const done = dialogs.during(text, work, { title: 'Copy', follow });
      await until('it is shown', () => watched.told.length > 0);
      const [title = ''] = watched.told;
      const [, command = ''] = /\[Copy\]\(command:(\S+)\)$/.exec(title) ?? [];
      await run(command);
      await done;
      await assert.rejects(async () => run(command), /not found/);
      return title;
    };
    assert.match(await titleOf('Enter the code.'), /^Enter the code\. \[Copy\]\(command:[^()]+\)$/);
    startsWith(await titleOf(HOSTILE), WITHOUT_LINKS);
    // VS Code takes all from the first open bracket for the text of the link.
    assert.match(
      await titleOf('Enter [the [code at [::1] or [there.'),
      /^Enter \[the \[code at \[::1\] or \(there\. \[Copy\]/,
    );
  });

  it('show no progress for work that ends at once, successfully or not', async () => {
    assert.equal(await dialogs.during('Asking…', () => Promise.resolve('done')), 'done');
    await assert.rejects(
      dialogs.during('Asking…', () => Promise.reject(new Error('down'))),
      /^Error: down$/,
    );
    assert.deepEqual(watched.told, []);
  });

  it('search while the user types, show a failure as the title, and take what is picked', async () => {
    const searched: string[] = [];
    const found = dialogs.search({
      ...{ title: 'Associate', prompt: 'Type to search' },
      find: (text) => {
        searched.push(text);
        return text === 'broken'
          ? Promise.reject(new Error('x'))
          : Promise.resolve([{ label: `Found $(zap) ${text}`, value: text }]);
      },
    });
    const pick = watched.picks.at(-1);
    assert.ok(pick);
    await until('the first search has ended', () => pick.items.length === 1);
    pick.value = 'broken';
    await until('the failure is shown', () => pick.title !== 'Associate');
    assert.equal(pick.items.length, 0);
    pick.value = 'sales';
    await until('the search has ended', () => pick.items.length === 1);
    assert.deepEqual([pick.title, searched], ['Associate', ['', 'broken', 'sales']]);
    assert.equal(pick.items[0]?.label, 'Found \\$(zap) sales');
    assert.equal(await answered(found, accept), 'sales');
  });
});

/** Also that it has an end. */
function startsWith(text: string | undefined, start: string): void {
  assert.equal(text?.slice(0, start.length), start);
  assert.ok(text.length <= 600, `${text.length} characters`);
}
