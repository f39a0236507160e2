import { abortable } from './abort.js';
import type { Clock, Disposable } from './ports.js';

/** The longest time that a timer can wait, in milliseconds: Node's would not wait at all for a longer one. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Resolves after `delay` milliseconds, or {@link MAX_DELAY} if that is less: a server may name any time. Rejects with
 * `signal.reason` if the signal is aborted first.
 */
export async function pause(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  let timer: Disposable | undefined;
  const elapsed = () => new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, Math.min(delay, MAX_DELAY))));
  try {
    await (signal ? abortable(signal, elapsed) : elapsed());
  } finally {
    timer?.dispose();
  }
}
