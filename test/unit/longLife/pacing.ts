import { CredentialError } from '../../../src/core/errors.js';

/** Milliseconds, as the refresher's documentation has them: where doubling ends, and the most that a server can ask for. */
const MAX_BACKOFF = 5 * 60_000;
const MAX_RETRY_AFTER = 60 * 60_000;

/** The model of a refresher's patience: by when a view that is visible, of a server that answers, has to be right. */
export class Pacing {
  /** Milliseconds between two looks. */
  interval = 30_000;
  #failures = 0;
  #blockedUntil = 0;
  #disturbedAt = 0;

  /** @param now milliseconds by the clock of the timers */
  constructor(private readonly now: () => number) {}

  /** Something has happened, after which things may be calm. */
  disturb(): void {
    this.#disturbedAt = this.now();
  }

  /**
   * The user has opened the view or started to sign in: how often requests failed before no longer matters. The current
   * request may still fail, or may have failed so recently that the refresher does not know yet.
   */
  forgetFailures(): void {
    this.#failures = Math.min(this.#failures, 1);
  }

  /** The user wants to know, whatever the server asked for. */
  forgetRetryAfter(): void {
    this.#blockedUntil = 0;
  }

  /** Learns from how a request ends, and hands that on. */
  async observe(request: Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await request;
      this.#failures = 0;
      this.#blockedUntil = 0;
    } catch (error) {
      if (!signal.aborted) {
        this.#failures += 1;
        const retryAfter = error instanceof CredentialError ? (error.retryAfter ?? 0) : 0;
        this.#blockedUntil = this.now() + Math.min(retryAfter, MAX_RETRY_AFTER);
      }
      throw error;
    }
  }

  /** Milliseconds after which the view will be right, or wrong for good, if nothing disturbs it. */
  get patience(): number {
    const delay = Math.min(this.interval * 2 ** this.#failures, Math.max(this.interval, MAX_BACKOFF));
    return Math.max(this.#disturbedAt + delay, this.#blockedUntil) - this.now();
  }
}
