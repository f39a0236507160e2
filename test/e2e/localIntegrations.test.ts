import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { openDeviceCodePage } from './deviceCodePage.js';
import { signInOnPage, type Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

describe('Integrations of the user’s own', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  /** Its tokens are valid for seconds, and can't be renewed. */
  let brief: RunningProvider;
  let journey: Journey;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    brief = await startReachableProvider({ refreshTokens: false, accessTokenLifetime: 8_000 });
    ended(() => brief.stop());
    const { issuer, clients } = provider;
    journey = await startLocalJourney([
      { name: 'reports', display_name: 'Reports', issuer, scopes: ['openid', 'offline_access', 'reports:read'] },
      { name: 'known', display_name: 'Known Client', issuer, client_id: clients.public.id, scopes: ['openid'] },
      { name: 'brief', display_name: 'Brief', issuer: brief.issuer, scopes: ['openid'] },
    ]);
    ended(() => journey.end());
    await journey.window.row('Reports').waitFor();
  });

  const asked = (route: string) => provider.requests.filter((request) => request.route === route);

  it('are signed in to in the browser, which comes back by the editor’s own page', async () => {
    const { window } = journey;
    assert.deepEqual(
      (await window.rows()).map(({ label, description, icon }) => [label, description, icon]),
      [
        ['Reports', 'Not signed in', 'lock'],
        ['Known Client', 'Not signed in', 'lock'],
        ['Brief', 'Not signed in', 'lock'],
      ],
    );
    const tab = await journey.openedTab(() => window.pressInline(window.row('Reports'), 'Sign In'));
    await window.rowWithIcon('Reports', 'sync').waitFor();
    await tab.getByLabel('Login').waitFor();
    await window.screenshot('local-signing-in');
    await signInOnPage(tab, provider.account, 'Allow');
    await tab.getByText('You can close this page now.').waitFor();
    await window.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    assert.deepEqual(await window.toasts(), []);
    const [registration, ...others] = asked('registration');
    assert.deepEqual(others, []);
    assert.match(JSON.stringify(registration?.parameters['redirect_uris']), /callback\?vscode-reqid=/);
  });

  it('tell when the access token expires, and that it is renewed', async () => {
    const { window } = journey;
    const [row] = await window.rows();
    assert.match(row?.description ?? '', /^renews in (?:\d+|1|less than a) (?:minutes?|hours|days)$/);
    const tooltip = await window.tooltip(window.row('Reports'), 'Access token valid until');
    await window.screenshot('local-tooltip');
    assert.match(tooltip, /Signed in\nAccess token valid until \d.*, then renewed automatically\./);
  });

  it('are signed out of at once, and the provider revokes what it has granted', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Reports'), 'Sign Out');
    await window.rowWithIcon('Reports', 'lock').waitFor();
    assert.ok(provider.revoked.length > 0);
    for (const token of provider.revoked) assert.equal(await provider.isActive(token), false);
    assert.deepEqual(await window.toasts(), []);
  });

  it('tell when the user has refused access', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Reports'), 'Sign In'));
    await signInOnPage(tab, provider.account, 'Cancel');
    await window.rowWithIcon('Reports', 'lock').waitFor();
    await window.toast('Could not sign in to Reports').waitFor();
    await window.screenshot('local-refused');
    await window.dismissToasts();
    await tab.close();
  });

  it('can be cancelled while the browser is awaited', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Reports'), 'Sign In'));
    await window.pressInline(window.rowWithIcon('Reports', 'sync'), 'Cancel Sign In');
    await window.rowWithIcon('Reports', 'lock').waitFor();
    assert.deepEqual(await window.toasts(), []);
    await tab.close();
  });

  /** Follows the notification's link, and enters the code that it has put on the clipboard. */
  const enterCode = async (name: string): Promise<Page> => {
    const { window } = journey;
    const toast = window.toast(`To sign in to ${name}, enter the code`);
    await toast.waitFor();
    await window.screenshot('local-device-code');
    const text = await toast.locator('.notification-list-item-message').innerText();
    const [, code = '', page] = /enter the code (\S+) at (\S+) Copy Code and Open Page$/.exec(text) ?? [];
    assert.equal(page, `${provider.issuer}/device`);
    const tab = await openDeviceCodePage(journey, name);
    await window.waitForClipboard(code);
    await tab.bringToFront();
    const field = tab.locator('input[name=user_code]');
    const confirm = tab.getByRole('button', { name: 'Continue' });
    await confirm.waitFor();
    if (await field.isVisible()) {
      await field.fill(code);
      await confirm.click();
      await tab.getByText('shows this code').waitFor();
    }
    await tab.screenshot({ path: '.artifacts/screenshots/local-device-page.png' });
    await confirm.click();
    return tab;
  };

  it('are signed in to with a device code where the browser can’t be led back', async () => {
    const { window } = journey;
    await window.pressInline(window.row('Known Client'), 'Sign In');
    const tab = await enterCode('Known Client');
    await signInOnPage(tab, provider.account, 'Allow');
    await tab.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await window.rowWithIcon('Known Client', 'key').waitFor();
    // The code is shown until then, however long that takes.
    await window.toast('enter the code').waitFor({ state: 'detached' });
    await window.screenshot('local-device-signed-in');
    assert.deepEqual(await window.toasts(), []);
    await tab.close();
  });

  it('are signed in to with a device code where the user wants it', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Reports'), 'Sign In with a Device Code');
    const tab = await enterCode('Reports');
    await signInOnPage(tab, provider.account, 'Allow');
    await window.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    await window.chooseFromMenu(window.row('Reports'), 'Sign Out');
    await window.rowWithIcon('Reports', 'lock').waitFor();
  });

  it('are signed out when a token expires that cannot be renewed, without a request', async () => {
    const { window } = journey;
    const tab = await signInInBrowser(journey, 'Brief', brief);
    await window.rowWithIcon('Brief', 'key').waitFor();
    await tab.close();
    const tooltip = await window.tooltip(window.row('Brief'), 'Access token valid until');
    await window.screenshot('local-tooltip-not-renewable');
    assert.match(tooltip, /cannot be renewed; sign in again after that/);
    const before = brief.requests.length;
    await window.rowWithIcon('Brief', 'warning').waitFor();
    assert.equal(brief.requests.length, before);
    assert.deepEqual(await window.toasts(), []);
  });

  it('leave nothing secret in the log', async () => {
    await until('there is a log', async () => (await journey.ownLog()) !== '');
    const log = await journey.ownLog();
    assert.deepEqual([...provider.secrets, ...brief.secrets].filter((secret) => log.includes(secret)).length, 0);
  });
});
