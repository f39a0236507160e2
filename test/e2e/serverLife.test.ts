import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import { guidOf, rpc, signIn } from '../integration/handMadeRpc.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

const TOO_OLD = '2025.09.1+410.pro2';

describe('A server that restarts, moves and is upgraded', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({
      env: sandbox.env,
      settings: { 'availableCredentials.refreshIntervalSeconds': 5 },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  afterEach(() => sandbox.resume());

  /** Begins to sign in, and returns the provider's page. */
  const begin = async (name: string) => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row(name), 'Sign In'));
    await window.rowWithIcon(name, 'sync').waitFor();
    return tab;
  };

  /** Does what VS Code asks for when the session's processes are new ones: the view is to come back by itself. */
  const reloadAsAsked = async () => {
    const { page } = journey.window;
    await page.bringToFront();
    const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'Please reload the window' });
    await Promise.all([
      page.waitForEvent('load'),
      dialog.getByRole('button', { name: 'Reload Window', exact: true }).click(),
    ]);
  };

  const saysThatItIsStale = async () => {
    const { window } = journey;
    await until('the view says that it is stale', async () => (await window.message()) !== '');
    // The cause, and what to do about it.
    assert.match(
      await window.message(),
      /^Last updated \d.*\. localhost:\d+ cannot be reached: it refuses connections\. .*administrator/,
    );
  };

  it('is waited for by a sign-in when it restarts meanwhile', async () => {
    const { window } = journey;
    const tab = await begin('GitHub');
    await sandbox.suspend();
    await saysThatItIsStale();
    await window.rowWithIcon('GitHub', 'sync').waitFor();
    await sandbox.resume();
    await until('the view is up to date again', async () => (await window.message()) === '');
    await window.rowWithIcon('GitHub', 'sync').waitFor();
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    assert.deepEqual(await window.toasts(), []);
    await tab.close();
  });

  it('is waited for by a sign-in when the session restarts meanwhile', async () => {
    const { window } = journey;
    const tab = await begin('Databricks');
    // The extension host has to pass to the editor that a sign-in waits, before it is ended. It asks once a second meanwhile.
    const asked = sandbox.requests.length;
    await until('the window has asked twice more', () => sandbox.requests.length >= asked + 2);
    await journey.restart(sandbox.env);
    await reloadAsAsked();
    await window.rowWithIcon('Databricks', 'sync').waitFor();
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('Databricks', 'key').waitFor();
    assert.deepEqual(await window.toasts(), []);
    await tab.close();
  });

  it('is followed to another port by a new environment, and till then the view says what to do', async () => {
    const { window } = journey;
    const moved = await startSandbox();
    ended(() => moved.stop());
    await signIn(moved, 'GitHub');
    await rpc(moved.env, 'oauth_sign_out', { kwparams: { uuid: guidOf(moved, 'Sales API') } });
    const tab = await begin('databricks-staging');

    await sandbox.suspend();
    await saysThatItIsStale();
    await window.screenshot('moved-stale');
    await journey.reload();
    assert.match(
      await window.welcomeText('cannot be reached'),
      /The view tries again automatically\.\s+If the problem persists, contact your administrator/,
    );
    await window.screenshot('moved-welcome');

    await journey.restart(moved.env);
    await reloadAsAsked();
    await window.row('GitHub').waitFor();
    await window.screenshot('moved-followed');
    assert.deepEqual(
      (await window.rows()).map(({ label, icon }) => [label, icon]),
      [
        ['GitHub', 'key'],
        ['Sales API', 'lock'],
        ['Issue Tracker', 'error'],
        ['Databricks', 'lock'],
        // Only the user knows whether that page can still be used.
        ['databricks-staging', 'sync'],
      ],
    );
    assert.equal(await window.message(), '');
    await tab.close();
    await window.pressInline(window.row('databricks-staging'), 'Cancel Sign In');
    const again = await begin('databricks-staging');
    await signInOnPage(again, moved.account, 'Allow');
    await window.rowWithIcon('databricks-staging', 'key').waitFor();
    assert.deepEqual(await window.toasts(), []);
    await again.close();
  });

  it('says what to do while it is too old, and after it was upgraded, and shows its rows after a restart of the session', async () => {
    const { window } = journey;
    // What a session knows of the version is from when it began: it can't tell whether the server was upgraded meanwhile.
    const before = sandbox.requests.length;
    await journey.restart({ ...sandbox.env, RSTUDIO_VERSION: TOO_OLD });
    await journey.reload();
    assert.match(
      await window.welcomeText('2026.01.0 or later'),
      /this session was started on an older version\.\s+Ask your administrator to upgrade Posit Workbench\. Then restart the session\./,
    );
    await until('the version is shown', async () => (await window.description()) === `Workbench ${TOO_OLD}`);
    await window.screenshot('upgraded-session-too-old');
    assert.equal(sandbox.requests.length, before);

    await journey.restart(sandbox.env);
    await reloadAsAsked();
    await window.row('GitHub').waitFor();
    await window.screenshot('upgraded-session-restarted');
    assert.equal((await window.rows()).length, 5);
    assert.deepEqual([await window.description(), await window.message(), await window.toasts()], ['', '', []]);
  });
});
