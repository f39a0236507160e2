import assert from 'node:assert/strict';
import type { WorkbenchPage } from '../editor/workbench.js';
import { endedAfterAll } from '../ended.js';
import { guidOf, isAuthenticated, rpc } from '../integration/handMadeRpc.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { CONTAINER, signInOnPage, startJourney, type Journey } from './journey.js';

describe('Two windows on one server', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;
  let first: WorkbenchPage;
  let second: WorkbenchPage;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({
      env: sandbox.env,
      // The shortest that the setting allows.
      settings: { 'availableCredentials.refreshIntervalSeconds': 5 },
    });
    ended(() => journey.end());
    first = journey.window;
    second = await journey.openSecondWindow();
    await Promise.all([first, second].map((window) => window.row('GitHub').waitFor()));
  });

  afterEach(async () => {
    for (const name of ['GitHub', 'databricks-staging']) {
      await signOutOnServer(name);
    }
    await Promise.all([first, second].map((window) => window.pressToolbar('Refresh')));
    for (const name of ['GitHub', 'databricks-staging']) {
      await bothShow(name, 'lock');
    }
    assert.deepEqual([await first.toasts(), await second.toasts()], [[], []]);
  });

  const signOutOnServer = (name: string) =>
    rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid: guidOf(sandbox, name) } });

  const bothShow = (name: string, icon: string) =>
    Promise.all([first, second].map((window) => window.rowWithIcon(name, icon).waitFor()));

  /** Begins to sign in, and returns the provider's page. */
  const begin = async (window: WorkbenchPage, name: string) => {
    const tab = await journey.openedTab(() => window.pressInline(window.row(name), 'Sign In'), window);
    await window.rowWithIcon(name, 'sync').waitFor();
    return tab;
  };

  it('show in one what was done in the other, by its next refresh', async () => {
    const tab = await begin(first, 'GitHub');
    await signInOnPage(tab, sandbox.account, 'Allow');
    await until('the server knows', () => isAuthenticated(sandbox, 'GitHub') === true);
    await second.rowWithIcon('GitHub', 'key').waitFor();
    await first.rowWithIcon('GitHub', 'key').waitFor();
    await tab.close();

    await second.page.bringToFront();
    await second.chooseFromMenu(second.row('GitHub'), 'Sign Out');
    await second.rowWithIcon('GitHub', 'lock').waitFor();
    await first.rowWithIcon('GitHub', 'lock').waitFor();
  });

  it('wait for the browser and sign in to different integrations at the same time', async () => {
    const waiting = await begin(first, 'GitHub');
    const tab = await begin(second, 'databricks-staging');
    // Only the window that waits says so: in the other one could not cancel it.
    await second.rowWithIcon('GitHub', 'lock').waitFor();
    await first.rowWithIcon('databricks-staging', 'lock').waitFor();
    await signInOnPage(tab, sandbox.account, 'Allow');
    await bothShow('databricks-staging', 'key');
    await first.rowWithIcon('GitHub', 'sync').waitFor();
    await first.screenshot('two-windows-one-waits');
    await signInOnPage(waiting, sandbox.account, 'Allow');
    await bothShow('GitHub', 'key');
    await waiting.close();
    await tab.close();
  });

  it('cancel each its own sign-in, also when both wait for the same integration', async () => {
    const tab = await begin(first, 'GitHub');
    const other = await begin(second, 'GitHub');
    await second.page.bringToFront();
    await second.pressInline(second.row('GitHub'), 'Cancel Sign In');
    await second.rowWithIcon('GitHub', 'lock').waitFor();
    await asksAgain();
    assert.equal(await first.rowWithIcon('GitHub', 'sync').count(), 1);
    await signInOnPage(tab, sandbox.account, 'Allow');
    await bothShow('GitHub', 'key');
    await tab.close();
    await other.close();
  });

  it('stay up to date when the view of the other is hidden', async () => {
    await first.page.bringToFront();
    await first.hideView(CONTAINER);
    const before = sandbox.requests.length;
    await signOutOnServer('Sales API');
    await second.rowWithIcon('Sales API', 'lock').waitFor();
    await until('more is asked', () => sandbox.requests.length >= before + 3);
    await first.openView(CONTAINER);
    await first.rowWithIcon('Sales API', 'lock').waitFor();
  });

  it('keep waiting when the other is closed, and when another is opened, which waits too', async () => {
    const tab = await begin(first, 'GitHub');
    await second.page.close({ runBeforeUnload: true });
    await asksAgain();
    assert.equal(await first.rowWithIcon('GitHub', 'sync').count(), 1);
    second = await journey.openSecondWindow();
    await bothShow('GitHub', 'sync');
    await signInOnPage(tab, sandbox.account, 'Allow');
    await bothShow('GitHub', 'key');
    await tab.close();
  });

  /** Waits until a window that waits for the browser must have looked again. */
  async function asksAgain(): Promise<void> {
    const before = sandbox.requests.length;
    await until('more is asked', () => sandbox.requests.length >= before + 2);
  }
});
