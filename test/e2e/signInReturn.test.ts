import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { signInOnPage, type Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

/** Nothing listens there: it is the machine of the browser. */
const REDIRECT_URI = 'http://127.0.0.1:8020/callback';

describe('In a Workbench session in the browser, a local integration', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let provider: RunningProvider;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    provider = await startReachableProvider({ exactRedirectUris: [REDIRECT_URI], exactClientGetsDeviceCodes: false });
    ended(() => provider.stop());
    const { issuer, clients } = provider;
    journey = await startLocalJourney(
      [
        { name: 'relayed', display_name: 'Relayed', issuer, scopes: ['reports:read'] },
        {
          name: 'pasted',
          display_name: 'Pasted',
          ...{ issuer, client_id: clients.exact.id, scopes: ['reports:read'], redirect_uri: REDIRECT_URI },
        },
      ],
      { env: sandbox.env },
    );
    ended(() => journey.end());
    await journey.window.row('Relayed').waitFor();
  });

  it('is signed in to by the relay of Workbench', async () => {
    const { window } = journey;
    const tab = await signInInBrowser(journey, 'Relayed', provider);
    await tab.getByRole('heading', { name: 'Return to your editor' }).waitFor();
    await window.rowWithIcon('Relayed', 'key').waitFor();
    await tab.close();
    const [registration] = provider.requests.filter(({ route }) => route === 'registration');
    assert.deepEqual(registration?.parameters['redirect_uris'], [sandbox.redirectUri]);
    assert.deepEqual(await window.toasts(), []);
  });

  it('is signed in to by the address of a page that the browser cannot load', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('Pasted'), 'Sign In'));
    const failed = tab.waitForEvent('requestfailed', (request) => request.url().startsWith(REDIRECT_URI));
    await signInOnPage(tab, provider.account, 'Allow');
    const address = (await failed).url();
    await window.page.bringToFront();
    await window.quickInput.waitForPrompt('copy the whole address of that page');
    await window.quickInput.type('https://login.example.org/');
    await window.quickInput.accept();
    await window.quickInput.waitForPrompt('This is not the address of that page');
    await window.screenshot('local-paste');
    await window.quickInput.enter(address);
    await window.rowWithIcon('Pasted', 'key').waitFor();
    await window.screenshot('local-pasted');
    await tab.close();
    assert.deepEqual(await window.toasts(), []);
  });

  it('can be asked for its page again while that is waited for', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Relayed'), 'Sign Out');
    await window.rowWithIcon('Relayed', 'lock').waitFor();
    const first = await journey.openedTab(() => window.pressInline(window.row('Relayed'), 'Sign In'));
    await window.rowWithIcon('Relayed', 'sync').waitFor();
    const opened = performance.now();
    await until('it is no double click', () => performance.now() - opened > 2_000);
    const second = await journey.openedTab(() =>
      window.chooseFromMenu(window.row('Relayed'), 'Open Sign-In Page Again'),
    );
    await first.close();
    await signInOnPage(second, provider.account, 'Allow');
    await window.rowWithIcon('Relayed', 'key').waitFor();
    await second.close();
  });

  it('leaves nothing secret in the log', async () => {
    const log = await journey.ownLog();
    assert.notEqual(log, '');
    assert.deepEqual(provider.secrets.filter((secret) => log.includes(secret)).length, 0);
  });
});
