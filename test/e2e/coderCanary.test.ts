import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { accessible } from '../editor/accessibilityTree.js';
import { Keyboard } from '../editor/keyboard.js';
import { endedAfterAll } from '../ended.js';
import { startCoder, type Coder } from '../sandbox/coder/coder.js';
import { CALLBACK_PATH } from '../sandbox/coder/pages.js';
import { until } from '../until.js';
import { assertActionsAreReached, statesOf } from './announcedActions.js';
import { JourneyRecord } from './canary/journeyRecord.js';
import { itKeepsSecrets } from './canary/keepsSecrets.js';
import type { Evidence, Secret } from './canary/leaks.js';
import { openDeviceCodePage } from './deviceCodePage.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';
import { Terminal } from './terminal.js';

const MINUTE = 60_000;

/** Writes a token as Coder's own command does. */
const EXTERNAL_AUTH = 'credentials external-auth access-token';

/** What is typed in place of a session token. */
const WRONG_TOKEN = 'WrongToken-0b9a4e52c7d1f6c0e93a';

/** Where the cookie of a window is that authorizes code in terminals. */
const COOKIE_FILE = /^tmp\/available-credentials-\d+-\w+\/rpc_cookie$/;

/**
 * At trace level, code-server writes its own environment to these logs, and with it the token that Coder puts there for all
 * programs of the workspace. What else is in them is searched.
 */
const LOG_OF_ENVIRONMENT = /(?:\/remoteagent|\/code-server-stdout)\.log$/;
const TOKEN_IN_ENVIRONMENT = /CODER_AGENT_TOKEN\W{1,8}[\w-]+/g;

function withoutEnvironment(evidence: Evidence): Evidence {
  return LOG_OF_ENVIRONMENT.test(evidence.what)
    ? { ...evidence, content: String(evidence.content).replaceAll(TOKEN_IN_ENVIRONMENT, '') }
    : evidence;
}

/** The hash of a text as a terminal prints it: what is printed is a file, in which no token belongs. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/*
 * In one real editor and browser: the view in a workspace, its sign-ins, and both commands in a terminal; then what the editor
 * and the browser keep and show of it all. That each place is searched is shown in canary.test.ts.
 */
