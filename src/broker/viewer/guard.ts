import type { IncomingMessage } from 'node:http';
import type { Page } from '../page.js';
import { isNavigation } from '../navigation.js';
import { type Entrance, isLink } from './entrance.js';
import * as messages from './messages.js';
import { entered, refused } from './pages.js';

/** What a proxy accepts, and says to a browser that it lets in. */
export interface Gate {
  /** Where browsers find the proxy: at its own address, and at those that the editor of a remote window leads to it. */
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  readonly entrance: Entrance;
  /** What the user has to know about the app, in a sentence. */
  readonly notice: string | undefined;
}

/**
 * Decides whether a request may be passed on to the app. It must be sent to exactly an address of the proxy, by a page of the
 * app or by the user and not by another page, and with the cookie. A link may be followed from anywhere, but only to open it.
 *
 * @returns what the browser gets in place of the app's answer; nothing if the request is passed on
 */
export function judge(request: IncomingMessage, { hosts, origins, entrance, notice }: Gate): Page | undefined {
  const { method, url = '', headersDistinct: headers } = request;
  const [host, ...moreHosts] = headers['host'] ?? [];
  // A web page that made its own name resolve to this machine (DNS rebinding) sends that name.
  if (host === undefined || moreHosts.length > 0 || !hosts.has(host)) {
    return refused(403, messages.foreignHost());
  }
  if (!(headers['origin'] ?? []).every((origin) => origins.has(origin)) || isRepeated(headers['origin'])) {
    return refused(403, messages.foreignPage());
  }
  // Not the address of a proxy (`GET http://…`), and no `*`.
  if (!url.startsWith('/')) {
    return refused(400, messages.malformed());
  }
  if (isLink(url)) {
    const setCookie = method === 'GET' && isNavigation(headers) ? entrance.use(url) : undefined;
    return setCookie === undefined ? refused(403, messages.usedLink()) : entered('../', setCookie, notice);
  }
  // A page at another port of this machine is of the same site, and so sends the cookie (Fetch Metadata, section 2.3).
  if (!(headers['sec-fetch-site'] ?? []).every((site) => ['none', 'same-origin'].includes(site))) {
    return refused(403, messages.foreignPage());
  }
  return entrance.admits(request.headers.cookie) ? undefined : refused(403, messages.noCookie());
}

function isRepeated(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.length > 1;
}
