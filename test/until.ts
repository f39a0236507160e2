import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds. Rejects after `limit` milliseconds with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limit = 20_000): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`In ${limit} ms it did not come about that ${what}`);
    }
    await delay(25);
  }
}
