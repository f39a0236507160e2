import assert from 'node:assert/strict';
import { CredentialError, type Failure } from '../../../src/core/errors.js';
import { RefresherHarness } from './refresherHarness.js';
import { stalledFleet } from './stalledFleet.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

function failure(kind: Failure, retryAfter?: number): CredentialError {
  return new CredentialError(kind, 'It failed.', retryAfter === undefined ? {} : { retryAfter });
}

/** A refresher that has just been shown, and whose first request failed. */
async function shownAndFailed(error: Error): Promise<RefresherHarness> {
  const harness = new RefresherHarness();
  harness.failWith(error);
  harness.refresher.setVisible(true);
  await harness.clock.advance(0);
  return harness;
}

describe('Refresher: back-off', () => {
  const errors = { network: failure('network'), authorization: failure('authorization'), unforeseen: new TypeError() };
  for (const [name, error] of Object.entries(errors)) {
    it(`doubles the interval with each failure in a row, up to 5 minutes (${name})`, async () => {
      const harness = new RefresherHarness();
      harness.refresher.setVisible(true);
      await harness.clock.advance(0);
      harness.failWith(error);
      await harness.clock.advance(20 * MINUTE);
      assert.deepEqual(harness.gaps, [30, 60, 120, 240, 300, 300]);
    });
  }

  it('is over with the first success', async () => {
    const harness = await shownAndFailed(failure('network'));
    await harness.clock.advance(60 * SECOND);
    harness.succeed();
    await harness.clock.advance((120 + 60) * SECOND);
    assert.deepEqual(harness.gaps, [60, 120, 30, 30]);
  });

  it('is reset when the view is shown', async () => {
    const harness = await shownAndFailed(failure('network'));
    await harness.clock.advance(400 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 60, 180]);
    harness.refresher.setVisible(false);
    harness.refresher.setVisible(true);
    await harness.clock.advance(60 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 60, 180, 400, 460]);
  });

  it('is reset by Refresh', async () => {
    const harness = await shownAndFailed(failure('network'));
    await harness.clock.advance(400 * SECOND);
    await harness.refresher.refresh();
    await harness.clock.advance(60 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 60, 180, 400, 460]);
  });

  it('never shortens an interval that is longer than 5 minutes', async () => {
    const harness = new RefresherHarness();
    harness.interval = 10 * MINUTE;
    harness.failWith(failure('network'));
    harness.refresher.setVisible(true);
    await harness.clock.advance(30 * MINUTE);
    assert.deepEqual(harness.gaps, [600, 600, 600]);
  });
});

describe('Refresher: after a slow answer', () => {
  it('asks again an interval after the request began, so that views which were answered together do not keep in step', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    await harness.clock.advance(10 * SECOND);
    harness.succeed();
    held[0]?.succeed();
    await harness.clock.advance(50 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 30, 60]);
  });

  it('waits at least half the interval before the next request', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    await harness.clock.advance(28 * SECOND);
    held[0]?.succeed();
    await harness.clock.advance(15 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 43]);
  });

  it('keeps to the interval when the clock is set back during the request', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    harness.clock.setBack(HOUR);
    held[0]?.succeed();
    await harness.clock.advance(30 * SECOND);
    assert.equal(harness.gaps[0], 30 - HOUR / SECOND);
  });

  it('spreads the views of a server that stalled as they were before', async () => {
    const { busiestSecond, mean } = await stalledFleet({ views: 600, stall: 10, seconds: 60 });
    assert.ok(busiestSecond < 1.5 * mean, `the busiest second has ${busiestSecond} requests, the mean is ${mean}`);
  });
});

