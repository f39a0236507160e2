import type { Page } from 'playwright-core';
import type { Journey } from './journey.js';

/**
 * Waits for the pop-up with a device code, and presses its button, which also copies the code. Returns the page for the code.
 * The editor is in front.
 *
 * @param name the integration that is signed in to
 */
export async function openDeviceCodePage(journey: Journey, name: string): Promise<Page> {
  const toast = journey.window.toast(`To sign in to ${name}, enter the code`);
  await toast.waitFor();
  const tab = await journey.openedTab(async () => {
    await toast.hover();
    await toast.getByRole('button', { name: 'Copy Code and Open Page' }).click();
  });
  await journey.window.page.bringToFront();
  return tab;
}
