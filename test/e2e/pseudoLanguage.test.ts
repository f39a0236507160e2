import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { accessible } from '../editor/accessibilityTree.js';
import { cutOffTexts } from '../editor/cutOffTexts.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { englishWordsIn, OPEN, pseudoText } from '../languages/pseudo.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { startJourney, type Journey } from './journey.js';
import { inPseudoLanguage } from './pseudoLanguage.js';
import { Terminal } from './terminal.js';

const VIEW = pseudoText('Available Credentials');
const command = (title: string) => `${pseudoText('Posit Workbench')}: ${pseudoText(title)}`;

/** What is the same in each language. */
const NAMES = [
  ...['Posit Workbench', 'GitHub', 'Sales API', 'Issue Tracker', 'Databricks', 'databricks-staging'],
  ...['Mine', 'Wrong', 'Connect', 'workbench-sales-api', 'openid offline_access sales:read'],
  ...['workbench-issue-tracker', 'issues:read'],
  // What Workbench says about an integration.
  /The token URL \S+ answered 404\. Ask an administrator to check the token_url of this integration/g,
  // Integration IDs.
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
];

/** Values in the diagnostics. */
const VALUES = [
  ...['open-credentials.available-credentials', 'code-server', 'server-distro', 'UTC', 'rpc_cookie'],
  // Values of settings and variables.
  ...['true', 'false', 'override', 'WORKBENCH', 'Viewer, Public'],
  /linux \S+ \S+/g,
  /\/tmp\/\S+/g,
];

