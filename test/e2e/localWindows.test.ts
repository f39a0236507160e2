import assert from 'node:assert/strict';
import type { WorkbenchPage } from '../editor/workbench.js';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { signInOnPage, type Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

describe('Integrations of the user’s own, in several windows', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let first: WorkbenchPage;
  let second: WorkbenchPage;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    const { issuer } = provider;
    journey = await startLocalJourney([
      { name: 'reports', display_name: 'Reports', issuer, scopes: ['openid', 'offline_access'] },
      { name: 'archive', display_name: 'Archive', issuer, scopes: ['openid'] },
    ]);
    ended(() => journey.end());
    first = journey.window;
    second = await journey.openSecondWindow();
    await second.rowWithIcon('Reports', 'lock').waitFor();
  });

  const signOut = async (window: WorkbenchPage, name: string) => {
    await window.page.bringToFront();
    await window.chooseFromMenu(window.row(name), 'Sign Out');
    await window.rowWithIcon(name, 'lock').waitFor();
  };

  it('ask to be reloaded if the first sign-in created the key after they were opened', async () => {
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await first.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    await until('the other says so', async () => /does not have the key.*Reload/s.test(await second.message()));
    await second.screenshot('local-key-made-elsewhere');
    await journey.reload(second);
    await second.rowWithIcon('Reports', 'key').waitFor();
    assert.equal(await second.message(), '');
    await signOut(second, 'Reports');
    await first.rowWithIcon('Reports', 'lock').waitFor();
  });

  it('follow a sign-in and a sign-out in the other without a refresh', async () => {
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await first.rowWithIcon('Reports', 'key').waitFor();
    await second.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    await signOut(second, 'Reports');
    await first.rowWithIcon('Reports', 'lock').waitFor();
  });

  /** Begins to sign in; returns the provider's page, and the number by which VS Code knows where it leads back to. */
  const begin = async (window: WorkbenchPage, name: string) => {
    const tab = await journey.openedTab(() => window.pressInline(window.row(name), 'Sign In'), window);
    await tab.getByRole('button', { name: /Allow|Sign in/ }).waitFor();
    const registered = provider.requests.filter(({ route }) => route === 'registration').at(-1);
    const [reference] = /vscode-reqid=\d+/.exec(JSON.stringify(registered?.parameters['redirect_uris'])) ?? [];
    assert.ok(reference);
    return { tab, reference };
  };

  it('hand on an answer that has reached the wrong one', async () => {
    // VS Code numbers them in each window from one, and mistakes those of equal number for each other.
    const { tab, reference } = await begin(second, 'Archive');
    let other = reference;
    while (other === reference) {
      const abandoned = await begin(first, 'Reports');
      other = abandoned.reference;
      await first.page.bringToFront();
      await first.pressInline(first.rowWithIcon('Reports', 'sync'), 'Cancel Sign In');
      await first.rowWithIcon('Reports', 'lock').waitFor();
      await abandoned.tab.close();
    }
    // Before the page that the browser comes back to hands its address on. What redirects lead to can't be routed.
    await tab.addInitScript(
      `if (location.pathname.endsWith('/callback'))
        history.replaceState(null, '', location.href.replace('${reference}&', '${other}&'));`,
    );
    await signInOnPage(tab, provider.account, 'Allow');
    await Promise.all([first, second].map((window) => window.rowWithIcon('Archive', 'key').waitFor()));
    assert.ok(tab.url().includes(`${other}&`));
    await tab.close();
    assert.deepEqual([await first.toasts(), await second.toasts()], [[], []]);
    await signOut(first, 'Archive');
  });

  it('ask for a reload in a browser that does not have the key, and write nothing there', async () => {
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await first.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    const elsewhere = await journey.openInAnotherBrowser();
    const text = await elsewhere.welcomeText('');
    await elsewhere.screenshot('local-without-key');
    assert.match(text, /^This window does not have the key to your local sign-ins\./);
    assert.deepEqual(await elsewhere.welcomeButtons(), ['Reload Window']);
    await journey.reload(elsewhere);
    await elsewhere.welcomeText('does not have the key');
    assert.equal(await first.rowWithIcon('Reports', 'key').count(), 1);

    await elsewhere.pressWelcome('Forget the local sign-ins');
    const dialog = elsewhere.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await elsewhere.screenshot('local-forget');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await elsewhere.welcomeText('does not have the key');

    await elsewhere.pressWelcome('Forget the local sign-ins');
    await dialog.getByRole('button', { name: 'Forget' }).click();
    await elsewhere.rowWithIcon('Reports', 'lock').waitFor();
    await elsewhere.toast('was set aside').waitFor();
    await elsewhere.screenshot('local-forgotten');
  });
});
