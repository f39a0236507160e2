import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ACTIONS, life, perform, type Step } from './actions.js';
import { assertInvariants } from './invariants.js';
import { LongLivedWindow } from './longLivedWindow.js';

/** A failure prints its seed and the shortest life that shows it. With that seed in this variable, all is lived again. */
const SEED = process.env['LONG_LIFE_SEED'];
const LIVES = 250;

describe('The long life of a window', () => {
  it('keeps its invariants for any order of events', async function () {
    // It takes a few seconds, but a life that fails is then made shorter, for as long as the limit below allows.
    this.timeout(60_000);
    const seed = SEED === undefined ? Date.now() & 0x7fffffff : Number(SEED);
    let steps = 0;
    let compared = 0;
    const check = (window: LongLivedWindow) => {
      compared += assertInvariants(window) ? 1 : 0;
    };
    await fc.assert(
      fc.asyncProperty(life, async (each) => {
        steps += await live(each, check);
      }),
      { seed, numRuns: LIVES, plugins: [fc.interruptAfterTimeLimit(45_000, { failOnInterrupt: true })] },
    );
    assert.ok(steps >= 10_000, `${steps} steps say too little`);
    assert.ok(compared >= steps / 20, `the view was compared with the server in only ${compared} of ${steps} steps`);
  });
});

/** Lives through all steps, or until the window is disposed of; returns how many that were. */
async function live(steps: readonly Step[], check: (window: LongLivedWindow) => void): Promise<number> {
  const window = new LongLivedWindow();
  let lived = 0;
  try {
    for (const step of steps) {
      await perform(window, step);
      check(window);
      lived += 1;
      if (window.disposed) break;
    }
    window.dispose();
    await window.settle();
    check(window);
    // What comes too late: clicks on what is still on the screen, events that were on their way.
    for (const name of ACTIONS.keys()) {
      await perform(window, [[name, 0]]);
      check(window);
    }
  } finally {
    window.dispose();
  }
  return lived;
}
