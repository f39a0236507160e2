import { abortable } from './abort.js';
import type { Clock, Disposable } from './ports.js';

/** Settles after `delay` milliseconds; rejects with the signal's reason when that is aborted before. */
export async function pause(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  let timer: Disposable | undefined;
  const over = () => new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, delay)));
  try {
    await (signal ? abortable(signal, over) : over());
  } finally {
    timer?.dispose();
  }
}
