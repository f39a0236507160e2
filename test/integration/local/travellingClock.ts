import type { Clock } from '../../../src/core/ports.js';

interface Timer {
  readonly callback: () => void;
  /** Milliseconds for which it still has to wait, since `from`. */
  left: number;
  from: number;
  timeout: NodeJS.Timeout;
}

/** A clock that goes like the real one, and can be taken elsewhere in time. */
export class TravellingClock implements Clock {
  readonly #timers = new Set<Timer>();
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  setTimeout(callback: () => void, delay: number): { dispose(): void } {
    const timer: Timer = { callback, left: delay, from: Date.now(), timeout: setTimeout(() => undefined, 0) };
    this.#timers.add(timer);
    this.#arm(timer);
    return {
      dispose: () => {
        clearTimeout(timer.timeout);
        this.#timers.delete(timer);
      },
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time go by for the clock and for its timers. Those that have become due are called back soon, as ever. */
  skip(milliseconds: number): void {
    this.#offset += milliseconds;
    for (const timer of this.#timers) {
      timer.left -= Date.now() - timer.from + milliseconds;
      this.#arm(timer);
    }
  }

  /** Moves the hands alone: of a machine that sleeps the timers stand still, and a clock can be set back. */
  set(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.timeout);
    timer.from = Date.now();
    timer.timeout = setTimeout(
      () => {
        this.#timers.delete(timer);
        timer.callback();
      },
      Math.max(timer.left, 0),
    );
  }
}
