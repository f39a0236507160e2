import type { Page } from 'playwright-core';
import type { Journey } from './journey.js';

/**
 * Waits for the notification with a device code, and follows its link, which also copies the code. Returns the page for the code.
 * The editor is in front.
 *
 * @param name the integration that is signed in to
 */
export async function openDeviceCodePage(journey: Journey, name: string): Promise<Page> {
  const toast = journey.window.toast(`To sign in to ${name}, enter the code`);
  await toast.waitFor();
  const link = toast.getByRole('link', { name: 'Copy Code and Open Page' });
  const tab = await journey.openedTab(() => link.click());
  await journey.window.page.bringToFront();
  return tab;
}
