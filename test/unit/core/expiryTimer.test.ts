import assert from 'node:assert/strict';
import { ExpiryTimer } from '../../../src/core/expiryTimer.js';
import { FakeClock } from '../fakeClock.js';

const HOUR = 60 * 60_000;

describe('ExpiryTimer', () => {
  /** A timer and its listener, which sets it again with the remaining times, as the source does. */
  function setUp(...ends: number[]) {
    const clock = new FakeClock();
    const start = clock.now();
    const calls: number[] = [];
    const set = () => timer.set(ends.map((end) => start + end).filter((end) => end > clock.now()));
    const timer = new ExpiryTimer(clock, () => {
      calls.push(clock.now() - start);
      set();
    });
    set();
    return { clock, timer, calls };
  }

  it('calls back at each moment, the first one first', async () => {
    const { clock, calls } = setUp(2_000, 1_000);
    await clock.advance(999);
    assert.deepEqual(calls, []);
    await clock.advance(1_001);
    assert.deepEqual([calls, clock.pending], [[1_000, 2_000], 0]);
  });

  it('waits for no more than an hour at a time, which Node can count and a sleep can not make long', async () => {
    const { clock, calls } = setUp(2 ** 31 + HOUR);
    await clock.advance(2 * HOUR);
    assert.deepEqual([calls, clock.pending], [[HOUR, 2 * HOUR], 1]);
  });

  it('waits for what is left when the clock has been set back', async () => {
    const { clock, calls } = setUp(1_000);
    clock.setBack(500);
    await clock.advance(1_500);
    assert.deepEqual(calls, [500, 1_000]);
  });

  it('has no timer if there is nothing to wait for, or once it is disposed of', () => {
    const { clock, timer } = setUp(1_000);
    timer.set([]);
    assert.equal(clock.pending, 0);
    timer.set([clock.now() + 1]);
    timer.dispose();
    timer.set([clock.now() + 1]);
    assert.equal(clock.pending, 0);
  });
});
