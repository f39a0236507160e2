import { setTimeout as delay } from 'node:timers/promises';
import process from 'node:process';

/** Milliseconds that a user who presses Ctrl+C waits at most. */
const PATIENCE = 5_000;

/**
 * Does `work`. If the user presses Ctrl+C meanwhile, calls `cancel` before the process ends by that signal, as a shell
 * expects it. A second Ctrl+C ends it at once.
 */
export async function withInterrupt<T>(cancel: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const interrupted = () => {
    void Promise.race([cancel().catch(() => undefined), delay(PATIENCE)]).then(() =>
      process.kill(process.pid, 'SIGINT'),
    );
  };
  process.once('SIGINT', interrupted);
  try {
    return await work();
  } finally {
    process.off('SIGINT', interrupted);
  }
}
