import type { Clock } from '../../../src/core/ports.js';

/** A clock whose timers are due at once, while it says that their time has gone by. For those who wait for one at a time. */
export class InstantClock implements Clock {
  #now = Date.UTC(2026, 5, 1);
  /** How many milliseconds have been waited for, one after the other. */
  readonly pauses: number[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delay: number): { dispose(): void } {
    const immediate = setImmediate(() => {
      this.#now += delay;
      this.pauses.push(delay);
      callback();
    });
    return { dispose: () => clearImmediate(immediate) };
  }
}
