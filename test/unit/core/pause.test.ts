import assert from 'node:assert/strict';
import { pause } from '../../../src/core/pause.js';
import { FakeClock, settle } from '../fakeClock.js';

describe('pause', () => {
  for (const [kind, signal] of [
    ['with a signal', new AbortController().signal],
    ['without one', undefined],
  ] as const) {
    it(`ends after its time, ${kind}`, async () => {
      const clock = new FakeClock();
      let isOver = false;
      void pause(clock, 100, signal).then(() => (isOver = true));
      await clock.advance(99);
      assert.equal(isOver, false);
      await clock.advance(1);
      assert.equal(isOver, true);
    });
  }

  it('waits as long as a timer can if it is to wait longer: Node would not wait at all', async () => {
    const delays: number[] = [];
    const setTimeout = (callback: () => void, delay: number) => {
      delays.push(delay);
      callback();
      return { dispose: () => undefined };
    };
    for (const delay of [2 ** 31 - 1, 2 ** 31, 9e12, Infinity]) {
      await pause({ now: () => 0, setTimeout }, delay);
    }
    assert.deepEqual(new Set(delays), new Set([2 ** 31 - 1]));
  });

  it('ends early when it is aborted, and leaves no timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const pausing = pause(clock, 100, controller.signal);
    await settle();
    assert.equal(clock.pending, 1);
    controller.abort(new Error('enough'));
    await assert.rejects(pausing, { message: 'enough' });
    assert.equal(clock.pending, 0);
  });

  it('does not begin when it is aborted already', async () => {
    const clock = new FakeClock();
    await assert.rejects(pause(clock, 100, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
    assert.equal(clock.pending, 0);
  });
});
