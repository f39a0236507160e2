import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { CONTAINER, startJourney, type Journey } from './journey.js';
import { until } from '../until.js';

describe('Keeping the view up to date', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({
      env: sandbox.env,
      // The shortest that the setting allows.
      settings: { 'availableCredentials.refreshIntervalSeconds': 5 },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  afterEach(() => sandbox.intercept(undefined));

  // How often it asks, and that it asks nothing while it is hidden, is the refresher's, and tested with a fake clock.
  it('aborts a pending request when it is hidden, and asks at once when it is shown', async () => {
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

  it('keeps the last good list when the server is gone, says so, and recovers by itself', async () => {
    const { window } = journey;
    await sandbox.suspend();
    await until('the view says that it is stale', async () => (await window.message()) !== '');
    await window.screenshot('stale');
    assert.match(
      await window.message(),
      /^Last updated \d.*\. localhost:\d+ cannot be reached: it refuses connections\. If the problem persists, contact your administrator\.$/,
    );
    assert.equal((await window.rows()).length, 5);
    assert.deepEqual(await window.toasts(), []);
    await sandbox.resume();
    await until('the view is up to date again', async () => (await window.message()) === '', 60_000);
    assert.equal((await window.rows()).length, 5);
  });
});
