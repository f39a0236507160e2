import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import { guidOf, rpc, signIn } from '../integration/handMadeRpc.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { CONTAINER, signInOnPage, startJourney, type Journey } from './journey.js';

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
      // The shortest interval that the setting allows.
      settings: { 'availableCredentials.refreshIntervalSeconds': 5 },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  afterEach(async () => {
    sandbox.intercept(undefined);
    await sandbox.resume();
  });

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
      /^Last updated \d.*\. localhost:\d+ cannot be reached: it refuses connections\. If the problem persists, contact your administrator\.$/,
    );
  };

  // The interval, and that a hidden view asks nothing, are tested with the refresher and a fake clock.
  it('has its pending request aborted when the view is hidden, and is asked at once when the view is shown', async () => {
    const { window } = journey;
    sandbox.intercept(() => true);
    const before = sandbox.requests.length;
    await window.pressToolbar('Refresh');
    await until('a request arrives that is not answered', () => sandbox.requests.length > before);
    await window.hideView(CONTAINER);
    await until('it is aborted', () => sandbox.requests.at(-1)?.aborted === true);
    assert.equal(sandbox.requests.length, before + 1);
    sandbox.intercept(undefined);
    await window.openView(CONTAINER);
    await until('a request arrives', () => sandbox.requests.length > before + 1);
    await window.row('GitHub').waitFor();
    assert.equal(await window.message(), '');
  });

  it('leaves its last good list in the view while it is gone, and the view recovers by itself', async () => {
    const { window } = journey;
    await sandbox.suspend();
    await saysThatItIsStale();
    await window.screenshot('stale');
    assert.equal((await window.rows()).length, 5);
    assert.deepEqual(await window.toasts(), []);
    await sandbox.resume();
    await until('the view is up to date again', async () => (await window.message()) === '', 60_000);
    assert.equal((await window.rows()).length, 5);
  });

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

  it('says what to do while it is too old; when the session restarts on one that is not, it shows its rows, and a sign-in still waits', async () => {
    const { window } = journey;
    const tab = await begin('Databricks');
    // The extension host has to tell the editor that a sign-in waits, before it is ended. It asks once a second meanwhile.
    const asked = sandbox.requests.length;
    await until('the window has asked twice more', () => sandbox.requests.length >= asked + 2);
    // A session knows the version from when it began. It can't tell whether the server was upgraded meanwhile.
    await journey.restart({ ...sandbox.env, RSTUDIO_VERSION: TOO_OLD });
    const before = sandbox.requests.length;
    await journey.reload();
    assert.match(
      await window.welcomeText('2026.01.0 or later'),
      /require Posit Workbench 2026\.01\.0 or later.*this session was started on an older version\.\s+Ask your administrator to upgrade Posit Workbench\. Then restart the session\./,
    );
    await until('the version is shown', async () => (await window.description()) === `Workbench ${TOO_OLD}`);
    await window.screenshot('upgraded-session-too-old');

    await journey.restart(sandbox.env);
    assert.equal(sandbox.requests.length, before);
    await reloadAsAsked();
    await window.rowWithIcon('Databricks', 'sync').waitFor();
    await window.screenshot('upgraded-session-restarted');
    assert.equal((await window.rows()).length, 5);
    assert.deepEqual([await window.description(), await window.message()], ['', '']);
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
});
