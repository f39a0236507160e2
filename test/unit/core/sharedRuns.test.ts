import assert from 'node:assert/strict';
import { sharedRuns } from '../../../src/core/sharedRuns.js';
import { settle } from '../fakeClock.js';

describe('sharedRuns', () => {
  function setUp() {
    const runs: { readonly resolve: (value: number) => void; readonly reject: (error: Error) => void }[] = [];
    const run = sharedRuns(() => new Promise<number>((resolve, reject) => void runs.push({ resolve, reject })));
    return { runs, run };
  }

  it('starts one run for callers at the same moment, and no other for those that come while it runs', async () => {
    const { runs, run } = setUp();
    const first = [run(), run()];
    await settle();
    assert.equal(runs.length, 1);
    const later = [run(), run()];
    await settle();
    assert.equal(runs.length, 1, 'The second run waits for the first');
    runs[0]?.resolve(1);
    assert.deepEqual(await Promise.all(first), [1, 1]);
    await settle();
    assert.equal(runs.length, 2);
    runs[1]?.resolve(2);
    assert.deepEqual(await Promise.all(later), [2, 2]);
  });

  it('runs again after a failure, which reaches only its own callers', async () => {
    const { runs, run } = setUp();
    const failed = run();
    await settle();
    const next = run();
    runs[0]?.reject(new Error('once'));
    await assert.rejects(failed, /once/);
    await settle();
    runs[1]?.resolve(2);
    assert.equal(await next, 2);
  });
});
