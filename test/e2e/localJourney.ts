import type { Page } from 'playwright-core';
import type { WorkbenchPage } from '../editor/workbench.js';
import {
  startProvider,
  type AuthorizationServerOptions,
  type RunningProvider,
} from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { signInOnPage, startJourney, type Journey, type JourneyOptions } from './journey.js';

/** A provider that a browser reaches from an editor in it: not by a name that the editor leads through itself. */
export function startReachableProvider(options: AuthorizationServerOptions = {}): Promise<RunningProvider> {
  return startProvider({ ...options, host: '127.0.0.2' });
}

/** Entries of the setting. */
export type Entries = readonly Readonly<Record<string, unknown>>[];

/** An editor whose machine has these integrations. Polling would take an hour: what rows turn to, they turn to by themselves. */
export function startLocalJourney(entries: Entries, options: JourneyOptions = {}): Promise<Journey> {
  return startJourney({
    ...options,
    settings: {
      'availableCredentials.refreshIntervalSeconds': 3600,
      ...(entries.length > 0 ? { 'availableCredentials.integrations': entries } : {}),
      ...options.settings,
    },
  });
}

/**
 * Presses the row's Sign In, and goes through the provider's pages. Returns the page on which that ends.
 *
 * @param provider offers device codes
 */
export async function signInInBrowser(
  journey: Journey,
  name: string,
  { account }: RunningProvider,
  window: WorkbenchPage = journey.window,
): Promise<Page> {
  // Once its server is known, the row is drawn again: a click at that moment asks which integration is meant.
  await until('the row has what its server offers', async () =>
    (await window.contextMenu(window.row(name))).includes('Sign In with a Device Code'),
  );
  const tab = await journey.openedTab(() => window.pressInline(window.row(name), 'Sign In'), window);
  await signInOnPage(tab, account, 'Allow');
  return tab;
}
