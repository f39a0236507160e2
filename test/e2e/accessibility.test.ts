import assert from 'node:assert/strict';
import { accessible } from '../editor/accessibilityTree.js';
import { Keyboard } from '../editor/keyboard.js';
import { endedAfterAll } from '../ended.js';
import { listed, SIGNED_OUT } from '../integration/command/scriptedBroker.js';
import { startConnect, type Connect } from '../sandbox/connect/connect.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { assertActionsAreReached, statesOf } from './announcedActions.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

/*
 * In a real browser, because only it shows what it makes of the rows for screen readers, and that the keyboard reaches all of
 * them. What is announced in each state is tested in the extension host: rows.test.ts and rowActions.test.ts.
 */
describe('With a screen reader, and without a mouse', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let connect: Connect;
  let journey: Journey;
  let keyboard: Keyboard;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    connect = await startConnect({ allowedRedirectUris: [sandbox.redirectUri] });
    ended(() => connect.stop());
    journey = await startJourney({
      env: sandbox.env,
      opensView: false,
      settings: {
        'availableCredentials.refreshIntervalSeconds': 3600,
        'availableCredentials.connect.servers': [{ name: 'Analytics', url: connect.url }],
      },
    });
    ended(() => journey.end());
    keyboard = new Keyboard(journey.window.page);
  });

  const guidOf = (label: string) => sandbox.integrations.find(({ name }) => name === label)?.guid ?? '';
  const rows = () => accessible(journey.window.page, 'treeitem');
  const snippets =
    'Copy Python Snippet, Copy R Snippet, View Python Snippet, View R Snippet, Snippets in Other Languages';
  const uses = `Actions: Sign Out, ${snippets}, Use for Content…`;

  const focusView = async () => {
    await keyboard.runCommand('Available Credentials: Focus on Available Credentials View');
    await until('the first row has the focus', async () => {
      await keyboard.press('Home');
      return (await keyboard.focused()) === 'Posit Workbench';
    });
  };

  /** Waits until what is heard of a row begins like this: once the state is there, and what can be done. */
  const waitForRow = (...names: readonly string[]) =>
    until(`there are ${names.join(' and ')}`, async () => {
      const heard = (await rows()).map(({ name }) => name);
      return names.every((name) => heard.some((each) => each.startsWith(name)));
    });

  it('the view is opened, and all of its rows have a role, a name, a level and tell whether they are expanded', async () => {
    const { window } = journey;
    await keyboard.runCommand('Available Credentials: Focus on Available Credentials View');
    const id = (label: string) => `Integration ID: ${guidOf(label)}`;
    await waitForRow(`GitHub, Not signed in, ${id('GitHub')}, Actions: `, 'Analytics, Not signed in');
    await window.screenshot('accessible-rows');
    const heard = await rows();
    assert.deepEqual(
      heard.map(({ level, expanded, name }) => [level, expanded, name]),
      [
        [1, true, 'Posit Workbench'],
        [2, false, `GitHub, Not signed in, ${id('GitHub')}, Actions: Sign In`],
        [2, false, `Sales API, Signed in, ${id('Sales API')}, ${uses}`],
        [2, false, heard[3]?.name],
        [2, false, `Databricks, Not signed in, ${id('Databricks')}, Actions: Sign In`],
        [2, false, `databricks-staging, Not signed in, ${id('databricks-staging')}, Actions: Sign In`],
        [
          1,
          undefined,
          `Analytics, Not signed in, URL: ${connect.url}, Actions: Sign In, Sign In with a Device Code, Make Default Server, Remove Server`,
        ],
      ],
    );
    assert.match(
      heard[3]?.name ?? '',
      /^Issue Tracker, Configuration error, .*answered 404.*, Integration ID: .*, Actions: Copy Details, Show Log$/,
    );
  });

  it('the user signs in', async () => {
    await focusView();
    await keyboard.moveTo('GitHub,');
    const tab = await journey.openedTab(() => keyboard.chooseFromMenu('Sign In'));
    await waitForRow('GitHub, Waiting for the browser…');
    assert.match(
      (await rows()).find(({ name }) => name.startsWith('GitHub'))?.name ?? '',
      /, Actions: Cancel Sign In, Open Sign-In Page Again$/,
    );
    await journey.window.screenshot('accessible-signing-in');
    const { login, password } = sandbox.account;
    const page = new Keyboard(tab);
    await tab.getByLabel('Login').waitFor();
    await page.type(login);
    await page.press('Tab');
    await page.type(password);
    await page.press('Enter');
    await tab.getByRole('button', { name: 'Allow' }).waitFor();
    await page.press('Tab');
    await page.press('Enter');
    await waitForRow(`GitHub, Signed in, Integration ID: ${guidOf('GitHub')}, ${uses}`);
    await tab.close();
  });

  it('the user copies a value', async () => {
    await focusView();
    await keyboard.moveTo('GitHub, Signed in');
    await keyboard.press('ArrowRight');
    await waitForRow('Integration ID, ');
    await keyboard.moveTo(`Integration ID, ${guidOf('GitHub')}, Actions: Copy Value`);
    const [row] = (await rows()).filter(({ name }) => name.startsWith('GitHub,'));
    const details = (await rows()).filter(({ level }) => level === 3);
    assert.deepEqual([row?.expanded, details.length, details[0]?.expanded], [true, 6, undefined]);
    await keyboard.chooseFromMenu('Copy Value');
    await journey.window.waitForClipboard(guidOf('GitHub'));
  });

  it('the user views the snippet, and copies it', async () => {
    const { window } = journey;
    await keyboard.press('ArrowLeft');
    await keyboard.waitForFocus('GitHub, Signed in');
    await keyboard.chooseFromMenu('View Python Snippet');
    await window.editor.activeTab('GitHub.py').waitFor();
    await keyboard.runCommand('Posit Workbench: Copy to Clipboard');
    await until('the snippet is copied', async () =>
      (await window.clipboardText()).includes(`get_credentials(audience="${guidOf('GitHub')}")`),
    );
  });

  it("the user finds a row by its name, with VS Code's own find", async () => {
    await focusView();
    await keyboard.press('F3');
    await keyboard.type('staging');
    await keyboard.press('Enter');
    await keyboard.waitForFocus('databricks-staging, ');
    await journey.window.screenshot('accessible-find');
    await keyboard.press('Escape');
  });

  it('the user signs out', async () => {
    await focusView();
    await keyboard.moveTo('GitHub, Signed in');
    await keyboard.chooseFromMenu('Sign Out');
    await waitForRow('GitHub, Not signed in');
    assert.deepEqual(await journey.window.toasts(), []);
  });

  it('the user adds an integration: each question has a name, and what is wrong with the answer is its description', async () => {
    const { page, quickInput } = journey.window;
    await keyboard.runCommand('Posit Workbench: Add Integration…');
    await quickInput.waitForPrompt('Pick the provider');
    const question = async () => {
      const [box] = await accessible(page, 'textbox');
      return [box?.name, box?.description];
    };
    assert.deepEqual(await question(), ['Pick the provider of the OAuth server - Add Integration', '']);
    const [list] = await accessible(page, 'listbox');
    const [option] = await accessible(page, 'option');
    assert.deepEqual(
      [list?.name, option?.name],
      ['Pick the provider of the OAuth server - Add Integration', 'Atlassian, Jira and Confluence Cloud'],
    );
    await keyboard.type('Other');
    await keyboard.waitForFocus('Other');
    await keyboard.press('Enter');
    await quickInput.waitForPrompt('The issuer: the URL');
    const box = 'https://login.example.org - Add Integration';
    const [name, prompt = ''] = await question();
    assert.equal(name, box);
    assert.match(
      prompt,
      /^The issuer: the URL that identifies the OAuth server\. Leave it empty to enter its endpoints\. \(/,
    );
    await keyboard.type('http://login.example.org');
    await quickInput.message().filter({ hasText: 'The issuer cannot be used' }).waitFor();
    await journey.window.screenshot('accessible-wrong-input');
    assert.deepEqual(await question(), [box, 'The issuer cannot be used: it is http, not https.']);
    await quickInput.back();
    await quickInput.waitForPrompt('Pick the provider');
    await keyboard.press('Escape');
  });

  it('the user signs in to a server: its row and those below it tell their states, and their menus offer what is announced', async () => {
    const { window } = journey;
    connect.addSession('administrator', connect.integrations.find(({ name }) => name === 'Sales API')?.guid ?? '');
    await focusView();
    await keyboard.moveTo('Analytics,');
    const tab = await journey.openedTab(() => keyboard.chooseFromMenu('Sign In'));
    await waitForRow('Analytics, Waiting for the browser…');
    await signInOnPage(tab, connect.accounts.administrator, 'Allow');
    await tab.getByRole('heading', { name: 'Return to your editor' }).waitFor();
    await tab.close();
    await waitForRow('Analytics, Signed in', 'Weather, Not signed in');
    await focusView();
    await keyboard.moveTo('Analytics,');
    await window.screenshot('accessible-server');
    const heard = await rows();
    const server = heard.slice(heard.findIndex(({ name }) => name.startsWith('Analytics,')));
    const noSignIn = 'You don’t sign in to a service account: content on the server gets its tokens';
    assert.match(server[0]?.name ?? '', /, User: administrator, Role: administrator, /);
    assert.deepEqual(statesOf(server), [
      [1, true, 'Analytics, Signed in'],
      [2, false, 'Sales API, Signed in'],
      [2, false, 'Weather, Not signed in'],
      [2, false, `Nightly jobs, Service account, ${noSignIn}`],
      [2, false, 'Connect API, Visitor API key'],
      [2, false, 'GitHub, Not signed in'],
      [2, false, 'Snowflake, Not signed in'],
      [2, false, `Data lake, Service account, ${noSignIn}`],
    ]);
    await assertActionsAreReached(keyboard, server);
  });

  it('the user expands a row below a server: its details have a role, a name and a level', async () => {
    await focusView();
    await keyboard.moveTo('Weather, Not signed in');
    await keyboard.press('ArrowRight');
    await waitForRow('Template, ');
    await journey.window.screenshot('accessible-server-details');
    const heard = await rows();
    const at = heard.findIndex(({ name }) => name.startsWith('Weather,'));
    const end = heard.findIndex(({ level }, index) => index > at && level === 2);
    assert.deepEqual([heard[at]?.level, heard[at]?.expanded], [2, true]);
    assert.deepEqual(
      heard.slice(at + 1, end).map(({ level, expanded, name }) => [level, expanded, name.replace(/, .+,/, ', …,')]),
      [
        ...['Integration ID', 'Template', 'Authentication type', 'Client ID', 'Scopes', 'Auth URL', 'Token URL'],
        ...['Authentication mode', 'Token endpoint authentication', 'Use PKCE', 'Content items that use it'],
        ...['Created', 'Updated'],
      ].map((label) => [3, undefined, `${label}, …, Actions: Copy Value`]),
    );
    await keyboard.moveTo('Authentication type, Viewer, ');
    assert.deepEqual(await keyboard.contextMenu(), ['Copy Value']);
  });

  it('a server tells that its list is not up to date, that there is none, and that the user must sign in again', async () => {
    const { window } = journey;
    const refresh = () => keyboard.runCommand('Posit Workbench: Refresh Available Credentials');
    /** Waits until this is heard of a server, and returns whether its row is expanded. */
    const heardOf = async (name: string, text: RegExp): Promise<boolean | undefined> => {
      const server = async () => (await rows()).find((each) => each.level === 1 && each.name.startsWith(`${name}, `));
      await until(`${name} says ${String(text)}`, async () => text.test((await server())?.name ?? ''));
      return (await server())?.expanded;
    };
    await connect.suspend();
    await refresh();
    assert.equal(await heardOf('Analytics', /, Signed in, .*cannot be reached/), true);
    const settings = { 'availableCredentials.refreshIntervalSeconds': 3600 };
    await journey.set(settings);
    await until('the server is gone', async () => (await rows()).every(({ name }) => !name.startsWith('Analytics, ')));
    await journey.set({
      ...settings,
      'availableCredentials.connect.servers': [{ name: 'Analytics', url: connect.url }],
    });
    assert.equal(await heardOf('Analytics', /, Signed in, .*cannot be reached/), undefined);
    await window.screenshot('accessible-server-failed');
    await connect.resume();
    connect.intercept((_request, response, path) => {
      const [status, error] = path.endsWith('/token') ? [400, 'invalid_grant'] : [401, 'invalid token'];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      return true;
    });
    await refresh();
    assert.equal(await heardOf('Analytics', /, Sign in again, .*, Actions: Sign In, /), undefined);
    await window.screenshot('accessible-server-sign-in-again');
    connect.intercept(undefined);
  });

  it('the user filters by status, is told that nothing matches, and clears the filter', async () => {
    const { window } = journey;
    sandbox.intercept((_request, response) => {
      response.end(JSON.stringify(listed(SIGNED_OUT)));
      return true;
    });
    await journey.set({ 'availableCredentials.refreshIntervalSeconds': 3600 });
    await keyboard.runCommand('Posit Workbench: Refresh Available Credentials');
    await until('there is one row', async () => (await rows()).length === 1);
    await keyboard.runCommand('Posit Workbench: Show Integrations Not Signed In');
    await until('it is told', async () => (await window.message()) === 'Filtered: not signed in.');
    await window.screenshot('accessible-filtered');
    await keyboard.runCommand('Posit Workbench: Show Signed-In Integrations');
    await window.welcomeText('No integration matches the filter.');
    await window.screenshot('accessible-filter-empty');
    assert.deepEqual(await rows(), []);
    await keyboard.runCommand('Available Credentials: Focus on Available Credentials View');
    await keyboard.moveTo('Clear Filter', 'Tab');
    await keyboard.press('Enter');
    await waitForRow('Sales API, Not signed in');
    sandbox.intercept(undefined);
  });

  it('the view tells that the list is not up to date, that there is none, and why', async () => {
    const { window } = journey;
    const { page } = window;
    const texts = async () => (await accessible(page, 'StaticText')).map(({ name }) => name).join('\n');
    await sandbox.suspend();
    await keyboard.runCommand('Posit Workbench: Refresh Available Credentials');
    await until('it is told', async () => /Last updated .* cannot be reached/.test(await texts()));
    await sandbox.resume();
    sandbox.intercept((_request, response) => {
      response.end('{"providers":[]}');
      return true;
    });
    await keyboard.runCommand('Posit Workbench: Refresh Available Credentials');
    await window.welcomeText('No OAuth integrations are configured.');
    const buttons = async () => new Set((await accessible(page, 'button')).map(({ name }) => name));
    assert.match(await texts(), /No OAuth integrations are configured/);
    assert.ok((await buttons()).has('Refresh'));
    sandbox.intercept(undefined);
    await sandbox.suspend();
    await keyboard.runCommand('Posit Workbench: Refresh Available Credentials');
    await window.welcomeText('Posit Workbench cannot be reached');
    const offered = await buttons();
    assert.ok(offered.has('Try Again') && offered.has('log'));
    await window.screenshot('accessible-error');
  });
});
