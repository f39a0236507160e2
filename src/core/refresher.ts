import { CredentialError } from './errors.js';
import type { Clock, Disposable } from './ports.js';

/** Milliseconds between requests while watched, for example while a sign-in waits for the browser. */
const WATCH_INTERVAL = 1_000;

/** The longest interval after failures, in milliseconds. */
const MAX_BACKOFF = 5 * 60_000;

/** The longest `Retry-After` that is honoured, in milliseconds, so that no server can stop refreshing for good. */
const MAX_RETRY_AFTER = 60 * 60_000;

export interface RefresherOptions {
  /**
   * Sends one request. Rejects with a `CredentialError` if it fails; after the signal is aborted, any rejection is
   * ignored.
   */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  /** Milliseconds between requests while visible. Called each time. */
  readonly interval: () => number;
}

/**
 * Decides when to send the next request.
 *
 * - Requests are sent only while it is visible or watched. Otherwise there is no timer, and a pending request is aborted.
 * - It sends a request as soon as it becomes visible and then at each interval, counted from the start of the last
 *   request: if a server stalls and then answers all waiting views at once, they stay out of step. After a slow response
 *   it waits for at least half the interval. While watched, it sends one every second, and immediately on {@link lookNow}.
 * - One request at a time. All calls made during a request share one more request after it.
 * - Each consecutive failure doubles the interval, up to five minutes (while watched, up to the usual interval). A
 *   success, becoming visible and {@link refresh} reset it. During `Retry-After`, only {@link refresh} sends a request; a
 *   view that becomes visible waits until it has passed.
 * - After a final failure, only becoming visible and {@link refresh} send a request.
 */
export class Refresher implements Disposable {
  #visible = false;
  #watchers = 0;
  #failures = 0;
  #final = false;
  #notBefore = 0;
  /** Duration of the last request in milliseconds. */
  #took = 0;
  #timer: Disposable | undefined;
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #disposed = false;

  constructor(private readonly options: RefresherOptions) {}

  /** Sends a request now, regardless of earlier failures. Resolves when a request that started after this call ends. */
  refresh(): Promise<void> {
    this.#resetFailures();
    this.#notBefore = 0;
    return this.#request();
  }

  /** Resolves when the current request ends, or immediately if there is none. Never rejects. */
  async settled(): Promise<void> {
    await this.#running;
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) {
      return;
    }
    this.#visible = visible;
    if (!visible) {
      this.#pauseOrReschedule();
      return;
    }
    this.#resetFailures();
    if (this.#wait > 0) {
      this.#schedule(this.#wait);
    } else {
      void this.#request();
    }
  }

  /** Sends a request every second, even while hidden, until the result is disposed of. */
  watch(): Disposable {
    this.#watchers += 1;
    // Earlier failures must not slow down a new watcher.
    this.#failures = 0;
    this.#schedule();
    let watching = true;
    return {
      dispose: () => {
        if (watching) {
          watching = false;
          this.#watchers -= 1;
          this.#pauseOrReschedule();
        }
      },
    };
  }

  /** Sends a request now if watched: for when the user returns from the browser. */
  lookNow(): void {
    if (this.#watchers > 0 && !this.#final && this.#wait === 0) {
      void this.#request();
    }
  }

  /** Must be called when the interval has changed. */
  intervalChanged(): void {
    this.#schedule();
  }

  dispose(): void {
    this.#disposed = true;
    this.#pauseOrReschedule();
  }

  get #active(): boolean {
    return !this.#disposed && (this.#visible || this.#watchers > 0);
  }

  /** Milliseconds left of the server's `Retry-After`. Bounded in case the clock is set back. */
  get #wait(): number {
    return Math.min(Math.max(this.#notBefore - this.options.clock.now(), 0), MAX_RETRY_AFTER);
  }

  #resetFailures(): void {
    this.#failures = 0;
    this.#final = false;
  }

  /** Aborts the request and stops the timer if no longer active; otherwise schedules the next request. */
  #pauseOrReschedule(): void {
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
      // Another callback of the same promise may have started a request already.
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
      this.#resetFailures();
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
    // Bounded in case the clock was set or the computer slept during the request.
    const took = Math.min(Math.max(this.#took, 0), delay / 2);
    return Math.max(delay - took, this.#wait);
  }
}
