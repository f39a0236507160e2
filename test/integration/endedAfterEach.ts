import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.js';

/**
 * To be called in a `describe`: gives a function that takes what has to be ended after the test, also after one that
 * fails. The last that was handed over ends first; one that fails to end keeps no other from it.
 */
export function endedAfterEach(): (end: () => unknown) => void {
  const pending: (() => unknown)[] = [];
  afterEach(async () => {
    const failures: unknown[] = [];
    for (const end of pending.splice(0).reverse()) {
      await Promise.resolve()
        .then(end)
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be ended');
  });
  return (end) => void pending.push(end);
}

/** To be called in a `describe`: gives a function that starts sandboxes which stop after each test. */
export function sandboxesPerTest(): (options?: SandboxOptions) => Promise<Sandbox> {
  const ended = endedAfterEach();
  return async (options) => {
    const sandbox = await startSandbox(options);
    ended(() => sandbox.stop());
    return sandbox;
  };
}
