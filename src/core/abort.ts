/**
 * What `work` gives, unless `signal` is aborted first: then it rejects with the signal's reason, whatever becomes of the
 * work, which is not begun if the signal was aborted before.
 *
 * No listener outlives it. Node keeps a signal of `AbortSignal.any` alive while it has one, and with it all that the
 * listener refers to.
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
