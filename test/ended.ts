/** Takes what has to be ended, such as `() => server.stop()`. */
export type Ended = (end: () => unknown) => void;

/**
 * To be called in a `describe`: what the returned function is given is ended after all of its tests, also when they or a
 * hook fail. The last that was handed over ends first; one that fails to end keeps no other from it.
 */
export function endedAfterAll(): Ended {
  const pending: (() => unknown)[] = [];
  after(() => endAll(pending));
  return (end) => void pending.push(end);
}

/** The same after each test. */
export function endedAfterEach(): Ended {
  const pending: (() => unknown)[] = [];
  afterEach(() => endAll(pending));
  return (end) => void pending.push(end);
}

async function endAll(pending: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of pending.splice(0).reverse()) {
    await Promise.resolve()
      .then(end)
      .catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be ended');
}
