import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { signInOnPage, withJourney } from './journey.js';

describe('Where the server does not know how to sign in', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox({ signInMethods: false, basePath: '/workbench' });
    ended(() => sandbox.stop());
  });

  it('opens Workbench’s home page, tells the way from there, and sees the end of it', async () => {
    await withJourney({ env: sandbox.env }, async (journey) => {
      const { window } = journey;
      await window.row('GitHub').waitFor();
      const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
      assert.equal(tab.url(), sandbox.env['RS_SERVER_URL']);
      await window.toast('To sign in to GitHub, go to Settings, Managed Credentials, Custom OAuth').waitFor();
      await window.screenshot('sign-in-by-hand');
      await tab.getByRole('button', { name: 'Sign in to GitHub' }).click();
      await signInOnPage(tab, sandbox.account, 'Allow');
      await window.rowWithIcon('GitHub', 'key').waitFor();
      await tab.close();
      await window.dismissToasts();

      const home = await journey.openedTab(() => window.chooseFromMenu(window.row('GitHub'), 'Sign Out'));
      await window.toast('To sign out of GitHub, go to Settings, Managed Credentials, Custom OAuth').waitFor();
      await home.getByRole('button', { name: 'Sign out of GitHub' }).click();
      await home.getByRole('button', { name: 'Sign in to GitHub' }).waitFor();
      await home.close();
      await window.pressToolbar('Refresh');
      await window.rowWithIcon('GitHub', 'lock').waitFor();
    });
  });

  it('opens the page that the setting makes, if there is one', async () => {
    const settings = { 'availableCredentials.workbench.signInUrl': '{server}/?integration={guid}&from=editor' };
    await withJourney({ env: sandbox.env, settings }, async (journey) => {
      const { window } = journey;
      await window.row('GitHub').waitFor();
      const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
      const guid = sandbox.integrations.find(({ name }) => name === 'GitHub')?.guid ?? '';
      assert.equal(tab.url(), `${sandbox.env['RS_SERVER_URL'] ?? ''}?integration=${guid}&from=editor`);
      assert.deepEqual(await window.toasts(), []);
    });
  });
});
