import type { Locator } from 'playwright-core';

/** Whether something appears within some seconds. */
export function appears(locator: Locator): Promise<boolean> {
  return locator.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}
