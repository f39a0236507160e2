import assert from 'node:assert/strict';
import { until } from '../until.js';
import type { HostileJourney } from './hostileJourney.js';
import { HOSTILE_TEXTS, type HostileText, saidBy, SOME_HOSTILE_TEXTS } from './hostileTexts.js';
import { assertInert } from './inertPage.js';

/** In a pop-up a space keeps VS Code from making a link. */
function inPopUp(text: string): string {
  return text.replaceAll('](', '] (');
}

/** The tests of what is shown outside the view. To be called in a `describe`: they share the window, which takes long to open. */
export function testsElsewhere(hostile: () => HostileJourney): void {
  /** Looks at the one pop-up that is there, and closes it. */
  const popUp = async (beginning: string) => {
    const text = await look(beginning);
    await hostile().window.dismissToasts();
    return text;
  };

  /** Looks at the one pop-up that is there. */
  const look = async (beginning: string) => {
    const { window } = hostile();
    await window.toast(beginning).waitFor();
    const message = window.page.locator('.notification-list-item-message');
    assert.equal(await message.locator('a, .codicon').count(), 0);
    await assertInert(window.page);
    await screenshotOnce('hostile-pop-up');
    const [text = ''] = await window.toasts();
    return text;
  };

  const taken = new Set<string>();

  /** Screenshots are slow, and one of each place is enough. */
  const screenshotOnce = async (name: string) => {
    if (!taken.has(name)) {
      taken.add(name);
      await hostile().window.screenshot(name);
    }
  };

  const startsWith = (text: string, start: string) => assert.equal(text.slice(0, start.length), start);

  it('is no page to sign in at', async () => {
    const { window, server } = hostile();
    await hostile().refresh(false);
    const urls = ['command:workbench.action.terminal.new', 'javascript:alert(1)', 'http://evil.example/\u202e'];
    for (const url of urls) {
      server.answer = { url };
      await window.pressInline(window.row('Twin'), 'Sign In');
      assert.match(
        await popUp('Could not sign in'),
        /its address is not safe: it (?:begins with|contains control characters)/,
      );
    }
  });

  it('is text in the pop-up of a failed sign-in', async () => {
    const { window, server } = hostile();
    await hostile().refresh(false);
    // The server has named pages before: from any other, an error would lead to its home page.
    for (const each of SOME_HOSTILE_TEXTS) {
      server.answer = { error: each.text };
      await window.pressInline(window.row(each.shown), 'Sign In');
      startsWith(await popUp('Could not sign in'), inPopUp(`Could not sign in to ${each.shown}: ${saidBy(each)}`));
    }
  });

  it('is text in the pop-up of a failed sign-out', async () => {
    const { window, server } = hostile();
    await hostile().refresh(true);
    // So that the errors are those of a server that can sign out.
    server.answer = { result: true };
    const before = server.answered;
    await window.chooseFromMenu(window.row('Twin'), 'Sign Out');
    await until('it is signed out', () => server.answered > before);
    for (const each of only('bidi', 'commands', 'icons')) {
      server.answer = { result: false, detail: each.text };
      await window.chooseFromMenu(window.row(each.shown), 'Sign Out');
      startsWith(await popUp('Could not sign out'), inPopUp(`Could not sign out of ${each.shown}: ${saidBy(each)}`));
    }
  });

  it('is text in the dialog and the pop-up that tell the way by hand', async () => {
    const { window, server, journey } = hostile();
    await hostile().refresh(true);
    server.answer = { error: 'unknown method' };
    for (const each of only('bidi', 'commands', 'icons')) {
      const instruction = inPopUp(`To sign out of ${each.shown}, go to Settings`);
      await window.chooseFromMenu(window.row(each.shown), 'Sign Out');
      const dialog = window.dialog('To sign out');
      const message = dialog.locator('.dialog-message-text');
      startsWith(await message.innerText(), instruction);
      assert.equal(await dialog.locator('a[href], .dialog-message-text .codicon').count(), 0);
      await assertInert(window.page);
      await screenshotOnce('hostile-dialog');
      const open = dialog.getByRole('button', { name: 'Open Workbench' });
      const tab = await journey.openedTab(() => open.click());
      await tab.close();
      startsWith(await look('To sign out'), instruction);
      await window.toast('To sign out').getByRole('button', { name: 'Cancel' }).click();
      await window.toast('To sign out').waitFor({ state: 'hidden' });
    }
  });

  for (const [command, isSignedIn, status] of [
    ['Sign In to Integration', false, 'Not signed in'],
    ['Sign Out of Integration', true, 'Signed in'],
    ['Copy Credential Code Snippet', true, 'Signed in'],
  ] as const) {
    it(`is text in the quick pick of ${command}`, async () => {
      const { window } = hostile();
      await hostile().refresh(isSignedIn);
      await window.runCommand(`Posit Workbench: ${command}`);
      assert.deepEqual((await window.quickInput.items()).slice(0, HOSTILE_TEXTS.length + 1), [
        ...HOSTILE_TEXTS.map(({ shown }) => shown),
        'Twin',
      ]);
      assert.deepEqual((await window.quickInput.descriptions()).slice(0, HOSTILE_TEXTS.length + 1), [
        ...HOSTILE_TEXTS.map(() => status),
        `Duplicate ID · ${status}`,
      ]);
      assert.equal(await window.page.locator('.quick-input-list .label-name .codicon').count(), 0);
      await assertInert(window.page);
      await screenshotOnce('hostile-pick');
      await window.quickInput.cancel();
    });
  }

  it('is text in the status bar', async () => {
    const { window } = hostile();
    await hostile().refresh(true);
    for (const { shown } of SOME_HOSTILE_TEXTS) {
      await window.chooseFromMenu(window.row(shown), 'Copy Python Snippet');
      const item = window.statusBarItem(`Copied the Python snippet for ${shown}`);
      await item.waitFor();
      // Ours.
      assert.equal(await item.locator('.codicon').count(), 1);
      await assertInert(window.page);
    }
    await window.screenshot('hostile-status-bar');
  });

  it('is a literal in snippets, and text in the titles of their editors', async () => {
    const { window } = hostile();
    await hostile().refresh(true);
    for (const { shown, text, fileName } of SOME_HOSTILE_TEXTS) {
      await window.chooseFromSubmenu(window.row(shown), 'Snippets in Other Languages', 'View JavaScript Snippet');
      const title = `${fileName}.mjs`;
      const tab = window.editor.activeTab(title);
      await tab.waitFor();
      assert.ok((await window.editor.tooltip(tab)).includes(`/JavaScript/${title}`));
      assert.deepEqual((await window.editor.breadcrumbs()).slice(1), ['JavaScript', title]);
      await assertInert(window.page);
      await screenshotOnce('hostile-editor');
      await window.clearClipboard();
      await window.editor.pressToolbar('Copy to Clipboard');
      await until('the snippet is copied', async () => (await window.clipboardText()) !== '');
      const snippet = await window.clipboardText();
      assert.doesNotMatch(snippet.replaceAll('\n', ''), /\p{C}/u);
      const values = snippet
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      assert.deepEqual([values[0], values[2], values[6]], [text, text, `${text} read`]);
    }
  });

  it('is one line in the log', async () => {
    const { window, server, journey } = hostile();
    await hostile().refresh(false);
    const logged = async () => (await journey.ownLog()).split('\n').filter((line) => line !== '');
    for (const { name, text } of SOME_HOSTILE_TEXTS) {
      server.answer = { error: text };
      await window.pressInline(window.row(`ID ${name}`), 'Sign In');
      await popUp(`Could not sign in to ID ${name}`);
    }
    // Of the others, whose GUIDs are such, other tests have told.
    const told = (lines: string[]) => lines.filter((line) => /sign-in, workbench:(?!00000000-)/.test(line));
    // VS Code writes it a little later, and not by whole lines.
    await until('all is in the log', async () => {
      const lines = told(await logged());
      return SOME_HOSTILE_TEXTS.every((each, at) => lines[at]?.includes(saidBy(each)));
    });
    const lines = await logged();
    assert.equal(told(lines).length, SOME_HOSTILE_TEXTS.length);
    for (const line of lines) {
      assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[\w+\] \P{C}{1,2000}$/u);
    }
    await window.runCommand('Posit Workbench: Show Available Credentials Log');
    await window.page.locator('.part.panel .view-lines').filter({ hasText: 'commands' }).waitFor();
    await window.screenshot('hostile-log');
    await assertInert(window.page);
  });
}

function only(...names: string[]): readonly HostileText[] {
  return HOSTILE_TEXTS.filter(({ name }) => names.includes(name));
}
