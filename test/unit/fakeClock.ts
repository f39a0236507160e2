import type { Clock, Disposable } from '../../src/core/ports.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still but for {@link advance}. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = Date.UTC(2026, 5, 1);
  /** How far the wall clock is behind the clock of the timers, which can't be set. */
  #behind = 0;

  now(): number {
    return this.#now - this.#behind;
  }

  /** Sets the clock on the wall back by so many milliseconds. */
  setBack(milliseconds: number): void {
    this.#behind += milliseconds;
  }

  setTimeout(callback: () => void, delay: number): Disposable {
    const timer = { at: this.#now + Math.max(delay, 0), callback };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets `milliseconds` pass: runs what falls due in its order, each after all that the one before set going has settled. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (let timer = this.#due(end); timer; timer = this.#due(end)) {
      this.#timers.delete(timer);
      this.#now = timer.at;
      timer.callback();
      await settle();
    }
    this.#now = end;
  }

  #due(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

/** Runs everything that waits only for promises. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
