import type { ListedIntegration } from '../core/integration.js';
import type { Clock, Disposable } from '../core/ports.js';

/** Milliseconds that a timer waits at most: it would take more for none at all, and clocks are set anew. */
const MAX_DELAY = 60 * 60_000;

/** Calls back when the next access token expires that can't be renewed, so that its row turns by itself. */
export class ExpiryTimer implements Disposable {
  #timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onExpiry: () => void,
  ) {}

  /** What there is to wait for, in place of what there was. */
  set(listed: readonly ListedIntegration[]): void {
    this.dispose();
    const ends = listed.flatMap(({ expiry }) => (expiry && !expiry.isRenewable ? [expiry.at] : []));
    if (ends.length > 0) {
      const delay = Math.max(0, Math.min(...ends) - this.clock.now());
      // The listener lists again, and so sets the next one.
      this.#timer = this.clock.setTimeout(this.onExpiry, Math.min(delay, MAX_DELAY));
    }
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }
}
