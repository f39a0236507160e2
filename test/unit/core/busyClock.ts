import type { Clock, Disposable } from '../../../src/core/ports.js';
import { settle } from '../fakeClock.js';

interface Timer {
  readonly at: number;
  callback: (() => void) | undefined;
}

/** A fake clock for thousands of timers: those of one millisecond are run together, and then all that follows from them. */
export class BusyClock implements Clock {
  readonly #timers = new Map<number, Timer[]>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delay: number): Disposable {
    const timer: Timer = { at: this.#now + Math.max(Math.round(delay), 1), callback };
    const others = this.#timers.get(timer.at);
    if (others) {
      others.push(timer);
    } else {
      this.#timers.set(timer.at, [timer]);
    }
    return { dispose: () => (timer.callback = undefined) };
  }

  /** Lets `milliseconds` pass. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    while (this.#now < end) {
      this.#now += 1;
      const due = this.#timers.get(this.#now) ?? [];
      this.#timers.delete(this.#now);
      due.forEach(({ callback }) => callback?.());
      if (due.length > 0) {
        await settle();
      }
    }
    await settle();
  }
}
