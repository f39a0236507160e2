import { endedAfterEach } from '../ended.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.js';

/** To be called in a `describe`: gives a function that starts sandboxes which stop after each test. */
export function sandboxesPerTest(): (options?: SandboxOptions) => Promise<Sandbox> {
  const ended = endedAfterEach();
  return async (options) => {
    const sandbox = await startSandbox(options);
    ended(() => sandbox.stop());
    return sandbox;
  };
}