describe('A journey in a Coder workspace, at trace level', () => {
  const ended = endedAfterAll();
  let coder: Coder;
  let journey: Journey;
  let record: JourneyRecord;
  let terminal: Terminal;

  /** The warning in the status bar. */
  const endsSoon = () =>
    journey.window.page.getByRole('button', { name: 'Access to Bitbucket ends soon. Sign in again to extend it.' });

  before(async () => {
    coder = await startCoder();
    ended(() => coder.stop());
    coder.addLink('bitbucket', { expiresIn: 9 * MINUTE, hasRefreshToken: false });
    coder.addLink('slack', { validateError: 'token_revoked' });
    journey = await startJourney({
      env: coder.env,
      logLevel: 'trace',
      settings: {
        'availableCredentials.refreshIntervalSeconds': 3600,
        'availableCredentials.coder.providers': ['slack', 'primary-gitlab'],
      },
      beforeOpening: async (window, folder) => {
        record = await JourneyRecord.begin(window, folder, mayHoldCode);
      },
    });
    ended(() => journey.end());
  });

  afterEach(() => record.processes());

  /** The page of Coder to which a provider leads back. */
  const mayHoldCode = ({ origin, pathname }: URL): boolean => origin === coder.url && pathname === CALLBACK_PATH;

  it('shows, with the agent’s token alone, the providers of the setting', async () => {
    const { window } = journey;
    await window.rowWithIcon('primary-gitlab', 'lock').waitFor();
    await window.screenshot('coder-1-agent-alone');
    const labels = (await window.rows()).map(({ label }) => label);
    assert.deepEqual(labels.slice(0, 3), ['Coder', 'slack', 'primary-gitlab']);
  });

  it('signs in to Coder with a session token, after a wrong one, and then lists all providers', async () => {
    const { window } = journey;
    await window.quickInput.run('Posit Workbench: Sign In to Coder…');
    await window.quickInput.waitForPrompt('Paste your session token');
    await window.screenshot('coder-2-session-token');
    await window.quickInput.enter(WRONG_TOKEN);
    await window.quickInput.waitForPrompt('Coder does not accept this session token');
    await window.screenshot('coder-3-wrong-token');
    await window.quickInput.enter(coder.sessionToken);
    await window.rowWithIcon('GitHub', 'lock').waitFor();
    await window.row('Coder').filter({ hasText: 'Signed in as ada' }).waitFor();
    await window.screenshot('coder-4-all-providers');
    await window.tooltip(window.row('Slack'), 'token_revoked');
    await window.screenshot('coder-5-why-not-valid');
  });

  it('warns of a sign-in that ends soon and can’t be renewed, and shows its details', async () => {
    const { window } = journey;
    await endsSoon().waitFor();
    await window.screenshot('coder-6-ends-soon');
    await window.expand('Bitbucket');
    await window.row('Provider ID').waitFor();
    await window.screenshot('coder-6-details');
    const labels = (await window.rows()).map(({ label, description }) => `${label} ${description}`);
    for (const shown of [
      /^Provider ID bitbucket$/,
      /^Type bitbucket-cloud$/,
      /^Renewed automatically No$/,
      /^Account ada-at-bitbucket-cloud$/,
      /^URL http:.*\/external-auth\/bitbucket$/,
    ]) {
      assert.ok(
        labels.some((label) => shown.test(label)),
        `${String(shown)} is not among ${labels.join(', ')}`,
      );
    }
  });

  it('tells screen readers the state of each row and what can be done, which the keyboard reaches', async () => {
    const { page } = journey.window;
    const keyboard = new Keyboard(page);
    await keyboard.runCommand('Available Credentials: Focus on Available Credentials View');
    await until('the first row has the focus', async () => {
      await keyboard.press('Home');
      return (await keyboard.focused()).startsWith('Coder');
    });
    const rows = await accessible(page, 'treeitem');
    const left = /for \d+ minutes/.exec(rows.find(({ name }) => name.startsWith('Bitbucket'))?.name ?? '');
    assert.deepEqual(statesOf(rows), [
      [1, true, 'Coder, Signed in'],
      [2, false, 'GitHub, Not signed in'],
      [2, false, 'GitLab, Not signed in'],
      [2, true, `Bitbucket, Signed in, ${left?.[0]}`],
      [2, false, 'Slack, Sign in again, The access token is not valid any more: token_revoked. Sign in again'],
    ]);
    await assertActionsAreReached(keyboard, rows);
  });

  it('signs in on Coder’s page, which leads to the provider', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitLab'), 'Sign In'));
    await window.rowWithIcon('GitLab', 'sync').waitFor();
    await window.screenshot('coder-7-signing-in');
    await signInOnPage(tab, coder.account, 'Allow');
    await window.rowWithIcon('GitLab', 'key').waitFor();
    await tab.close();
  });

  it('signs in again by the warning, which then disappears', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => endsSoon().click());
    await window.rowWithIcon('Bitbucket', 'sync').waitFor();
    await window.screenshot('coder-8-signing-in-again');
    await signInOnPage(tab, coder.account, 'Allow');
    await window.rowWithIcon('Bitbucket', 'key').waitFor();
    await endsSoon().waitFor({ state: 'detached' });
    await tab.close();
  });

  it('signs in with a device code', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('GitHub'), 'Sign In with a Device Code');
    const toast = window.toast('To sign in to GitHub, enter the code');
    await toast.waitFor();
    const text = await toast.innerText();
    await window.screenshot('coder-9-device-code');
    const tab = await openDeviceCodePage(journey, 'GitHub');
    await record.clipboard();
    await tab.bringToFront();
    // Coder names no address that contains the code.
    const [, code = ''] = /the code (\S+) at/.exec(text) ?? [];
    await tab.getByRole('textbox').fill(code);
    await tab.getByRole('button', { name: 'Continue' }).click();
    await tab.getByRole('textbox').waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: 'Continue' }).click();
    // The user has allowed that already.
    await tab.getByRole('heading', { name: 'You are signed in to Coder' }).waitFor();
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await tab.close();
    await window.dismissToasts();
  });

  it('shows snippets in each language', async () => {
    const { window } = journey;
    for (const [language, extension] of [
      ['Shell', 'sh'],
      ['Python', 'py'],
      ['R', 'R'],
      ['JavaScript', 'mjs'],
    ] as const) {
      await viewSnippet(language);
      await window.editor.activeTab(`GitLab.${extension}`).waitFor();
      await window.screenshot(`coder-10-snippet-${extension}`);
      await record.document();
    }
    await window.runCommand('View: Close All Editors');
  });

  async function viewSnippet(language: string): Promise<void> {
    const { window } = journey;
    const title = `View ${language} Snippet`;
    const isDirect = (await window.contextMenu(window.row('GitLab'))).includes(title);
    await (isDirect
      ? window.chooseFromMenu(window.row('GitLab'), title)
      : window.chooseFromSubmenu(window.row('GitLab'), 'Snippets in Other Languages', title));
  }

  describe('in a terminal', () => {
    before(async () => {
      coder.removeLink('github');
      coder.addLink('github');
      coder.failRefreshes('github', 'the provider is down');
      terminal = await Terminal.open(journey);
    });

    /** Runs a command whose output, which may be a token, is hashed. Its exit code is that of the command. */
    const hashed = (command: string) => terminal.run(`bash -c 'set -o pipefail; ${command} | sha256sum | cut -c 1-64'`);

    const tokenOf = (id: string): string =>
      coder.links.find(({ providerId }) => providerId === id)?.accessToken ?? assert.fail(`There is no link to ${id}`);

    for (const command of [`${EXTERNAL_AUTH} primary-gitlab`, 'credentials access-token primary-gitlab']) {
      it(`writes a token and nothing else: ${command}`, async () => {
        const { output, errors, code } = await hashed(command);
        assert.deepEqual([output.trim(), errors, code], [hashOf(tokenOf('primary-gitlab')), '', 0]);
      });
    }

    it('writes where to sign in, and why, and what the server says of a failure', async () => {
      const url = `${coder.url}/external-auth/slack`;
      for (const [command, code, output, errors] of [
        [`${EXTERNAL_AUTH} slack`, 1, url, /^$/],
        [`${EXTERNAL_AUTH} github`, 1, '', /unexpected status code 500: .*the provider is down/],
        ['credentials access-token slack', 1, `${url}\n`, /not valid any more: token_revoked/],
        ['credentials access-token github', 2, '', /the provider is down/],
      ] as const) {
        const result = await terminal.run(command);
        assert.deepEqual([result.output, result.code], [output, code], command);
        assert.match(result.errors, errors);
      }
    });

    it('waits while the window opens the browser', async () => {
      let waiting: ReturnType<typeof hashed> | undefined;
      const tab = await journey.openedTab(() => {
        waiting = hashed('credentials access-token slack --wait=50');
        return Promise.resolve();
      });
      await signInOnPage(tab, coder.account, 'Allow');
      const result = await waiting;
      await tab.close();
      assert.deepEqual([result?.output.trim(), result?.code], [hashOf(tokenOf('slack')), 0]);
      assert.match(result?.errors ?? '', /^credentials: The editor window opens a page in your browser/);
      await journey.window.screenshot('coder-11-terminal');
    });

    it('opens no terminal as in Coder, and says why', async () => {
      const { window } = journey;
      await window.runCommand('Posit Workbench: Open Terminal as in Coder');
      await window.toast('This window is in a Coder workspace').waitFor();
      await window.screenshot('coder-12-no-terminal');
      await window.dismissToasts();
    });
  });

  describe('back in the view', () => {
    it('signs out, and says that the token was revoked', async () => {
      const { window } = journey;
      coder.failRefreshes('github');
      await window.openView('Available Credentials');
      await window.chooseFromMenu(window.row('GitLab'), 'Sign Out');
      await window.toast('Coder has revoked the access token').waitFor();
      await window.screenshot('coder-13-signed-out');
      await window.rowWithIcon('GitLab', 'lock').waitFor();
      await window.dismissToasts();
      await window.chooseFromMenu(window.row('Bitbucket'), 'Sign Out');
      await window.toast('The access token was not revoked').waitFor();
      await window.dismissToasts();
    });

    it('meets a Coder that repeats the session token, and shows its diagnostics', async () => {
      const { window } = journey;
      coder.intercept((request, response, path) => {
        if (!path.startsWith('/api/')) return false;
        const message = `Not right: ${String(request.headers['coder-session-token'])}`;
        response
          .writeHead(500, { 'content-type': 'application/json' })
          .end(JSON.stringify({ message, detail: message }));
        return true;
      });
      await window.chooseFromMenu(window.row('Slack'), 'Sign Out');
      await window.toast('Could not sign out of Slack').waitFor();
      await window.screenshot('coder-14-repeated-token');
      await window.dismissToasts();
      const { output, errors, code } = await terminal.run(`${EXTERNAL_AUTH} slack`);
      assert.deepEqual([output, code], ['', 1]);
      assert.match(errors, /Not right: \[secret\]/);
      coder.intercept(undefined);
      await record.diagnostics('coder-15-diagnostics');
    });
  });

  describe('reveals no secret:', () => {
    let evidence: readonly Evidence[];
    let secrets: readonly Secret[];

    before(async () => {
      await journey.reload();
      await journey.window.rowWithIcon('Slack', 'key').waitFor();
      evidence = (await record.evidence()).filter(({ what }) => !COOKIE_FILE.test(what)).map(withoutEnvironment);
      secrets = [
        { kind: 'agent token', value: coder.agentToken },
        { kind: 'session token', value: coder.sessionToken },
        { kind: 'typed text', value: WRONG_TOKEN },
        ...coder.secrets.map((value) => ({ kind: 'secret of Coder or its provider', value })),
      ];
    });

    it('there are many, and codes came to Coder’s page', () => {
      assert.ok(secrets.length > 20, `${secrets.length} secrets`);
      assert.ok(record.deliveredCodes >= 2, `${record.deliveredCodes} codes`);
    });

    itKeepsSecrets(() => ({ journey, evidence, secrets }));
  });

  describe('at the end', () => {
    it('signs out of Coder, and ends the session there', async () => {
      const { window } = journey;
      await window.chooseFromMenu(window.row('Coder'), 'Sign Out');
      await window.toast('The session token is no longer valid').waitFor();
      await window.row('Coder').filter({ hasText: 'Not signed in to Coder' }).waitFor();
      await window.screenshot('coder-16-signed-out-of-coder');
      assert.equal(coder.requests.filter(({ path }) => path === '/api/v2/users/logout').length, 1);
    });
  });
});
