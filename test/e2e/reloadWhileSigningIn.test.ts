import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { WorkbenchPage } from '../editor/workbench.js';
import { endedAfterAll } from '../ended.js';
import { guidOf, isAuthenticated, rpc } from '../integration/handMadeRpc.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { editorStorage } from './canary/editorStorage.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

describe('Reloading a window during a sign-in', () => {
  const ended = endedAfterAll();
  /** Pages of the provider on which nothing more is done. */
  const abandoned: Page[] = [];
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    // Polling would take an hour: a row that turns by itself has been waited for.
    journey = await startJourney({
      env: sandbox.env,
      settings: { 'availableCredentials.refreshIntervalSeconds': 3600 },
    });
    ended(() => journey.end());
  });

  beforeEach(() => journey.window.rowWithIcon('GitHub', 'lock').waitFor());

  afterEach(async () => {
    await Promise.all(abandoned.splice(0).map((page) => page.close()));
    await sandbox.resume();
  });

  /** VS Code writes what an extension wants to be kept to the browser's storage, and a reload may be quicker. */
  const isRemembered = async (name: string) => {
    const guid = guidOf(sandbox, name);
    const stored = await editorStorage(journey.window.page);
    return stored.some(({ content }) => content.includes('signIns.waiting') && content.includes(guid));
  };

  /** Begins to sign in, and returns the provider's page. */
  const begin = async (name: string, window = journey.window) => {
    const tab = await journey.openedTab(() => window.pressInline(window.row(name), 'Sign In'), window);
    await window.rowWithIcon(name, 'sync').waitFor();
    await until('it is remembered', () => isRemembered(name));
    return tab;
  };

  const cancel = async (name: string, window = journey.window) => {
    await window.page.bringToFront();
    await window.pressInline(window.rowWithIcon(name, 'sync'), 'Cancel Sign In');
    await window.rowWithIcon(name, 'lock').waitFor();
    await until('it is forgotten', async () => !(await isRemembered(name)));
  };

  const finish = async (tab: Page, name: string) => {
    await signInOnPage(tab, sandbox.account, 'Allow');
    await until('the server knows', () => isAuthenticated(sandbox, name) === true);
    await tab.close();
  };

  const signOutOnServer = (name: string) =>
    rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid: guidOf(sandbox, name) } });

  /** The icon with which a row of a window that has just been loaded appears: what the first answer, and no wait, gave it. */
  const firstIcon = async (name: string, window = journey.window) => {
    await window.row(name).waitFor();
    return (await window.rows()).find(({ label }) => label === name)?.icon;
  };

  it('waits on, also while the server cannot be reached, and turns to the key when the browser is done', async () => {
    const { window } = journey;
    const tab = await begin('GitHub');
    abandoned.push(await begin('Databricks'));
    await sandbox.suspend();
    await journey.reload();
    assert.match(
      await window.welcomeText('Posit Workbench cannot be reached'),
      /The view tries again automatically\.\s+If the problem persists, contact your administrator/,
    );
    await window.screenshot('signing-in-server-gone');
    await sandbox.resume();
    const waiting = window.rowWithIcon('GitHub', 'sync');
    await waiting.waitFor();
    await window.rowWithIcon('Databricks', 'sync').waitFor();
    await window.screenshot('signing-in-after-reload');
    assert.match((await waiting.textContent()) ?? '', /Waiting for the browser…/);
    assert.deepEqual(await window.inlineActions(waiting), ['Cancel Sign In']);
    await finish(tab, 'GitHub');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    assert.deepEqual(await window.toasts(), []);
    await signOutOnServer('GitHub');
    await window.pressToolbar('Refresh');
  });

  // Uses the other sign-in of the window that was reloaded. The next test shows that it has really ended.
  it('can be cancelled afterwards', async () => {
    await cancel('Databricks');
    assert.deepEqual(await journey.window.toasts(), []);
  });

  it('shows at once what was finished while the window was closed, and nothing that was cancelled', async () => {
    const { window } = journey;
    const tab = await begin('databricks-staging');
    await window.page.goto('about:blank');
    await finish(tab, 'databricks-staging');
    await journey.reload();
    assert.deepEqual([await firstIcon('databricks-staging'), await firstIcon('Databricks')], ['key', 'lock']);
    assert.deepEqual(await window.toasts(), []);
    await until('it is forgotten', async () => !(await isRemembered('databricks-staging')));
  });

  describe('with another window open at the same workspace', () => {
    let second: WorkbenchPage;

    before(async () => {
      await signOutOnServer('databricks-staging');
      await signOutOnServer('Sales API');
      second = await journey.openSecondWindow();
    });

    it('does not wait, in the window that is opened, for what has ended', async () => {
      const { window } = journey;
      assert.deepEqual(
        [await firstIcon('databricks-staging', second), await firstIcon('GitHub', second)],
        ['lock', 'lock'],
      );
      await window.page.bringToFront();
      await window.pressToolbar('Refresh');
      await Promise.all([window, second].map((each) => each.rowWithIcon('Sales API', 'lock').waitFor()));
    });

    it('loses none of the sign-ins that wait in either, and waits for none that was cancelled, whichever window is reloaded', async () => {
      const { window } = journey;
      const tab = await begin('GitHub');
      const other = await begin('databricks-staging', second);
      abandoned.push(await begin('Sales API'), await begin('Databricks', second));
      await cancel('Sales API');
      await cancel('Databricks', second);
      await journey.reload();
      await window.rowWithIcon('GitHub', 'sync').waitFor();
      assert.deepEqual([await firstIcon('Sales API'), await firstIcon('Databricks')], ['lock', 'lock']);
      await second.rowWithIcon('databricks-staging', 'sync').waitFor();
      await journey.reload(second);
      await second.rowWithIcon('databricks-staging', 'sync').waitFor();
      assert.deepEqual([await firstIcon('Sales API', second), await firstIcon('Databricks', second)], ['lock', 'lock']);
      await second.screenshot('signing-in-after-reload-of-two');
      await finish(tab, 'GitHub');
      await finish(other, 'databricks-staging');
      // Each has picked up both.
      for (const each of [window, second]) {
        await each.rowWithIcon('GitHub', 'key').waitFor();
        await each.rowWithIcon('databricks-staging', 'key').waitFor();
      }
      assert.deepEqual([await window.toasts(), await second.toasts()], [[], []]);
    });
  });
});
