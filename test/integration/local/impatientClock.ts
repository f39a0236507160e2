import type { Clock } from '../../../src/core/ports.js';
import { realClock } from '../vault/vaultWindow.js';

/** Milliseconds of the longest pause between two looks at a lock. */
const LONGEST_PAUSE = 150;

/** Milliseconds that are waited for before the gate. */
const BEFORE_GATE = 9_000;

/**
 * A clock for those who wait for a stale lock: pauses between two looks are over at once, and the rest takes its time, such
 * as a holder's signs of life. When pauses of 9 seconds are over, it says so, and the next is over when the gate is open.
 */
export function impatientClock(gate: Promise<void> = Promise.resolve(), onGate: () => void = () => undefined): Clock {
  let waited = 0;
  return {
    now: () => Date.now(),
    setTimeout: (callback, delay) => {
      if (delay > LONGEST_PAUSE) {
        return realClock.setTimeout(callback, delay);
      }
      waited += delay;
      const isAtGate = waited > BEFORE_GATE;
      if (isAtGate) {
        onGate();
      }
      let isDisposed = false;
      void (isAtGate ? gate : Promise.resolve()).then(() => setImmediate(() => isDisposed || callback()));
      return { dispose: () => (isDisposed = true) };
    },
  };
}
