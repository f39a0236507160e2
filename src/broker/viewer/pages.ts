import type { Page } from '../page.js';
import * as messages from './messages.js';

/** Seconds for which a page with a notice is shown. */
const READING_TIME = 5;

export const refused = (status: number, text: string): Page => ({ status, title: messages.titles.refused(), text });

/**
 * Sets the cookie and leads to the app. Not a redirect: if another site has led to this page (an editor in the browser is one),
 * the request that follows a redirect counts as that site's, so that the cookie, which is strict, would be missing
 * (RFC 6265bis, section 5.2). A page that goes elsewhere by itself starts a navigation of its own.
 *
 * @param notice what the user has to know first, in a sentence; there is time to read it
 */
export const entered = (address: string, setCookie: string, notice?: string): Page => ({
  status: 200,
  title: messages.titles.entered(),
  text: notice === undefined ? messages.entered() : `${notice} ${messages.entered()}`,
  refresh: { seconds: notice === undefined ? 0 : READING_TIME, target: { address, label: messages.enter() } },
  headers: { 'set-cookie': setCookie },
});

export const down = (port: number): Page => ({
  status: 502,
  title: messages.titles.down(port),
  text: messages.down(),
  refresh: { seconds: 2 },
});
