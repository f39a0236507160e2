import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds. Rejects after `limit` milliseconds with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limit = 45_000): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Within ${limit / 1000} s, this did not happen: ${what}`);
    }
    await delay(25);
  }
}