describe('In a pseudo-language, no text is missed', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    const folder = temporaryFolder('pseudo-language');
    ended(() => folder.remove());
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({
      ...(await inPseudoLanguage(folder.path)),
      env: sandbox.env,
      settings: {
        'availableCredentials.integrations': [
          { name: 'Mine', issuer: 'http://127.0.0.2:9', client_id: 'mine' },
          { name: 'Wrong' },
        ],
        'availableCredentials.connect.servers': [{ name: 'Connect', url: 'https://127.0.0.2:9/' }],
      },
      opensView: false,
    });
    ended(() => journey.end());
    await journey.window.openView(VIEW);
    await journey.window.row('GitHub').waitFor();
  });

  /** Fails with the texts in which something is not translated. */
  const assertTranslated = (texts: readonly string[], same = NAMES) => {
    assert.ok(
      texts.some((text) => text.includes(OPEN)),
      `nothing is translated: ${texts.join()}`,
    );
    assert.deepEqual(
      texts.flatMap((text) => {
        const words = englishWordsIn(text, same);
        return words.length > 0 ? [`${words.join(' ')}: ${text}`] : [];
      }),
      [],
    );
  };

  /** Without VS Code's own texts, some of which are for screen readers only. */
  const cutOffInQuickInput = async () =>
    (await cutOffTexts(journey.window.page, '.quick-input-widget')).filter((text) => text.includes(OPEN));

  const assertRowTranslated = async (name: string, row: Locator) => {
    const { window } = journey;
    const tooltip = await window.tooltip(row, name);
    const description = (await row.locator('.label-description').innerText()).trim();
    assert.ok(tooltip.includes(description), `${description} is not in: ${tooltip}`);
    assertTranslated([
      ...(await window.inlineActions(row)),
      ...(await window.contextMenu(row)),
      (await row.getAttribute('aria-label')) ?? '',
      await row.innerText(),
      tooltip,
    ]);
  };

  it('in rows, their details, tooltips and menus, and nothing is cut off that is not whole elsewhere', async () => {
    const { window } = journey;
    await window.expand('Sales API');
    await window.expand('Issue Tracker');
    const rows = await window.rows();
    await window.screenshot('pseudo-language-rows');
    assert.deepEqual(
      ['lock', 'key', 'error'].filter((icon) => !rows.some((row) => row.icon === icon)),
      [],
    );
    assertTranslated(rows.flatMap(({ label, description }) => [label, description]));
    const cutOff = await cutOffTexts(window.page, '.sidebar .tree-explorer-viewlet-tree-view');
    assert.deepEqual(
      rows.filter(({ label }) => cutOff.includes(label)),
      [],
    );
    // Long values, and what stands beside a long name. The icon shows what is unusual.
    const heard = (await accessible(window.page, 'treeitem')).map(({ name }) => name).join('\n');
    assert.ok(cutOff.some((text) => text.startsWith('http')));
    assert.deepEqual(
      cutOff.filter((text) => !heard.includes(text)),
      [],
    );
    assertTranslated([await window.message(), ...(await window.viewMenu())]);
    for (const name of ['GitHub', 'Sales API', 'Issue Tracker', 'Mine', 'Wrong', 'Connect']) {
      await assertRowTranslated(name, window.row(name));
    }
  });

  it('in a row that waits for the browser', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), pseudoText('Sign In')));
    await window.page.bringToFront();
    const row = window.rowWithIcon('GitHub', 'sync');
    await assertRowTranslated('GitHub', row);
    await window.chooseFromMenu(row, pseudoText('Cancel Sign In'));
    await tab.close();
  });

  it('in the palette', async () => {
    const found = await journey.window.quickInput.commands(pseudoText('Posit Workbench'));
    // Below each translated title, VS Code shows the English one.
    const titles = found.filter((title) => !title.startsWith('Posit Workbench: '));
    assertTranslated(titles, ['JSON']);
    assert.equal(titles.length * 2, found.length, found.join('\n'));
  });

  it('in the steps of a wizard, and in what it says about input', async () => {
    const { window } = journey;
    const { quickInput } = window;
    const messageWith = async (part: string) => {
      const message = quickInput.message().filter({ hasText: part });
      await message.waitFor();
      // VS Code adds a sentence.
      return (await message.innerText()).replace(/ \(Press 'Enter' .*\)$/, '');
    };
    await window.runCommand(command('Add Integration…'));
    await quickInput.waitForPrompt(pseudoText('Pick the provider of the OAuth server'));
    await window.screenshot('pseudo-language-wizard');
    const providers = await quickInput.items();
    const details = await quickInput.details();
    assertTranslated([await quickInput.title(), ...details], providers);
    // VS Code has one line for a detail. What is cut off there is whole in its tooltip, and for screen readers.
    const heard = (await accessible(window.page, 'option')).map(({ name }) => name).join('\n');
    assert.deepEqual(
      (await cutOffInQuickInput()).filter((text) => !details.includes(text) || !heard.includes(text)),
      [],
    );
    await quickInput.pick('GitHub');
    const prompt = "The host of GitHub: github.com, or the host of your company's GitHub Enterprise.";
    assertTranslated([await quickInput.title(), await messageWith(pseudoText(prompt))]);
    assert.deepEqual(await cutOffInQuickInput(), []);
    await quickInput.type('https://github.com');
    const problem = 'Enter a host name such as github.com, without https:// and without a path.';
    const shown = await messageWith(pseudoText(problem));
    await window.screenshot('pseudo-language-wizard-problem');
    assertTranslated([shown]);
    await quickInput.cancel();
  });

  it('in a document, its title and its code lens, and in the status bar', async () => {
    const { window } = journey;
    await window.clearClipboard();
    await window.runCommand(command('Show Available Credentials Diagnostics'));
    await window.editor.activeTab(`${pseudoText('Available Credentials Diagnostics')}.txt`).waitFor();
    await window.editor.codeLens(pseudoText('Copy to Clipboard')).click();
    await window.statusBarItem(pseudoText('Copied to the clipboard')).waitFor();
    await window.screenshot('pseudo-language-diagnostics');
    const sections = (await window.clipboardText()).split('\n\n');
    assert.ok(sections.length > 10);
    assertTranslated(sections, [...NAMES, ...VALUES]);
  });

  it('above a snippet, which is code', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Sales API'), pseudoText('View Python Snippet'));
    await window.editor.activeTab('Sales API.py').waitFor();
    await window.editor.codeLens(pseudoText('Copy to Clipboard')).waitFor();
  });

  it('in a notification, which is shown as a whole', async () => {
    const { window } = journey;
    await window.pressInline(window.row('Mine'), pseudoText('Sign In'));
    const toast = window.toast('Mine');
    await toast.waitFor();
    await window.screenshot('pseudo-language-notification');
    assert.deepEqual(await cutOffTexts(window.page, '.notification-toast'), []);
    assertTranslated([...(await window.toasts()), ...(await toast.locator('.monaco-button').allInnerTexts())]);
  });

  it('in a dialog over the window, which is shown as a whole', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Mine'), pseudoText('Remove Integration'));
    const dialog = window.dialog('Mine');
    await dialog.waitFor();
    await window.screenshot('pseudo-language-dialog');
    assert.deepEqual(await cutOffTexts(window.page, '.monaco-dialog-box'), []);
    // VS Code adds a button of its own.
    const buttons = (await dialog.locator('.monaco-button').allInnerTexts()).filter((text) => text !== 'Cancel');
    assert.equal(buttons.length, 1);
    const text = dialog.locator('.dialog-message-container');
    assertTranslated([...(await text.innerText()).split('\n'), ...buttons]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('in the menu of accounts', async () => {
    const { page } = journey.window;
    await page.getByRole('button', { name: /^Accounts/ }).click();
    const account = page.locator('.context-view .monaco-menu .action-item').filter({ hasText: 'Sales API' });
    await account.waitFor();
    await journey.window.screenshot('pseudo-language-accounts');
    assertTranslated([await account.innerText()]);
    await page.keyboard.press('Escape');
  });

  it('in the names of terminals', async () => {
    const { quickInput } = journey.window;
    await journey.window.runCommand('Create New Terminal (With Profile)');
    const profiles = (await quickInput.items()).filter((each) => each.includes(OPEN));
    await quickInput.cancel();
    assertTranslated(profiles);
    assert.equal(profiles.length, 2);
  });

  it('in what the command prints in a terminal', async () => {
    const terminal = await Terminal.open(journey);
    for (const line of ['credentials --help', 'credentials list']) {
      const { output, errors, code } = await terminal.run(line);
      assert.deepEqual([errors, code], ['', 0]);
      // Subcommands, examples and arguments.
      const names = /^ {2}(credentials .*|[a-z-]+(?= ))|<[a-z-]+>|\[server\]/gm;
      assertTranslated(output.replaceAll(names, ' ').split('\n'), [...NAMES, 'credentials']);
    }
  });
});
