import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import { rpc, textIn, userinfoStatus } from '../integration/handMadeRpc.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { CONTAINER, signInOnPage, startJourney, type Journey } from './journey.js';
import { until } from '../until.js';

const python = (guid: string) => `# Needs posit-sdk 0.14 or later
from posit.workbench import Client

client = Client()
credentials = client.oauth.get_credentials(audience="${guid}")

if credentials:
    access_token = credentials["access_token"]
    # Use access_token with your API requests
else:
    raise RuntimeError("No access token. Sign in to this integration, then run this again. If it is listed as signed in, sign out first.")
`;

const r = (guid: string) => `# Needs rstudioapi 0.18 or later
credentials <- rstudioapi::getOAuthCredentials(audience = "${guid}")

if (!is.null(credentials)) {
  access_token <- credentials$access_token
  # Use access_token with your API requests
} else {
  stop("No access token. Sign in to this integration, then run this again. If it is listed as signed in, sign out first.")
}
`;

describe('Code snippets', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;
  let guid: string;
  let ownTemplates: string;

  before(async () => {
    const folder = temporaryFolder('snippet-templates');
    ended(() => folder.remove());
    ownTemplates = folder.path;
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    guid = sandbox.integrations.find(({ name }) => name === 'Sales API')?.guid ?? '';
    journey = await startJourney({
      env: sandbox.env,
      settings: { 'availableCredentials.snippets.folder': ownTemplates },
      beforeOpening: (_window, at) => writeFile(path.join(at, 'workspace/model.R'), ''),
    });
    ended(() => journey.end());
    await journey.window.row('Sales API').waitFor();
  });

  const copied = async (text: string) => {
    await journey.window.waitForClipboard(text);
    await journey.window.clearClipboard();
  };

  for (const [language, snippet] of [
    ['Python', python],
    ['R', r],
  ] as const) {
    it(`are copied from a row’s menu: ${language}`, async () => {
      const { window } = journey;
      await window.chooseFromMenu(window.row('Sales API'), `Copy ${language} Snippet`);
      await copied(snippet(guid));
      await window.statusBarItem(`Copied the ${language} snippet for Sales API`).waitFor();
      await window.screenshot(`copied-${language}`);
      assert.deepEqual(await window.toasts(), []);
    });

    it(`are shown from a row’s menu, in a read-only editor: ${language}`, async () => {
      const { window } = journey;
      await window.chooseFromMenu(window.row('Sales API'), `View ${language} Snippet`);
      const tab = `Sales API.${language === 'R' ? 'R' : 'py'}`;
      await window.editor.activeTab(tab).waitFor();
      assert.equal(await window.editor.text(), snippet(guid));
      await window.editor.codeLens('Copy to Clipboard').waitFor();
      await window.screenshot(`snippet-${language}`);
      await window.editor.language(language).waitFor();
      await window.editor.type('x');
      assert.equal(await window.editor.text(), snippet(guid));
    });
  }

  it('open in the same tab again', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Sales API'), 'View Python Snippet');
    await window.editor.activeTab('Sales API.py').waitFor();
    await window.editor.tab('Sales API.R').click();
    await window.chooseFromMenu(window.row('Sales API'), 'View Python Snippet');
    await window.editor.activeTab('Sales API.py').waitFor();
    assert.equal(await window.editor.tab('Sales API.py').count(), 1);
  });

  it('are copied from the editor, by its toolbar and by the lens', async () => {
    const { window } = journey;
    await window.editor.tab('Sales API.py').click();
    await window.editor.pressToolbar('Copy to Clipboard');
    await copied(python(guid));
    await window.statusBarItem('Copied to the clipboard').waitFor();
    await window.editor.codeLens('Copy to Clipboard').click();
    await copied(python(guid));
  });

  it('have that icon in their own editors only', async () => {
    const { window } = journey;
    await window.runCommand('File: New Untitled Text File');
    await window.editor.tab('Untitled-1').waitFor();
    assert.ok(!(await window.editor.toolbar()).includes('Copy to Clipboard'));
    await window.runCommand('View: Close Editor');
  });

  it('come in further languages, by the submenu', async () => {
    const { window } = journey;
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'View Shell Snippet');
    await window.editor.activeTab('Sales API.sh').waitFor();
    await until('its text is there', async () => (await window.editor.text()).includes('oauth_token'));
    const shown = await window.editor.text();
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'Copy Shell Snippet');
    await copied(shown);
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'View JavaScript Snippet');
    await window.editor.activeTab('Sales API.mjs').waitFor();
    await window.screenshot('snippet-JavaScript');
  });

  it('come for the selected row by the palette; a selected detail counts as its row', async () => {
    const { window } = journey;
    await window.expand('Sales API');
    await window.row('Scopes').click();
    await window.runCommand('Posit Workbench: Copy Credential Code Snippet');
    assert.deepEqual(await window.quickInput.items(), ['Python', 'R', 'Shell', 'JavaScript']);
    await window.screenshot('pick-language');
    await window.quickInput.pick('R');
    await copied(r(guid));

    // The language is asked for once.
    await window.row('Sales API').click();
    await window.runCommand('Posit Workbench: View Credential Code Snippet');
    await window.editor.activeTab('Sales API.R').waitFor();

    // Another command asks for it, and offers the last one first.
    await window.runCommand('Posit Workbench: View Snippet in Language…');
    assert.deepEqual(await window.quickInput.items(), ['R', 'Python', 'Shell', 'JavaScript']);
    await window.quickInput.pick('Python');
    await window.editor.activeTab('Sales API.py').waitFor();

    // The language of the code in the editor goes first.
    await window.page.keyboard.press('Control+P');
    await window.quickInput.pick('model.R');
    await window.editor.activeTab('model.R').waitFor();
    await window.runCommand('Posit Workbench: Copy Credential Code Snippet');
    await copied(r(guid));
    await window.runCommand('View: Close Editor');
  });

  it('ask for the integration where none that is signed in is selected', async () => {
    const { window } = journey;
    await window.row('GitHub').click();
    await window.runCommand('Posit Workbench: Copy Credential Code Snippet');
    assert.deepEqual(await window.quickInput.items(), ['Sales API']);
    await window.quickInput.pick('Sales API');
    await copied(python(guid));
  });

  it('come from templates of the user’s own; a broken one is named, and disturbs no other', async () => {
    const { window } = journey;
    await writeFile(path.join(ownTemplates, 'Julia.jl.hbs'), 'audience = {{integration_id}}\n');
    await writeFile(path.join(ownTemplates, 'Broken.py.hbs'), 'x = {{no_such_field}}\n');
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'Copy Snippet in Language…');
    await window.quickInput.pick('Julia');
    await copied(`audience = ${guid}\n`);
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'Copy Snippet in Language…');
    await window.quickInput.pick('Broken');
    const toast = window.toast('no_such_field');
    await toast.waitFor();
    await window.screenshot('broken-template');
    assert.match((await toast.textContent()) ?? '', /Broken\.py\.hbs/);
    await window.dismissToasts();
    await window.chooseFromMenu(window.row('Sales API'), 'Copy Python Snippet');
    await copied(python(guid));
  });

  it('are there again after a reload, without a request to the server', async () => {
    const { window } = journey;
    await window.editor.tab('Sales API.py').click();
    await window.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
    const asked = sandbox.requests.length;
    // Not by the browser, which is quicker than VS Code is to keep what was hidden.
    await window.runCommand('Developer: Reload Window');
    await window.editor.activeTab('Sales API.py').waitFor();
    await until('the text is there', async () => (await window.editor.text()) === python(guid));
    await window.editor.codeLens('Copy to Clipboard').waitFor();
    await window.screenshot('snippet-after-reload');
    await window.editor.pressToolbar('Copy to Clipboard');
    await copied(python(guid));
    assert.equal(sandbox.requests.length, asked);
  });

  it('without a sign-in: the palette says so, and offers Sign In', async () => {
    const { window } = journey;
    await rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid: guid } });
    await window.openView(CONTAINER);
    await window.pressToolbar('Refresh');
    await window.rowWithIcon('Sales API', 'lock').waitFor();
    await window.runCommand('Posit Workbench: View Credential Code Snippet');
    const toast = window.toast('You are not signed in to any integration.');
    await toast.waitFor();
    await window.screenshot('not-signed-in');
    await toast.getByRole('button', { name: 'Sign In' }).click();
    assert.deepEqual(await window.quickInput.items(), ['GitHub', 'Sales API', 'Databricks', 'databricks-staging']);
    await window.quickInput.cancel();
  });

  it('ask for what the session answers with the token of the integration that was signed in to', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Databricks'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('Databricks', 'key').waitFor();
    await tab.close();
    await window.chooseFromMenu(window.row('Databricks'), 'View Python Snippet');
    await window.editor.activeTab('Databricks.py').waitFor();
    await until('its text is there', async () => (await window.editor.text()).includes('audience='));
    const audience = /audience="([^"]+)"/.exec(await window.editor.text())?.[1];
    assert.equal(audience, sandbox.integrations.find(({ name }) => name === 'Databricks')?.guid);
    // As posit-sdk-py makes the call.
    const answer = await rpc(sandbox.env, 'oauth_token', {
      httpMethod: 'GET',
      named: '/oauth_token',
      kwparams: { uuid: audience },
    });
    assert.equal(await userinfoStatus(sandbox, textIn(answer, 'access_token')), 200);
  });
});
