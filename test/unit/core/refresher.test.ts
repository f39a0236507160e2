import assert from 'node:assert/strict';
import { settle } from '../fakeClock.js';
import { RefresherHarness } from './refresherHarness.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('Refresher: while the view is visible', () => {
  it('asks nothing, and sets no timer, before it is shown', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.intervalChanged();
    refresher.lookNow();
    await refresher.refresh();
    await clock.advance(HOUR);
    assert.deepEqual(askedAt, []);
    assert.equal(clock.pending, 0);
  });

  it('asks at once when it is shown, and then each interval', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    await clock.advance(7 * SECOND);
    refresher.setVisible(true);
    await clock.advance(65 * SECOND);
    assert.deepEqual(askedAt, [7, 37, 67]);
  });

  it('asks nothing more while an answer is awaited, however long that takes', async () => {
    const harness = new RefresherHarness();
    const { refresher, clock } = harness;
    const held = harness.hold();
    refresher.setVisible(true);
    await clock.advance(100 * SECOND);
    held[0]?.succeed();
    await clock.advance(14 * SECOND);
    assert.deepEqual(harness.askedAt, [0]);
    await clock.advance(1 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 115]);
  });

  it('asks once if it is notified twice that it is visible', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    await settle();
    refresher.setVisible(true);
    await clock.advance(29 * SECOND);
    assert.deepEqual(askedAt, [0]);
  });

  it('does so also when the interval is changed meanwhile', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.intervalChanged();
    await harness.clock.advance(100 * SECOND);
    held[0]?.succeed();
    await harness.clock.advance(14 * SECOND);
    assert.deepEqual(harness.askedAt, [0]);
  });

  it('takes a changed interval at once', async () => {
    const harness = new RefresherHarness();
    harness.refresher.setVisible(true);
    await harness.clock.advance(10 * SECOND);
    harness.interval = 5 * SECOND;
    harness.refresher.intervalChanged();
    await harness.clock.advance(11 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 15, 20]);
  });
});

describe('Refresher: when the view is hidden', () => {
  it('stays silent for hours, without a timer', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    await clock.advance(10 * SECOND);
    refresher.setVisible(false);
    refresher.intervalChanged();
    assert.equal(clock.pending, 0);
    await clock.advance(12 * HOUR);
    assert.deepEqual(askedAt, [0]);
  });

  it('aborts the pending request', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.setVisible(false);
    await harness.clock.advance(HOUR);
    assert.deepEqual(
      held.map(({ aborted }) => aborted),
      [true],
    );
    assert.equal(harness.clock.pending, 0);
  });

  it('drops the Refresh that waited for that request', async () => {
    const harness = new RefresherHarness();
    harness.hold();
    harness.refresher.setVisible(true);
    const refreshed = harness.refresher.refresh();
    harness.refresher.setVisible(false);
    await refreshed;
    assert.deepEqual(harness.askedAt, [0]);
  });

  it('does not take the abort for a failure', async () => {
    const harness = new RefresherHarness();
    harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.setVisible(false);
    await settle();
    harness.succeed();
    harness.refresher.setVisible(true);
    await harness.clock.advance(30 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 0, 30]);
  });

  it('does not slow down a watcher by the abort', async () => {
    const harness = new RefresherHarness();
    harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.setVisible(false);
    await settle();
    harness.succeed();
    harness.refresher.watch();
    await harness.clock.advance(2 * SECOND);
    assert.deepEqual(harness.askedAt, [0, 1, 2]);
  });

  it('asks again when it is shown again immediately, after the aborted request has ended', async () => {
    const harness = new RefresherHarness();
    harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.setVisible(false);
    harness.refresher.setVisible(true);
    await settle();
    assert.equal(harness.askedAt.length, 2);
    assert.equal(harness.mostAtOnce, 1);
  });
});

describe('Refresher: Refresh', () => {
  it('asks now, and counts the interval from there', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    await clock.advance(20 * SECOND);
    await refresher.refresh();
    await clock.advance(30 * SECOND);
    assert.deepEqual(askedAt, [0, 20, 50]);
  });

  it('asks exactly once more after a request during which it was pressed 20 times', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    for (let press = 0; press < 20; press += 1) {
      void harness.refresher.refresh();
    }
    await settle();
    assert.equal(held.length, 1);
    held[0]?.succeed();
    await settle();
    held[1]?.succeed();
    await harness.clock.advance(29 * SECOND);
    assert.equal(held.length, 2);
    assert.equal(harness.mostAtOnce, 1);
  });

  it('never overlaps requests, even when it is pressed at the very end of one', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    held[0]?.succeed();
    await settle();
    // The first press asks again as soon as it is done, before the second press has had its turn.
    void harness.refresher.refresh().then(() => harness.refresher.refresh());
    void harness.refresher.refresh();
    held[1]?.succeed();
    await settle();
    assert.equal(harness.mostAtOnce, 1);
    held[2]?.succeed();
    await harness.clock.advance(29 * SECOND);
    assert.equal(held.length, 3);
  });

  it('settles when a request that began after the press has ended, not one before it', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    let settled = false;
    void harness.refresher.refresh().then(() => (settled = true));
    held[0]?.succeed();
    await settle();
    assert.equal(settled, false);
    held[1]?.succeed();
    await settle();
    assert.equal(settled, true);
  });

  it('settles without an error when the request fails', async () => {
    const harness = new RefresherHarness();
    harness.refresher.setVisible(true);
    await settle();
    harness.failWith(new Error('down'));
    await harness.refresher.refresh();
    assert.equal(harness.askedAt.length, 2);
  });
});

describe('Refresher: disposed of', () => {
  it('leaves no timer, and aborts the pending request', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.setVisible(true);
    harness.refresher.dispose();
    await harness.clock.advance(HOUR);
    assert.equal(held[0]?.aborted, true);
    assert.equal(harness.clock.pending, 0);
  });

  it('sends no more requests, whatever it is notified of', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.dispose();
    refresher.setVisible(true);
    refresher.watch();
    refresher.lookNow();
    await refresher.refresh();
    await clock.advance(HOUR);
    assert.deepEqual(askedAt, []);
    assert.equal(clock.pending, 0);
  });
});
