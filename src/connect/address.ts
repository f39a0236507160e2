import { isLoopback } from '../core/address.js';
import { unsafetyOf } from '../core/url.js';
import * as messages from './addressMessages.js';
import type { ConnectServer } from './server.js';

/** How many parts of a path are tried. */
const MAX_DEPTH = 6;

/** The parts of addresses that are below a server: its API, its dashboard, its content, its OAuth pages. */
const BELOW_SERVER = new Set(['__api__', '__ping__', 'connect', 'content', 'oauth', '.well-known', '__oauth__']);

/** Why a typed text can't be the address of a server, in a sentence; `undefined` if it can. */
export function problemOfAddress(typed: string): string | undefined {
  const url = completed(typed);
  if (typed.trim() === '') {
    return messages.addressMissing();
  }
  const why = unsafetyOf(url);
  if (why === undefined) {
    return undefined;
  }
  const isHttp = URL.canParse(url) && new URL(url).protocol === 'http:' && !isLoopback(new URL(url).hostname);
  return isHttp ? messages.addressIsHttp() : messages.addressWrong(why);
}

/**
 * The base URLs that a typed address may mean, without a slash at the end: people paste addresses of the dashboard, such as
 * `https://example.com/rsc/connect/#/apps/1`. Likelier ones come first. The address must have no problem.
 */
export function candidatesOf(typed: string): readonly string[] {
  const { origin, pathname } = new URL(completed(typed));
  const parts = pathname.split('/').filter((part) => part !== '');
  const end = parts.findIndex((part) => BELOW_SERVER.has(part));
  // A server may be at a path with such a name, too: `/connect` is popular.
  const likely = end < 0 ? parts.length : end;
  const lengths = [likely, ...[...parts.keys(), parts.length].reverse()];
  const bases = lengths.map((length) => [origin, ...parts.slice(0, length)].join('/'));
  return [...new Set(bases)].slice(0, MAX_DEPTH);
}

/**
 * A nickname for a server: its host, with the port or the path if that tells it from the others.
 *
 * @param others the nicknames that are taken
 */
export function nicknameFor(base: string, others: readonly Pick<ConnectServer, 'name'>[]): string {
  const { hostname, host, pathname } = new URL(base);
  const path = pathname === '/' ? '' : pathname;
  const candidates = [hostname, host, `${hostname}${path}`, `${host}${path}`];
  return candidates.find((each) => others.every(({ name }) => name !== each)) ?? `${host}${path}`;
}

/** With `https://` if there is no scheme. */
function completed(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}
