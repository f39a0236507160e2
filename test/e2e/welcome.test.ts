import assert from 'node:assert/strict';
import { startSandbox, type Interceptor, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { startJourney, type Journey } from './journey.js';
import { until } from '../until.js';

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Interceptor =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

describe('In place of an empty tree', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
  });

  describe('in a session', () => {
    const ended = endedAfterAll();
    let journey: Journey;

    // Once there has been a list, the view keeps it: the window has to go through all of this before its first list.
    before(async () => {
      sandbox.intercept(() => true);
      journey = await startJourney({
        env: sandbox.env,
        settings: { 'availableCredentials.refreshIntervalSeconds': 3600 },
      });
      ended(() => journey.end());
    });

    afterEach(async () => {
      sandbox.intercept(undefined);
      await sandbox.resume();
    });

    it('shows progress while the first answer is awaited, and no text', async () => {
      const { window } = journey;
      // Until then it is VS Code's own progress, while the extension is activated.
      await until('the view asks', () => sandbox.requests.length > 0);
      await window.page.locator('.part.sidebar .monaco-progress-container.active').waitFor();
      await window.screenshot('first-answer-awaited');
      assert.equal(await window.page.locator('.welcome-view-content:visible').count(), 0);
      assert.deepEqual(await window.rows(), []);
    });

    const cases: { title: string; says: RegExp; buttons: string[]; arrange: () => void | Promise<void> }[] = [
      {
        title: 'unreachable',
        says: /^Posit Workbench cannot be reached, or is busy\. The view tries again automatically\./,
        buttons: ['Try Again'],
        arrange: () => sandbox.suspend(),
      },
      {
        title: 'unauthorized',
        says: /authorization for Posit Workbench is missing or has expired\.\s+Restart the session/,
        buttons: ['Try Again'],
        arrange: () => sandbox.intercept(answer(401, '')),
      },
      {
        title: 'login-page',
        says: /^The response from Posit Workbench could not be understood\.\s+If the problem persists/,
        buttons: ['Try Again'],
        arrange: () => sandbox.intercept(answer(200, '<html>Sign in</html>', { 'content-type': 'text/html' })),
      },
      {
        title: 'server-error',
        says: /^Posit Workbench returned an error\.\s+If the problem persists/,
        buttons: ['Try Again'],
        arrange: () => sandbox.intercept(answer(500, '')),
      },
    ];

    for (const { title, says, buttons, arrange } of cases) {
      it(`says which case it is, and the next step: ${title}`, async () => {
        const { window } = journey;
        await arrange();
        await window.pressToolbar('Refresh');
        await until('the text is there', async () => says.test(await window.welcomeText('')));
        await window.screenshot(`welcome-${title}`);
        assert.deepEqual(await window.welcomeButtons(), buttons);
        assert.deepEqual([await window.message(), await window.toasts()], ['', []]);
      });
    }

    it('gives way to the rows by the button once the server is back', async () => {
      const { window } = journey;
      await sandbox.suspend();
      await window.pressToolbar('Refresh');
      await window.welcomeText('cannot be reached');
      await sandbox.resume();
      await window.pressWelcome('Try Again');
      await window.row('GitHub').waitFor();
    });

    it('says that there are none, and the next step', async () => {
      const { window } = journey;
      sandbox.intercept(answer(200, '{"providers":[{"type":"custom","integrations":[]}]}'));
      await window.pressToolbar('Refresh');
      assert.match(
        await window.welcomeText('No OAuth integrations'),
        /^No OAuth integrations are configured\.\s+Ask your Posit Workbench administrator to add one\./,
      );
      await window.screenshot('welcome-no-integrations');
      assert.deepEqual(await window.welcomeButtons(), ['Refresh']);
      assert.deepEqual([await window.message(), await window.toasts()], ['', []]);
    });

    // Outside a session: localDefining.test.ts. In one that is too old: serverLife.test.ts.
    it('says what the administrator has left out', async () => {
      const { window } = journey;
      await journey.restart({ POSIT_PRODUCT: 'WORKBENCH' });
      await journey.reload();
      await window.welcomeText('This session is not set up to reach Posit Workbench.');
      await until('the reason is shown', async () => (await window.description()) !== '');
      await window.screenshot('welcome-not-set-up');
      assert.equal(await window.description(), 'No server address');
    });
  });
});
