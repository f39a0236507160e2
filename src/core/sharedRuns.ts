/**
 * Runs `work` once for all callers that come while it waits or runs: those that come while it runs share the next run, since
 * this one may have read what was there before they came.
 */
export function sharedRuns<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (!next) {
      next = last.then(() => {
        next = undefined;
        return work();
      });
      last = next.catch(() => undefined);
    }
    return next;
  };
}