describe('Refresher: Retry-After', () => {
  it('is waited for where it is longer than the back-off', async () => {
    const harness = await shownAndFailed(failure('network', 200 * SECOND));
    await harness.clock.advance(200 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 200]);
  });

  it('does not shorten the back-off', async () => {
    const harness = await shownAndFailed(failure('network', 2 * SECOND));
    await harness.clock.advance(60 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 60]);
  });

  it('is honoured for an hour at most', async () => {
    const harness = await shownAndFailed(failure('network', 1000 * HOUR));
    await harness.clock.advance(HOUR);
    assert.deepEqual(harness.askedAt, [0, 3600]);
  });

  it('does not hold up Refresh', async () => {
    const harness = await shownAndFailed(failure('network', HOUR));
    await harness.clock.advance(10 * SECOND);
    harness.succeed();
    await harness.refresher.refresh();
    await harness.clock.advance(30 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 10, 40]);
  });

  it('is over with Refresh, also when the view is hidden before the answer', async () => {
    const harness = await shownAndFailed(failure('network', HOUR));
    harness.hold();
    void harness.refresher.refresh();
    harness.refresher.setVisible(false);
    await harness.clock.advance(10 * SECOND);
    harness.refresher.setVisible(true);
    assert.deepEqual(harness.askedAt, [0, 0, 10]);
  });

  it('delays the request for a view that is shown until it is over', async () => {
    const harness = await shownAndFailed(failure('network', 100 * SECOND));
    harness.refresher.setVisible(false);
    await harness.clock.advance(95 * SECOND);
    harness.refresher.setVisible(true);
    await harness.clock.advance(4 * SECOND);
    assert.deepEqual(harness.askedAt, [0]);
    await harness.clock.advance(1 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 100]);
  });

  it('delays a watcher, also when the window gets the focus', async () => {
    const harness = await shownAndFailed(failure('network', 100 * SECOND));
    harness.refresher.watch();
    await harness.clock.advance(50 * SECOND);
    harness.refresher.lookNow();
    await harness.clock.advance(49 * SECOND);
    assert.deepEqual(harness.askedAt, [0]);
    await harness.clock.advance(1 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 100]);
  });

  it('counts for an hour at most from when it was received, however often the view is shown meanwhile', async () => {
    const harness = await shownAndFailed(failure('network', 48 * HOUR));
    for (let shown = 0; shown < 3; shown += 1) {
      await harness.clock.advance(HOUR / 4);
      harness.refresher.setVisible(false);
      harness.refresher.setVisible(true);
    }
    await harness.clock.advance(HOUR / 4);
    assert.deepEqual(harness.askedAt, [0, HOUR / SECOND]);
  });
});

describe('Refresher: a clock that is set back after a failure', () => {
  it('does not keep the view from asking when it is shown', async () => {
    const harness = await shownAndFailed(failure('network'));
    harness.refresher.setVisible(false);
    harness.clock.setBack(3 * HOUR);
    harness.succeed();
    harness.refresher.setVisible(true);
    await harness.clock.advance(0);
    assert.equal(harness.askedAt.length, 2);
  });

  it('does not lengthen Retry-After beyond an hour', async () => {
    const harness = await shownAndFailed(failure('network', 1 * MINUTE));
    harness.clock.setBack(3 * HOUR);
    harness.refresher.setVisible(false);
    harness.refresher.setVisible(true);
    await harness.clock.advance(1 * HOUR);
    assert.ok(harness.askedAt.length > 1);
  });
});

describe('Refresher: settled', () => {
  it('settles with the pending request, and asks nothing itself', async () => {
    const harness = new RefresherHarness();
    await harness.refresher.settled();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    let settled = false;
    const waiting = harness.refresher.settled().then(() => (settled = true));
    await harness.clock.advance(0);
    assert.equal(settled, false);
    held[0]?.succeed();
    await waiting;
    assert.equal(harness.askedAt.length, 1);
  });
});

describe('Refresher: after a final failure', () => {
  for (const kind of ['unavailable', 'unsupported'] as const) {
    it(`sends no automatic request, and sets no timer (${kind})`, async () => {
      const harness = await shownAndFailed(failure(kind));
      harness.refresher.intervalChanged();
      assert.equal(harness.clock.pending, 0);
      await harness.clock.advance(12 * HOUR);
      assert.deepEqual(harness.askedAt, [0]);
    });
  }

  it('asks no more for a watcher either', async () => {
    const harness = await shownAndFailed(failure('unsupported'));
    harness.refresher.watch();
    harness.refresher.lookNow();
    await harness.clock.advance(HOUR);
    assert.deepEqual(harness.askedAt, [0]);
  });

  it('asks again when the view is shown', async () => {
    const harness = await shownAndFailed(failure('unavailable'));
    await harness.clock.advance(40 * SECOND);
    harness.refresher.setVisible(false);
    harness.refresher.setVisible(true);
    await harness.clock.advance(HOUR);
    assert.deepEqual(harness.askedAt, [0, 40]);
  });

  it('asks again on Refresh, and continues if that succeeds', async () => {
    const harness = await shownAndFailed(failure('unsupported'));
    harness.succeed();
    await harness.refresher.refresh();
    await harness.clock.advance(60 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 0, 30, 60]);
  });
});
