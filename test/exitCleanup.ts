import { constants } from 'node:os';

/** Milliseconds between two looks at whether npm is still there. */
const PARENT_CHECK_INTERVAL = 250;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether the program itself sees to it that it ends when a signal asks for it. */
let endsByItself = false;

/**
 * Sees to it that nothing outlives this process: runs `cleanup`, which must be synchronous, when the process exits. So
 * that a signal is an exit, too, it becomes one with code 128 + its number, unless {@link askedToEnd} has been called.
 * What was handed over last is cleaned up first.
 *
 * @returns a function that takes this back, for when the cleaning up has been done in good order.
 */
export function cleanUpAtExit(cleanup: () => void): () => void {
  for (const signal of signals) {
    if (!process.listeners(signal).includes(exitBySignal)) {
      process.on(signal, exitBySignal);
    }
  }
  const tryToCleanUp = (): void => {
    try {
      cleanup();
    } catch (error) {
      // Thrown on, it would keep the other listeners from their work.
      console.error(error);
    }
  };
  process.prependOnceListener('exit', tryToCleanUp);
  return () => void process.off('exit', tryToCleanUp);
}

/**
 * For a program that ends what it began in good order: from now on a signal ends the process no more.
 *
 * @returns a promise that is resolved by the first signal that asks the process to end.
 */
export function askedToEnd(): Promise<void> {
  endsByItself = true;
  return new Promise((resolve) => {
    for (const signal of signals) {
      process.on(signal, () => resolve());
    }
  });
}

/**
 * For a program that npm starts: asks it to end, as SIGTERM does, when npm is gone. npm passes SIGINT and SIGTERM on, but
 * dies of SIGHUP and SIGKILL by itself.
 */
export function endWithNpm(): void {
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] === undefined) {
    return;
  }
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      process.kill(process.pid, 'SIGTERM');
    }
  }, PARENT_CHECK_INTERVAL);
  timer.unref();
}

function exitBySignal(signal: NodeJS.Signals): void {
  if (!endsByItself) {
    process.exit(128 + constants.signals[signal]);
  }
}
