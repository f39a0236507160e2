import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { endedAfterAll } from '../ended.js';
import type { Connect } from '../sandbox/connect/connect.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { startConnectServers, type ConnectServers } from './canary/connectServers.js';
import { JourneyContent } from './canary/journeyContent.js';
import { JourneyRecord } from './canary/journeyRecord.js';
import { itKeepsSecrets } from './canary/keepsSecrets.js';
import type { Evidence, Secret } from './canary/leaks.js';
import { openDeviceCodePage } from './deviceCodePage.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';
import { exists, Terminal } from './terminal.js';

/** What is typed into password boxes, beside API keys. */
const TYPED = {
  created: 'typed-secret-1f6c0e93a7',
  changed: 'typed-secret-8b24d7715e',
  inJson: 'typed-secret-c09be36f12',
  wrongKey: 'WrongKeyWrongKeyWrongKey12345678',
};

/** Where the files of a window are that authorize code in terminals, and content. */
const FILES_FOR_CODE = /^tmp\/available-credentials-\d+-\w+\/(rpc_cookie|content_session_token|content\.env)$/;

/** Writes the address that it is asked to open to a file. */
const BROWSER = `#!/bin/sh
printf '%s' "$1" > "$OPENED.draft" && mv "$OPENED.draft" "$OPENED"
`;

/*
 * In one real editor and browser, because nothing else shows that redirects come back by each way through the pages of a server,
 * with what browsers forbid (form-action, other addresses), and what the editor and the browser keep and show of it all. That each
 * place is searched is shown in canary.test.ts.
 */
