const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Sees to it that nothing outlives this process: runs `cleanup`, which must be synchronous, when the process exits or
 * is ended by a signal. A signal that nobody else handles still ends the process.
 *
 * @returns a function that takes this back, for when the cleaning up has been done in good order.
 */
export function cleanUpAtExit(cleanup: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    withdraw();
    cleanup();
    if (process.listenerCount(signal) === 0) {
      process.kill(process.pid, signal);
    }
  };
  const withdraw = (): void => {
    process.off('exit', cleanup);
    signals.forEach((signal) => process.off(signal, onSignal));
  };
  process.once('exit', cleanup);
  signals.forEach((signal) => process.on(signal, onSignal));
  return withdraw;
}
