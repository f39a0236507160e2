/**
 * Whether a URL's host name means this machine: `127.0.0.0/8`, `[::1]` and `localhost`. Names below `localhost` don't
 * count: despite RFC 6761, section 6.3, some resolvers ask a server for them. `hostname` must come from a parsed `URL`,
 * which normalises every other spelling of an address.
 */
export function isLoopback(hostname: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
}

/**
 * Milliseconds before Node gives up one of this machine's addresses for the next. Its own 250 are over before it sees that it is
 * connected if this process is busy in the meantime. An address at which nothing listens refuses at once.
 */
export const LOOPBACK_ADDRESS_TIMEOUT = 10_000;

/** Appends path segments to a base URL's path: `https://h/base/` and `x` give `https://h/base/x`. */
export function joinUrl(base: string, segment: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${segment}`;
  url.search = '';
  url.hash = '';
  return url.href;
}