describe('A journey with servers of Posit Connect, at trace level', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let servers: ConnectServers;
  let journey: Journey;
  let record: JourneyRecord;
  let content: JourneyContent;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    servers = await startConnectServers(ended, sandbox.redirectUri);
    journey = await startJourney({
      env: sandbox.env,
      logLevel: 'trace',
      settings: {
        'availableCredentials.refreshIntervalSeconds': 3600,
        'availableCredentials.connect.servers': servers.entries,
      },
      beforeOpening: async (window, folder) => {
        record = await JourneyRecord.begin(window, folder, mayHoldCode);
      },
    });
    ended(() => journey.end());
    content = new JourneyContent(journey, ended);
    await journey.window.row('Pasted').waitFor();
  });

  afterEach(() => record.processes());

  /** The rows of the servers that the journey adds: their host, with the port once that is taken. */
  const analytics = () => new URL(servers.relayed.url).hostname;
  const old = () => new URL(servers.old.url).host;

  /** The pages to which a code is brought: Workbench's, that of a server, and on loopback. */
  const mayHoldCode = (url: URL): boolean =>
    [sandbox.redirectUri, servers.relayed.redirectUri].some((page) => url.href.startsWith(`${page}?`)) ||
    (url.hostname === '127.0.0.1' && /^(\/stable-\w+)?\/callback$/.test(url.pathname));

  /** As a viewer, whose servers have no rows below theirs: each name of an integration is there once. */
  const signInAsViewer = (tab: Page, { accounts }: Connect) => signInOnPage(tab, accounts.viewer, 'Allow');

  const signedInRow = (name: string) => journey.window.row(name).filter({ hasText: 'viewer (viewer)' });

  /** Waits for each question, and answers it with a text; `undefined` takes what is there. */
  const answer = async (...questions: readonly (readonly [prompt: string, text?: string])[]) => {
    const { quickInput } = journey.window;
    for (const [prompt, text] of questions) {
      await quickInput.waitForPrompt(prompt);
      await (text === undefined ? quickInput.accept() : quickInput.enter(text));
    }
  };

  const pick = async (prompt: string, label: string) => {
    await journey.window.quickInput.waitForPrompt(prompt);
    await journey.window.quickInput.pick(label);
  };

  it('signs in from the palette, by the address of a dashboard and Workbench’s relay', async () => {
    const { window } = journey;
    const { relayed } = servers;
    await window.quickInput.run('Posit Workbench: Sign In to Posit Connect…');
    await window.quickInput.waitForPrompt('Enter the address of the server');
    await window.screenshot('connect-1-address');
    const address = `${relayed.url}/connect/#/apps/1/access`;
    const tab = await journey.openedTab(() => window.quickInput.enter(address));
    await window.rowWithIcon(analytics(), 'sync').waitFor();
    await signInOnPage(tab, relayed.accounts.administrator, 'Allow');
    await tab.getByRole('heading', { name: 'Return to your editor' }).waitFor();
    await tab.close();
    await window.row('Weather').waitFor();
    await window.row(analytics()).filter({ hasText: 'administrator (administrator)' }).waitFor();
    // The list that follows redraws the rows, and VS Code loses a click on a row that it is just redrawing.
    const last = (path: string) => relayed.requests.findLastIndex((each) => each.path === path);
    await until(
      'the token is renewed, and the list is requested with the new one',
      () => relayed.refreshes > 0 && last('/__api__/v1/oauth/integrations') > last('/oauth/v1/token'),
    );
    await window.screenshot('connect-2-signed-in');
  });

  it('signs in to an integration on the server’s page', async () => {
    const { window } = journey;
    const { url, accounts } = servers.relayed;
    const { login, password } = accounts.administrator;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Weather'), 'Sign In'));
    // First to the server itself, whose page knows nothing of the editor's token; then to the provider.
    await tab.getByLabel('Login').fill(login);
    await tab.getByLabel('Password').fill(password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL(({ origin }) => origin !== new URL(url).origin);
    await signInOnPage(tab, accounts.administrator, 'Allow');
    await window.rowWithIcon('Weather', 'key').waitFor();
    await tab.close();
    await window.expand('Weather');
    await window.screenshot('connect-4-integration');
  });

  it('creates an integration, and changes its client secret', async () => {
    const { window } = journey;
    const { quickInput } = window;
    await window.chooseFromMenu(window.row(analytics()), 'Create Integration…');
    await pick('Start with', 'A Template of the Server');
    await pick('Pick the template', 'Custom');
    await pick('Authentication type', 'Viewer');
    await quickInput.waitForPrompt('Register this redirect URI');
    await window.screenshot('connect-5-redirect-uri');
    await quickInput.press('Copy Redirect URI of Posit Connect');
    assert.equal(await record.clipboard(), servers.relayed.redirectUri);
    await quickInput.accept();
    await pick('Authentication mode', 'Confidential');
    await answer(['Client ID', 'client-of-the-journey'], ['Client secret', TYPED.created]);
    await answer(['Authorization URL', 'nonsense']);
    await window.screenshot('connect-6-not-valid');
    await answer(
      ['absolute http', 'https://login.example.org/authorize'],
      ['Token URL', 'https://login.example.org/t'],
    );
    await pick('Token endpoint authentication', 'client_secret_post');
    await answer(['Scopes', 'openid']);
    await pick('Use PKCE', 'No');
    await answer(['The name', 'Ledger'], ['The description', 'Books of the company.']);
    const question = window.dialog('Create the integration Ledger');
    await question.waitFor();
    await window.screenshot('connect-7-create');
    await question.getByRole('button', { name: 'Create' }).click();
    // Without waiting for the notification to be closed.
    await window.row('Ledger').waitFor();
    await window.screenshot('connect-8-created');
    await window.dismissToasts();
    await window.chooseFromMenu(window.row('Ledger'), 'Edit Integration…');
    await quickInput.waitForPrompt('Pick what to change');
    await window.screenshot('connect-9-edit');
    await quickInput.pick('Client secret');
    await answer(['Client secret', TYPED.changed]);
    await window.toast('Changed the integration Ledger').waitFor();
    await window.dismissToasts();
  });

  it('creates one from JSON with a client secret, and deletes it', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row(analytics()), 'Create Integration…');
    await pick('Start with', 'JSON');
    const config = { client_id: 'b', client_secret: TYPED.inJson, scopes: 'repo' };
    await answer(['Paste the JSON', JSON.stringify({ template: 'github', name: 'Code', config })]);
    await answer(['Register this']);
    await window.quickInput.waitForPrompt('Check the values');
    await window.screenshot('connect-8-values');
    await window.quickInput.accept();
    await window.dialog('Create the integration Code').getByRole('button', { name: 'Create' }).click();
    await window.row('Code').waitFor();
    await window.dismissToasts();
    await window.chooseFromMenu(window.row('Code'), 'Delete Integration…');
    const question = window.dialog('Delete the integration Code?');
    await question.waitFor();
    await window.screenshot('connect-10-delete');
    await question.getByRole('button', { name: 'Delete' }).click();
    await window.row('Code').waitFor({ state: 'detached' });
  });

  it('views and copies snippets, and associates content', async () => {
    const { window } = journey;
    for (const [language, extension] of [
      ['Python', 'py'],
      ['R', 'R'],
    ] as const) {
      await window.chooseFromMenu(window.row('Weather'), `View ${language} Snippet`);
      await window.editor.activeTab(`Weather.${extension}`).waitFor();
      await window.editor.codeLens('Copy to Clipboard').waitFor();
      await window.screenshot(`connect-11-snippet-${extension}`);
      await record.document();
      await window.chooseFromMenu(window.row('Weather'), `Copy ${language} Snippet`);
      assert.ok(await record.clipboard());
    }
    await window.chooseFromMenu(window.row('Weather'), 'Associate with Content…');
    await window.quickInput.waitForPrompt('Type to search your content');
    await window.quickInput.type('usage');
    await until('one is found', async () => (await window.quickInput.items()).join() === 'Usage report');
    await window.screenshot('connect-12-associate');
    await window.quickInput.accept();
    const question = window.dialog('Change the integrations of Usage report?');
    await question.waitFor();
    await window.screenshot('connect-13-associate');
    await question.getByRole('button', { name: 'Change' }).click();
    await window.toast('Usage report now uses').waitFor();
    await window.dismissToasts();
  });

  it('signs in to a server that allows only loopback, by the editor’s own page', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Strict'), 'Sign In'));
    await signInAsViewer(tab, servers.strict);
    await tab.getByText('You can close this page now.').waitFor();
    await tab.close();
    await signedInRow('Strict').waitFor();
    await window.chooseFromMenu(signedInRow('Strict'), 'Sign Out');
    await window.rowWithIcon('Strict', 'lock').waitFor();
  });

  it('signs in by a device code', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Strict'), 'Sign In with a Device Code');
    await window.toast('To sign in to Strict, enter the code').waitFor();
    await window.screenshot('connect-14-device-code');
    const tab = await openDeviceCodePage(journey, 'Strict');
    await record.clipboard();
    await tab.bringToFront();
    await tab.getByRole('button', { name: 'Continue' }).click();
    await signInAsViewer(tab, servers.strict);
    await signedInRow('Strict').waitFor();
    await tab.close();
  });

  it('signs in by the address of a page that the browser cannot load', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Pasted'), 'Sign In'));
    const isLastPage = (url: string) => /^http:\/\/127\.0\.0\.1:\d+\/callback\?/.test(url);
    const failed = tab.waitForEvent('requestfailed', (request) => isLastPage(request.url()));
    await signInAsViewer(tab, servers.pasted);
    const address = (await failed).url();
    await tab.close();
    await window.page.bringToFront();
    await answer(['copy the whole address of that page', address]);
    await signedInRow('Pasted').waitFor();
  });

  it('signs in to a server without OAuth by an API key, after a wrong one', async () => {
    const { window } = journey;
    await window.quickInput.run('Posit Workbench: Sign In to Posit Connect…');
    await answer(['Enter the address', servers.old.url], ['Create an API key', TYPED.wrongKey]);
    await window.quickInput.waitForPrompt('does not accept the API key');
    await window.screenshot('connect-15-api-key');
    await window.quickInput.enter(servers.old.apiKeys.viewer);
    await signedInRow(old()).waitFor();
    await window.screenshot('connect-16-servers');
  });

  it('gives the token to a terminal, where the command signs in by a listener of its own', async () => {
    await until('the broker runs', async () => (await journey.ownLog()).includes('broker: listens at'));
    const terminal = await Terminal.open(journey);
    // Only how long it is: what is printed is a file, in which no token belongs.
    const { output } = await terminal.run(`credentials connect token ${analytics()} | wc -c`);
    assert.ok(Number(output) > 20);
    const program = path.join(journey.folder, 'xdg-open');
    await writeFile(program, BROWSER);
    await chmod(program, 0o700);
    const opened = path.join(journey.folder, 'opened');
    const environment = `-u AVAILABLE_CREDENTIALS_WINDOW PATH="${journey.folder}:$PATH" OPENED=${opened}`;
    const ending = await terminal.start(`env ${environment} credentials login ${servers.strict.url}`);
    await until('the command opens the browser', () => exists(opened));
    const tab = await journey.window.page.context().newPage();
    await tab.goto(await readFile(opened, 'utf8'));
    await signInAsViewer(tab, servers.strict);
    await tab.getByRole('heading', { name: 'Return to your editor' }).waitFor();
    await tab.close();
    const result = await ending();
    assert.deepEqual([result.code, /viewer \(viewer\)/.test(result.output)], [0, true]);
  });

  it('runs content as on Posit Connect, in a terminal and in the debugger, and opens an app as another viewer', async () => {
    assert.match(await content.run(), /^ok +API key/m);
    await journey.window.screenshot('connect-17-terminal');
    await content.debug();
    await journey.window.screenshot('connect-17-debugger');
    await content.view();
    await journey.window.dismissToasts();
  });

  it('meets a server that repeats the token, and shows its diagnostics', async () => {
    const { window } = journey;
    const { relayed } = servers;
    relayed.intercept((request, response) => {
      const told = request.headers.authorization ?? '';
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 1, error: `Not right: ${told}`, payload: told }));
      return true;
    });
    await window.pressToolbar('Refresh');
    await until('the view says so', async () => /Not right/.test(await window.message()));
    await window.chooseFromMenu(window.row('Weather'), 'Sign Out');
    await window.toast('Could not sign out of Weather').waitFor();
    await window.dismissToasts();
    await record.diagnostics('connect-17-diagnostics');
    relayed.intercept(undefined);
    await window.pressToolbar('Refresh');
    await until('the view is up to date', async () => !/Not right/.test(await window.message()));
  });

  it('signs out, and removes the server once that is confirmed', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Weather'), 'Sign Out');
    await window.rowWithIcon('Weather', 'lock').waitFor();
    await window.chooseFromMenu(window.row(analytics()), 'Sign Out');
    await window.rowWithIcon(analytics(), 'lock').waitFor();
    await window.chooseFromMenu(window.row(analytics()), 'Remove Server');
    const question = window.dialog(`Remove ${analytics()} from this view?`);
    await question.waitFor();
    await window.screenshot('connect-18-remove');
    await question.getByRole('button', { name: 'Remove' }).click();
    await window.row(analytics()).waitFor({ state: 'detached' });
  });

  describe('reveals no secret:', () => {
    let evidence: readonly Evidence[];
    let secrets: readonly Secret[];

    before(async () => {
      await journey.reload();
      await signedInRow(old()).waitFor();
      evidence = (await record.evidence()).filter(({ what }) => !FILES_FOR_CODE.test(what));
      secrets = [
        ...Object.entries(TYPED).map(([name, value]) => ({ kind: `typed text (${name})`, value })),
        ...content.secrets,
        ...servers.all.flatMap((each) => each.secrets).map((value) => ({ kind: 'secret of a server', value })),
      ];
    });

    it('there are many, codes came by each way, and tokens were renewed', () => {
      assert.ok(secrets.length > 60, `${secrets.length} secrets`);
      assert.equal(content.secrets.length, 3);
      assert.ok(record.deliveredCodes >= 5, `${record.deliveredCodes} codes`);
      assert.ok(servers.relayed.refreshes > 0);
    });

    itKeepsSecrets(() => ({ journey, evidence, secrets }));
  });
});
