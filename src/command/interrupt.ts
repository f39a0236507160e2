import { setTimeout as delay } from 'node:timers/promises';
import process from 'node:process';

/** Milliseconds that a user who presses Ctrl+C waits at most. */
const PATIENCE = 5_000;

/** Ctrl+C; `kill`; and the end of the terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does `work`. If the user interrupts it, calls `cancel` before the process ends by that signal, as a shell expects it. The
 * second signal ends it at once. Once interrupted, it does not settle: the failure of what was cancelled is of no interest.
 */
export async function withInterrupt<T>(cancel: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupted = (signal: NodeJS.Signals) => {
    interruption.abort();
    stopListening();
    void Promise.race([cancel().catch(() => undefined), delay(PATIENCE)]).then(() => process.kill(process.pid, signal));
  };
  const stopListening = () => SIGNALS.forEach((signal) => process.off(signal, interrupted));
  SIGNALS.forEach((signal) => process.once(signal, interrupted));
  try {
    return await work();
  } finally {
    if (interruption.signal.aborted) {
      await new Promise(() => undefined);
    }
    stopListening();
  }
}
