import { isLoopback } from '../core/address.js';
import { unsafetyOf } from '../core/url.js';
import * as messages from './addressMessages.js';
import type { ConnectServer } from './server.js';

/** How many addresses are tried. */
const MAX_CANDIDATES = 6;

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
  // The address of content may have any path, so the host itself is always tried.
  return [...new Set([...[...new Set(bases)].slice(0, MAX_CANDIDATES - 1), origin])];
}

/**
 * A nickname for a server: its host, with the port or the path if that tells it from the others, or else with a number.
 *
 * @param others the nicknames that are taken
 */
export function nicknameFor(base: string, others: readonly Pick<ConnectServer, 'name'>[]): string {
  const { hostname, host, pathname } = new URL(base);
  const path = pathname === '/' ? '' : pathname;
  const candidates = [hostname, host, `${hostname}${path}`, `${host}${path}`];
  const taken = new Set(others.map(({ name }) => name));
  const free = candidates.find((each) => !taken.has(each));
  if (free !== undefined) {
    return free;
  }
  let number = 2;
  while (taken.has(`${host}${path} ${number}`)) {
    number++;
  }
  return `${host}${path} ${number}`;
}

/** With `https://` if there is no scheme. */
function completed(typed: string): string {
  const text = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
}
