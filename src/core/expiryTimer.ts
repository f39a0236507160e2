import type { Clock, Disposable } from './ports.js';

/** Milliseconds that a timer waits at most: Node's count to 2^31, those of a machine that sleeps stand still, and clocks are set. */
const MAX_DELAY = 60 * 60_000;

/** Calls back when there is something to do or to see next, such as an access token that expires: rows turn by themselves. */
export class ExpiryTimer implements Disposable {
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(
    private readonly clock: Clock,
    private readonly onTime: () => void,
  ) {}

  /** Waits for the first of these moments, in place of those before; in milliseconds since the epoch. */
  set(moments: readonly number[]): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (moments.length > 0 && !this.#isDisposed) {
      const delay = Math.max(0, Math.min(...moments) - this.clock.now());
      // The listener looks again, and so sets the next one.
      this.#timer = this.clock.setTimeout(this.onTime, Math.min(delay, MAX_DELAY));
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
    this.#timer = undefined;
  }
}
