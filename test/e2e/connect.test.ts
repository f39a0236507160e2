import assert from 'node:assert/strict';
import { startConnect, type Connect } from '../sandbox/connect/connect.js';
import { endedAfterAll } from '../ended.js';
import { holdsAny } from '../integration/failures.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

/*
 * In a real browser, because the way goes through the editor's palette, the pages of a server in another tab, and back by a
 * redirect: a test of the source alone shows none of that.
 */
describe('Posit Connect', () => {
  const ended = endedAfterAll();
  let connect: Connect;
  let journey: Journey;

  before(async () => {
    connect = await startConnect({ basePath: '/rsc' });
    ended(() => connect.stop());
    journey = await startJourney({ settings: { 'availableCredentials.refreshIntervalSeconds': 3_600 } });
    ended(() => journey.end());
  });

  it('is signed in to from the palette, by the address of its dashboard', async () => {
    const { window } = journey;
    await window.quickInput.run('Posit Workbench: Sign In to Posit Connect…');
    await window.quickInput.waitForPrompt('Enter the address of the server');
    await window.screenshot('connect-1-address');
    await window.quickInput.enter(`${connect.url}/connect/#/apps/1/access`);
    await window.quickInput.waitForPrompt('Enter a name for this server');
    await window.screenshot('connect-2-name');
    const tab = await journey.openedTab(() => window.quickInput.enter('Analytics'));
    await window.rowWithIcon('Analytics', 'sync').waitFor();
    await window.screenshot('connect-3-waiting');
    await signInOnPage(tab, connect.accounts.administrator, 'Allow');
    await window.row('Sales API').waitFor();
    await window.screenshot('connect-4-signed-in');
    const [server] = await window.rows();
    const { login } = connect.accounts.administrator;
    assert.deepEqual([server?.label, server?.description], ['Analytics', `${login} (administrator) · default`]);
  });

  it('leads to its page for an integration, and shows that the user has signed in there', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Sales API'), 'Sign In'));
    const { login, password } = connect.accounts.administrator;
    // First to the server itself, whose page knows nothing of the editor's token; then to the provider.
    await tab.getByLabel('Login').fill(login);
    await tab.getByLabel('Password').fill(password);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.waitForURL((url) => url.origin !== new URL(connect.url).origin);
    await signInOnPage(tab, connect.accounts.administrator, 'Allow');
    await window.rowWithIcon('Sales API', 'key').waitFor();
    await window.expand('Sales API');
    await window.screenshot('connect-5-integration');
    await window.chooseFromMenu(window.row('Sales API'), 'Sign Out');
    await window.rowWithIcon('Sales API', 'lock').waitFor();
  });

  it('is signed out of, and stays in the list until it is removed', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Analytics'), 'Sign Out');
    await window.rowWithIcon('Analytics', 'lock').waitFor();
    assert.deepEqual(
      (await window.rows()).map(({ label }) => label),
      ['Analytics'],
    );
    await window.chooseFromMenu(window.row('Analytics'), 'Remove Server');
    const question = window.dialog('Remove Analytics from this view?');
    await question.waitFor();
    await window.screenshot('connect-6-remove');
    await question.getByRole('button', { name: 'Remove' }).click();
    await window.row('Analytics').waitFor({ state: 'detached' });
  });

  it('leaves nothing secret in the logs', async () => {
    const logs = await journey.logs();
    assert.ok(!holdsAny(logs, connect.secrets));
  });
});
