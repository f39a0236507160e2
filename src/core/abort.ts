/**
 * Runs `work` and returns its result; rejects with `signal.reason` as soon as the signal is aborted. Does not start
 * `work` if it already is.
 *
 * Removes its listener at the end: Node keeps a signal of `AbortSignal.any` alive while it has listeners, together with
 * everything they refer to.
 */
export async function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = rejectable();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Node 20 has no `Promise.withResolvers`. */
function rejectable(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => (reject = rejectPromise));
  return { promise, reject };
}
