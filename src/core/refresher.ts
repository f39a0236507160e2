import { CredentialError } from './errors.js';
import type { Clock, Disposable } from './ports.js';

/** Milliseconds between two looks while somebody watches, for example while a sign-in waits for the browser. */
const WATCH_INTERVAL = 1_000;

/** Milliseconds at which the doubling after failures ends. */
const MAX_BACKOFF = 5 * 60_000;

/** Milliseconds for which a server's `Retry-After` is honoured at most: none can put the view to sleep for good. */
const MAX_RETRY_AFTER = 60 * 60_000;

export interface RefresherOptions {
  /**
   * Asks once. Rejects with a `CredentialError` when that failed; what it rejects with once the signal is aborted does
   * not matter.
   */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  /** Milliseconds between two looks while visible. Read anew each time. */
  readonly interval: () => number;
}

/**
 * Decides when to ask again.
 *
 * - It asks only while it is visible or watched. When it no longer is, the timer is off and the request under way aborted.
 * - It asks at once when it becomes visible, then each interval, counted from the beginning of the last request: a server
 *   that stalls and then answers all waiting views in the same moment does not bring them into step. After a slow answer it
 *   waits for half the interval at least. While it is watched, it asks every second, and at once on {@link lookNow}.
 * - One request at a time. A wish that comes during a request is granted by one more after it, however many they are.
 * - Each failure in a row doubles the interval, up to five minutes (while watched, up to the usual interval). A success,
 *   becoming visible and {@link refresh} end that. Before `Retry-After` is over, only {@link refresh} asks; a view that
 *   becomes visible meanwhile asks as soon as it is over.
 * - After a failure that is final, only becoming visible and {@link refresh} ask.
 */
export class Refresher implements Disposable {
  #visible = false;
  #watchers = 0;
  #failures = 0;
  #final = false;
  #notBefore = 0;
  /** Milliseconds that the last request took. */
  #took = 0;
  #timer: Disposable | undefined;
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #disposed = false;

  constructor(private readonly options: RefresherOptions) {}

  /** Asks now, whatever happened before. Settles, and never rejects, when a request that began after the call has ended. */
  refresh(): Promise<void> {
    this.#forgetFailures();
    this.#notBefore = 0;
    return this.#request();
  }

  /** Settles, and never rejects, when the request that is under way has ended; at once when there is none. */
  async underWay(): Promise<void> {
    await this.#running;
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) {
      return;
    }
    this.#visible = visible;
    if (!visible) {
      this.#rest();
      return;
    }
    this.#forgetFailures();
    if (this.#wait > 0) {
      this.#schedule(this.#wait);
    } else {
      void this.#request();
    }
  }

  /** Looks every second, also while hidden, until the result is disposed of. */
  watch(): Disposable {
    this.#watchers += 1;
    // How long the server was away before does not matter to who begins to watch now.
    this.#failures = 0;
    this.#schedule();
    let watching = true;
    return {
      dispose: () => {
        if (watching) {
          watching = false;
          this.#watchers -= 1;
          this.#rest();
        }
      },
    };
  }

  /** Looks at once if somebody watches: for when the user comes back from the browser. */
  lookNow(): void {
    if (this.#watchers > 0 && !this.#final && this.#wait === 0) {
      void this.#request();
    }
  }

  /** To be called when the interval has changed. */
  intervalChanged(): void {
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    this.#rest();
  }

  get #active(): boolean {
    return !this.#disposed && (this.#visible || this.#watchers > 0);
  }

  /** Milliseconds for which the server still wants to be left alone. Within bounds even if the clock has been set back. */
  get #wait(): number {
    return Math.min(Math.max(this.#notBefore - this.options.clock.now(), 0), MAX_RETRY_AFTER);
  }

  #forgetFailures(): void {
    this.#failures = 0;
    this.#final = false;
  }

  /** Aborts and stops what nobody needs any more; else paces itself anew. */
  #rest(): void {
    if (this.#active) {
      this.#schedule();
    } else {
      this.#abort?.abort();
      this.#unschedule();
    }
  }

  #request(): Promise<void> {
    if (!this.#running) {
      return this.#start();
    }
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      // Whoever waited for the same answer had their turn before this, and may have asked already.
      return this.#running ?? this.#start();
    });
    return this.#next;
  }

  #start(): Promise<void> {
    if (!this.#active) {
      return Promise.resolve();
    }
    this.#unschedule();
    const abort = new AbortController();
    this.#abort = abort;
    this.#running = this.#attempt(abort.signal).then(() => {
      this.#running = undefined;
      this.#schedule();
    });
    return this.#running;
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const startedAt = this.options.clock.now();
    try {
      await this.options.ask(signal);
      this.#forgetFailures();
      this.#notBefore = 0;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      this.#failures += 1;
      this.#final = error instanceof CredentialError && error.final;
      const retryAfter = error instanceof CredentialError ? (error.retryAfter ?? 0) : 0;
      this.#notBefore = retryAfter > 0 ? this.options.clock.now() + Math.min(retryAfter, MAX_RETRY_AFTER) : 0;
    } finally {
      this.#took = this.options.clock.now() - startedAt;
    }
  }

  #schedule(delay = this.#delay()): void {
    this.#unschedule();
    if (!this.#active || this.#final || this.#running) {
      return;
    }
    this.#timer = this.options.clock.setTimeout(() => void this.#request(), delay);
  }

  #unschedule(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  /** Milliseconds until the next request. */
  #delay(): number {
    const interval = this.options.interval();
    const [base, most] = this.#watchers > 0 ? [WATCH_INTERVAL, interval] : [interval, Math.max(MAX_BACKOFF, interval)];
    const delay = Math.min(base * 2 ** this.#failures, most);
    // Within bounds also if the clock was set, or the computer slept, during the request.
    const took = Math.min(Math.max(this.#took, 0), delay / 2);
    return Math.max(delay - took, this.#wait);
  }
}
