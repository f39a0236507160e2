import { Refresher } from '../../../src/core/refresher.js';
import { FakeClock } from '../fakeClock.js';

/** A request that a test answers by hand. It fails by itself when it is aborted, as one over HTTP does. */
export interface HeldRequest {
  readonly aborted: boolean;
  succeed(): void;
  fail(error: Error): void;
}

/** A refresher with a fake clock and a server that does as it is told. */
export class RefresherHarness {
  readonly clock = new FakeClock();
  readonly refresher: Refresher;
  /** Milliseconds. */
  interval = 30_000;
  /** What the server does with a request; at first it answers at once. */
  answer: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  /** The highest number of simultaneous requests. */
  mostAtOnce = 0;
  readonly #start = this.clock.now();
  readonly #times: number[] = [];
  #underWay = 0;

  constructor() {
    this.refresher = new Refresher({
      ask: (signal) => this.#ask(signal),
      clock: this.clock,
      interval: () => this.interval,
    });
  }

  /** When it asked: seconds since the start. */
  get askedAt(): readonly number[] {
    return this.#times;
  }

  /** The seconds between each request and the next. */
  get gaps(): readonly number[] {
    return this.#times.slice(1).map((time, index) => time - (this.#times[index] ?? 0));
  }

  failWith(error: Error): void {
    this.answer = () => Promise.reject(error);
  }

  succeed(): void {
    this.answer = () => Promise.resolve();
  }

  /** From now on, requests wait to be answered by hand. They are added to the result as they arrive. */
  hold(): readonly HeldRequest[] {
    const held: HeldRequest[] = [];
    this.answer = (signal) =>
      new Promise((resolve, reject) => {
        const aborted = new Error('aborted');
        signal.addEventListener('abort', () => reject(aborted));
        held.push({
          get aborted() {
            return signal.aborted;
          },
          succeed: resolve,
          fail: reject,
        });
      });
    return held;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    this.#times.push((this.clock.now() - this.#start) / 1000);
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    try {
      await this.answer(signal);
    } finally {
      this.#underWay -= 1;
    }
  }
}
