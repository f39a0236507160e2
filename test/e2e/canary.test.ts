import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFile, access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import { tokenOf } from '../integration/handMadeRpc.js';
import { secretKinds } from '../sandbox/issuedSecrets.js';
import { startSandbox, type Interceptor, type IssuedSecret, type Sandbox } from '../sandbox/sandbox.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import { JourneyRecord } from './canary/journeyRecord.js';
import { itKeepsSecrets } from './canary/keepsSecrets.js';
import { assertNoLeaks, findLeaks, places, type Evidence } from './canary/leaks.js';
import { cookieOf, cookieParts, listThatRepeats, repeatingAnswers } from './canary/repeatedCookie.js';
import { storedFiles } from './canary/storedFiles.js';
import { CONTAINER, signInOnPage, startJourney, type Journey } from './journey.js';

/** So short that each call for an access token refreshes it, which uses up the refresh token. */
const ACCESS_TOKEN_LIFETIME = 30_000;

/** No secret, but looked for as one, and put into every place on purpose: a GUID, so that snippets take it. */
const probe = { kind: 'probe', value: randomUUID() };

describe('A journey at trace level', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;
  let record: JourneyRecord;

  before(async () => {
    const folder = temporaryFolder('canary');
    ended(() => folder.remove());
    const templates = path.join(folder.path, probe.value);
    await mkdir(templates);
    sandbox = await startSandbox({ accessTokenLifetime: ACCESS_TOKEN_LIFETIME });
    ended(() => sandbox.stop());
    journey = await startJourney({
      env: sandbox.env,
      logLevel: 'trace',
      settings: {
        'availableCredentials.refreshIntervalSeconds': 3600,
        'availableCredentials.snippets.folder': templates,
      },
      beforeOpening: async (window, folder) => {
        const mayHoldCode = ({ href }: URL) => href.startsWith(`${sandbox.redirectUri}?`);
        record = await JourneyRecord.begin(window, folder, mayHoldCode);
      },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
    intercept(() => false);
  });

  afterEach(() => {
    record.processes();
    intercept(() => false);
  });

  /** Each RPC is also an occasion to look at the processes, while the one that calls is sure to be there. */
  const intercept = (handler: Interceptor) =>
    sandbox.intercept((request, response, method) => {
      record.processes();
      return handler(request, response, method);
    });

  const intoTerminal = async (command: string) => {
    const { page } = journey.window;
    await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await page.keyboard.type(command);
    await page.keyboard.press('Enter');
  };

  it('shows integrations, and copies their details', async () => {
    const { window } = journey;
    for (const name of ['GitHub', 'Sales API', 'Issue Tracker', 'Databricks']) {
      await window.tooltip(window.row(name), 'Integration ID');
    }
    await window.expand('Sales API');
    for (const { label } of (await window.rows()).filter(({ level }) => level === 2)) {
      await window.pressInline(window.row(label), 'Copy Value');
      assert.ok(await record.clipboard());
    }
    await window.expand('GitHub');
    await record.diagnostics();
  });

  it('signs in and out', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Databricks'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('Databricks', 'key').waitFor();
    await tab.close();
    await window.chooseFromMenu(window.row('Databricks'), 'Sign Out');
    await window.rowWithIcon('Databricks', 'lock').waitFor();

    await window.runCommand('Posit Workbench: Sign In to Integration');
    const again = await journey.openedTab(() => window.quickInput.pick('Databricks'));
    await signInOnPage(again, sandbox.account, 'Allow');
    await window.rowWithIcon('Databricks', 'key').waitFor();
    await again.close();
    await window.runCommand('Posit Workbench: Sign Out of Integration');
    await window.quickInput.pick('Databricks');
    await window.rowWithIcon('Databricks', 'lock').waitFor();
  });

  it('is refused consent, and cancels', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Cancel');
    await tab.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await tab.close();
    await window.pressInline(window.rowWithIcon('GitHub', 'sync'), 'Cancel Sign In');
    await window.rowWithIcon('GitHub', 'lock').waitFor();
  });

  it('signs in while the window is reloaded', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await window.rowWithIcon('GitHub', 'sync').waitFor();
    await window.page.bringToFront();
    await window.runCommand('Developer: Reload Window');
    await window.openView(CONTAINER);
    await signInOnPage(tab, sandbox.account, 'Allow');
    await tab.getByRole('heading', { name: 'You are signed in to GitHub' }).waitFor();
    await tab.close();
    await window.pressToolbar('Refresh');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    // From a server that has not shown since the reload that it can do both, an error would lead to its home page.
    await window.chooseFromMenu(window.row('GitHub'), 'Sign Out');
    await window.rowWithIcon('GitHub', 'lock').waitFor();
    const again = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await signInOnPage(again, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await again.close();
  });

  for (const [language, extension] of [
    ['Python', 'py'],
    ['R', 'R'],
    ['Shell', 'sh'],
    ['JavaScript', 'mjs'],
  ] as const) {
    it(`views and copies a snippet: ${language}`, async () => {
      const { window } = journey;
      const choose = (title: string) =>
        ['Python', 'R'].includes(language)
          ? window.chooseFromMenu(window.row('Sales API'), title)
          : window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', title);
      await choose(`View ${language} Snippet`);
      await window.editor.activeTab(`Sales API.${extension}`).waitFor();
      await window.editor.codeLens('Copy to Clipboard').waitFor();
      await record.document();
      await window.editor.pressToolbar('Copy to Clipboard');
      await record.clipboard();
      await choose(`Copy ${language} Snippet`);
      await record.clipboard();
    });
  }

  it('copies and views a snippet by the palette', async () => {
    const { window } = journey;
    await window.row('Sales API').click();
    await window.runCommand('Posit Workbench: Copy Credential Code Snippet');
    await window.quickInput.pick('R');
    await record.clipboard();
    await window.runCommand('Posit Workbench: View Snippet in Language…');
    await window.quickInput.pick('Shell');
    await window.editor.activeTab('Sales API.sh').waitFor();
    await record.document();
  });

  it('runs a snippet in a terminal, whose access token is refreshed', async () => {
    const { window } = journey;
    const inWorkspace = (name: string) => path.join(journey.folder, 'workspace', name);
    await window.chooseFromSubmenu(window.row('Sales API'), 'Snippets in Other Languages', 'Copy Shell Snippet');
    await writeFile(inWorkspace('snippet.sh'), await record.clipboard());
    const issued = () => sandbox.secrets.filter(({ kind }) => kind === 'refresh token').length;
    const before = issued();
    let curls = 0;
    intercept((_request, _response, method) => {
      curls += method === 'oauth_token' ? record.processes().filter((line) => line.startsWith('curl ')).length : 0;
      return false;
    });
    await window.runCommand('Terminal: Create New Terminal');
    await intoTerminal('sh snippet.sh >/dev/null 2>&1; touch snippet-has-run');
    await until('the snippet has run', () =>
      access(inWorkspace('snippet-has-run')).then(
        () => true,
        () => false,
      ),
    );
    assert.deepEqual([curls, issued()], [1, before + 1]);
    await tokenOf(sandbox, 'GitHub');
  });

  for (const [kind, answer] of Object.entries(repeatingAnswers)) {
    it(`meets a server that repeats the cookie in ${kind}`, async () => {
      const { window } = journey;
      for (const part of cookieParts) {
        let isAsked = false;
        intercept((request, response) => {
          isAsked = true;
          answer(response, part(cookieOf(request)));
          return true;
        });
        await window.pressToolbar('Refresh');
        await until('the list is asked for', () => isAsked);
      }
      await window.pressInline(window.row('Databricks'), 'Sign In');
      await window.toast('Could not sign in to Databricks').waitFor();
      await window.chooseFromMenu(window.row('Sales API'), 'Sign Out');
      await window.toast('Could not sign out of Sales API').waitFor();
      await window.dismissToasts();
    });
  }

  it('shows the last of these errors in the diagnostics', () => record.diagnostics());

  it('meets a server that repeats it in integrations', async () => {
    const { window } = journey;
    intercept((request, response) => {
      response.end(listThatRepeats(cookieOf(request)));
      return true;
    });
    await window.pressToolbar('Refresh');
    const ofTheServer = window.page.locator('.part.sidebar').getByRole('treeitem').filter({ hasText: '[secret]' });
    await window.tooltip(ofTheServer.first(), 'Integration ID');
  });

  it('has a cookie that is accepted no more, one that has expired, and new ones', async () => {
    const { window } = journey;
    const shows = async (message: RegExp) => {
      await window.pressToolbar('Refresh');
      await until('the view says what is wrong', async () => message.test(await window.message()));
    };
    await window.pressToolbar('Refresh');
    await window.row('GitHub').waitFor();
    sandbox.expireCookie();
    await shows(/does not accept/);
    await record.diagnostics();
    await sandbox.renewCookie(-1_000);
    await shows(/expired at/);
    await record.diagnostics();
    await sandbox.renewCookie();
    await shows(/^$/);
    await window.runCommand('Posit Workbench: Refresh Available Credentials');
  });

  it('looks at the log', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Show Available Credentials Log');
    await window.page.locator('.part.panel .view-lines').filter({ hasText: 'Workbench' }).first().waitFor();
  });

  it('shows a probe in every place', async () => {
    const { window } = journey;
    intercept((_request, response, method) => {
      const urls = { client_id: 'a', auth_url: 'http://b', token_url: 'http://c' };
      const signedIn = { uid: probe.value, display_name: probe.value, authenticated: true, ...urls };
      const answer =
        method === 'oauth_integrations'
          ? { providers: [{ type: 'custom', integrations: [signedIn] }] }
          : { error: `Refused because of ${probe.value}` };
      response.end(JSON.stringify(answer));
      return true;
    });
    await window.pressToolbar('Refresh');
    await window.row(probe.value).waitFor();
    await window.chooseFromMenu(window.row(probe.value), 'Sign Out');
    await window.toast('Refused because of').waitFor();
    await window.dismissToasts();
    await window.chooseFromMenu(window.row(probe.value), 'View Python Snippet');
    await window.editor.activeTab(`${probe.value}.py`).waitFor();
    await window.editor.codeLens('Copy to Clipboard').waitFor();
    await record.document();
    await window.chooseFromMenu(window.row(probe.value), 'Copy Python Snippet');
    await record.clipboard();

    await window.runCommand('Terminal: Create New Terminal');
    await intoTerminal(`echo ${probe.value} > kept; sh -c 'read line' ${probe.value}`);
    await until('the process runs', () => record.processes().some((line) => line.includes(`line ${probe.value}`)));
    await intoTerminal('');
  });

  describe('reveals no secret:', () => {
    let evidence: readonly Evidence[];
    let secrets: readonly IssuedSecret[];

    before(async () => {
      const { window } = journey;
      // A window writes its state when it is left, at the latest.
      await window.runCommand('Developer: Reload Window');
      await window.openView(CONTAINER);
      await window.row('GitHub').waitFor();
      evidence = await record.evidence();
      secrets = sandbox.secrets;
    });

    it('there is a number of each kind, and codes went the way that they have to go', () => {
      for (const wanted of secretKinds) {
        assert.ok(secrets.filter(({ kind }) => kind === wanted).length > 1, `only one ${wanted}, or none`);
      }
      assert.ok(record.deliveredCodes > 1);
    });

    it('each place is searched: the probe is found there', () => {
      const found = findLeaks([probe], evidence).map(({ place }) => place);
      assert.deepEqual(
        places.filter((place) => !found.includes(place)),
        [],
      );
    });

    itKeepsSecrets(() => ({ journey, evidence, secrets }));

    for (const wanted of secretKinds) {
      it(`one in a log line would be found, and not be told: ${wanted}`, async () => {
        const secret = secrets.find(({ kind }) => kind === wanted);
        assert.ok(secret);
        const log = evidence.find(({ place }) => place === 'log channel');
        assert.ok(log);
        await appendFile(path.join(journey.folder, log.what), `2026-01-01 00:00:00.000 [info] got ${secret.value}\n`);
        const files = await storedFiles(journey.folder);
        assert.throws(
          () => assertNoLeaks(secrets, files),
          ({ message }: Error) => {
            // First of all, since the next check would show it.
            assert.deepEqual(findLeaks(secrets, [{ place: 'screen', what: 'the error', content: message }]), []);
            assert.match(message, new RegExp(`^${wanted} in log channel: .*Available Credentials\\.log$`, 'm'));
            return true;
          },
        );
      });
    }
  });
});
