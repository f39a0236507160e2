import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

/** Gives a page the focus, or takes it: the driver has all pages think that they have it. */
async function setFocus(page: Page, isFocused: boolean): Promise<void> {
  const event = isFocused ? 'focus' : 'blur';
  await page.evaluate(`document.hasFocus = () => ${isFocused}; window.dispatchEvent(new Event('${event}'))`);
}

/** What a page's element tells of its size. */
interface Shown {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

describe('Where the server does not know how to sign in', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;
  // Nothing is seen by asking from time to time.
  const settings = { 'availableCredentials.refreshIntervalSeconds': 3_600 };

  before(async () => {
    sandbox = await startSandbox({ signInMethods: false, unknownMethod: 'html', basePath: '/workbench' });
    ended(() => sandbox.stop());
    journey = await startJourney({ env: sandbox.env, settings });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  it('tells the way, opens Workbench’s home page, and sees the end of it', async () => {
    const { window } = journey;
    const signIn = 'To sign in to GitHub, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.';
    await window.pressInline(window.row('GitHub'), 'Sign In');
    await window.dialog(signIn).waitFor();
    await window.screenshot('sign-in-by-hand-1-before');
    await window.dialog(signIn).getByRole('button', { name: 'Cancel' }).click();
    await window.rowWithIcon('GitHub', 'lock').waitFor();

    await window.pressInline(window.row('GitHub'), 'Sign In');
    const open = window.dialog(signIn).getByRole('button', { name: 'Open Workbench' });
    const tab = await journey.openedTab(() => open.click());
    assert.equal(tab.url(), sandbox.env['RS_SERVER_URL']);
    // A user who returns to the window still finds the whole message.
    await window.page.bringToFront();
    const message = window.toast(signIn).locator('.notification-list-item-message');
    await message.waitFor();
    await window.screenshot('sign-in-by-hand-2-meanwhile');
    assert.ok(await message.evaluate((shown: Shown) => shown.scrollWidth <= shown.clientWidth), 'It is cut off.');
    await tab.getByRole('button', { name: 'Sign in to GitHub' }).click();
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await window.toast(signIn).waitFor({ state: 'hidden' });
    assert.deepEqual(await window.toasts(), []);
    await tab.close();

    const signOut = 'To sign out of GitHub, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.';
    await window.chooseFromMenu(window.row('GitHub'), 'Sign Out');
    await window.dialog(signOut).waitFor();
    await window.screenshot('sign-out-by-hand-1-before');
    const home = await journey.openedTab(() =>
      window.dialog(signOut).getByRole('button', { name: 'Open Workbench' }).click(),
    );
    await setFocus(window.page, false);
    await home.bringToFront();
    await home.getByRole('button', { name: 'Sign out of GitHub' }).click();
    await home.getByRole('button', { name: 'Sign in to GitHub' }).waitFor();
    await home.close();
    await window.page.bringToFront();
    await setFocus(window.page, true);
    await window.rowWithIcon('GitHub', 'lock').waitFor();
    await window.toast(signOut).waitFor({ state: 'hidden' });
    assert.deepEqual(
      sandbox.requests.map(({ method }) => method).filter((method) => method !== 'oauth_integrations'),
      ['oauth_sign_in', 'oauth_sign_out'],
    );
  });

  it('opens the page that the setting makes, if there is one', async () => {
    const { window } = journey;
    await journey.set({
      ...settings,
      'availableCredentials.workbench.signInUrl': '{server}/?integration={guid}&from=editor',
    });
    // A window that is open takes it a little later.
    await journey.reload();
    await window.row('GitHub').waitFor();
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    const guid = sandbox.integrations.find(({ name }) => name === 'GitHub')?.guid ?? '';
    assert.equal(tab.url(), `${sandbox.env['RS_SERVER_URL'] ?? ''}?integration=${guid}&from=editor`);
    assert.deepEqual(await window.toasts(), []);
  });
});
