import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { CONTAINER, startJourney, type Journey } from './journey.js';
import { until } from '../until.js';

/** The shortest that the setting allows, in milliseconds. */
const INTERVAL = 5_000;

describe('Keeping the view up to date', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({
      env: sandbox.env,
      settings: { 'availableCredentials.refreshIntervalSeconds': INTERVAL / 1000 },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  afterEach(() => sandbox.intercept(undefined));

  it('asks each interval while the view is visible', async () => {
    const before = sandbox.requests.length;
    await until('two more requests arrive', () => sandbox.requests.length >= before + 2);
    const [first, second] = sandbox.requests.slice(-2).map(({ at }) => at);
    const gap = (second ?? 0) - (first ?? 0);
    assert.ok(gap >= INTERVAL, `${gap} ms lie between two requests`);
  });

  it('asks nothing while it is hidden, and at once when it is shown', async () => {
    const { window } = journey;
    await window.hideView(CONTAINER);
    const before = sandbox.requests.length;
    // That nothing comes can't be waited for: three intervals have to pass.
    await delay(3 * INTERVAL);
    assert.equal(sandbox.requests.length, before);
    const shown = Date.now();
    await window.openView(CONTAINER);
    await until('a request arrives', () => sandbox.requests.length > before);
    const after = (sandbox.requests[before]?.at ?? 0) - shown;
    assert.ok(after < INTERVAL, 'it came with the interval, and not with showing the view');
    console.log(`      asked ${after} ms after the click that shows the view`);
  });

  it('aborts a request under way when it is hidden', async () => {
    const { window } = journey;
    sandbox.intercept(() => true);
    const before = sandbox.requests.length;
    await window.pressToolbar('Refresh');
    await until('a request arrives that is not answered', () => sandbox.requests.length > before);
    await window.hideView(CONTAINER);
    await until('it is aborted', () => sandbox.requests.at(-1)?.aborted === true);
    sandbox.intercept(undefined);
    await window.openView(CONTAINER);
    await window.row('GitHub').waitFor();
    assert.equal(await window.message(), '');
  });

  it('never lets requests overlap, however often Refresh is pressed', async () => {
    const { window } = journey;
    let open = 0;
    let most = 0;
    const answers: (() => void)[] = [];
    sandbox.intercept((_request, response) => {
      most = Math.max(most, (open += 1));
      response.once('close', () => (open -= 1));
      answers.push(() => response.end('{"providers":[]}'));
      return true;
    });
    for (let press = 0; press < 5; press += 1) {
      await window.pressToolbar('Refresh');
    }
    await until('a request arrives', () => answers.length === 1);
    answers[0]?.();
    await until('one more request arrives', () => answers.length === 2);
    assert.equal(most, 1);
    answers[1]?.();
    await window.welcomeText('No OAuth integrations are configured.');
    sandbox.intercept(undefined);
    await window.pressToolbar('Refresh');
    await window.row('GitHub').waitFor();
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
