import { abortable } from './abort.js';
import type { Clock, Disposable } from './ports.js';

/** Resolves after `delay` milliseconds; rejects with `signal.reason` if the signal is aborted first. */
export async function pause(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  let timer: Disposable | undefined;
  const elapsed = () => new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, delay)));
  try {
    await (signal ? abortable(signal, elapsed) : elapsed());
  } finally {
    timer?.dispose();
  }
}
