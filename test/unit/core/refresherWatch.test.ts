import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { settle } from '../fakeClock.js';
import { RefresherHarness } from './refresherHarness.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('Refresher: while watched', () => {
  it('looks every second, also while the view is hidden', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.watch();
    await clock.advance(4 * SECOND);
    assert.deepEqual(askedAt, [1, 2, 3, 4]);
  });

  it('looks a second after the watch began, not at the end of an interval that runs', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    await clock.advance(10 * SECOND);
    refresher.watch();
    await clock.advance(2 * SECOND);
    assert.deepEqual(askedAt, [0, 11, 12]);
  });

  it('continues when the view is hidden, and does not abort the pending request', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.watch();
    harness.refresher.setVisible(true);
    harness.refresher.setVisible(false);
    held[0]?.succeed();
    harness.succeed();
    await harness.clock.advance(2 * SECOND);
    assert.equal(held[0]?.aborted, false);
    assert.deepEqual(harness.askedAt, [0, 1, 2]);
  });

  it('doubles the second with each failure in a row, up to the usual interval', async () => {
    const harness = new RefresherHarness();
    harness.failWith(new CredentialError('network', 'It failed.'));
    harness.refresher.watch();
    await harness.clock.advance(91 * SECOND);
    assert.deepEqual(harness.gaps, [2, 4, 8, 16, 30, 30]);
  });

  it('looks a second after the watch began, however often the server failed before', async () => {
    const harness = new RefresherHarness();
    harness.failWith(new Error('down'));
    harness.refresher.setVisible(true);
    await harness.clock.advance(8 * 60 * SECOND);
    harness.succeed();
    const before = harness.askedAt.length;
    harness.refresher.watch();
    await harness.clock.advance(1 * SECOND);
    assert.equal(harness.askedAt.length, before + 1);
  });

  it('looks every second again after a success', async () => {
    const harness = new RefresherHarness();
    harness.failWith(new CredentialError('network', 'It failed.'));
    harness.refresher.watch();
    await harness.clock.advance(3 * SECOND);
    harness.succeed();
    await harness.clock.advance(6 * SECOND);
    assert.deepEqual(harness.askedAt, [1, 3, 7, 8, 9]);
  });

  it('continues until the last of several watchers is done, however often the others say that they are', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    const one = refresher.watch();
    const other = refresher.watch();
    await clock.advance(1 * SECOND);
    one.dispose();
    one.dispose();
    await clock.advance(1 * SECOND);
    assert.deepEqual(askedAt, [1, 2]);
    other.dispose();
    await clock.advance(HOUR);
    assert.deepEqual(askedAt, [1, 2]);
    assert.equal(clock.pending, 0);
  });
});

describe('Refresher: when the last watcher is done', () => {
  it('aborts the pending request if the view is hidden', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    const watch = harness.refresher.watch();
    await harness.clock.advance(1 * SECOND);
    watch.dispose();
    await settle();
    assert.equal(held[0]?.aborted, true);
    assert.equal(harness.clock.pending, 0);
  });

  it('lets the pending request continue if the view is visible', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    const watch = harness.refresher.watch();
    harness.refresher.setVisible(true);
    watch.dispose();
    await settle();
    assert.equal(held[0]?.aborted, false);
  });

  it('returns to the usual interval if the view is visible', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    const watch = refresher.watch();
    await clock.advance(2 * SECOND);
    watch.dispose();
    await clock.advance(60 * SECOND);
    assert.deepEqual(askedAt, [0, 1, 2, 32, 62]);
  });
});

describe('Refresher: when the window gets the focus', () => {
  it('sends a request immediately if watched', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.watch();
    await clock.advance(0.4 * SECOND);
    refresher.lookNow();
    await clock.advance(1 * SECOND);
    assert.deepEqual(askedAt, [0.4, 1.4]);
  });

  it('looks at once also during the back-off', async () => {
    const harness = new RefresherHarness();
    harness.failWith(new CredentialError('network', 'It failed.'));
    harness.refresher.watch();
    await harness.clock.advance(20 * SECOND);
    assert.deepEqual(harness.askedAt, [1, 3, 7, 15]);
    harness.refresher.lookNow();
    await settle();
    assert.deepEqual(harness.askedAt, [1, 3, 7, 15, 20]);
  });

  it('does nothing if not watched, even if the view is visible', async () => {
    const { refresher, clock, askedAt } = new RefresherHarness();
    refresher.setVisible(true);
    await clock.advance(10 * SECOND);
    refresher.lookNow();
    await clock.advance(10 * SECOND);
    assert.deepEqual(askedAt, [0]);
  });

  it('looks once more after a pending request, which may have been answered too early', async () => {
    const harness = new RefresherHarness();
    const held = harness.hold();
    harness.refresher.watch();
    await harness.clock.advance(1 * SECOND);
    harness.refresher.lookNow();
    harness.refresher.lookNow();
    held[0]?.succeed();
    await settle();
    assert.equal(held.length, 2);
    assert.equal(harness.mostAtOnce, 1);
  });
});
