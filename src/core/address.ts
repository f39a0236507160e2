/**
 * Whether a URL's host name means this machine: `127.0.0.0/8`, `[::1]` and `localhost`. What a name below `localhost` means
 * is up to the resolver, whatever RFC 6761, section 6.3, says: some ask a server. `hostname` is that of a parsed `URL`,
 * which has normalised every other spelling of an address.
 */
export function isLoopback(hostname: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
}

/** Appends path segments to a base URL's path, and keeps that path: `https://h/base/` and `x` are `https://h/base/x`. */
export function joinUrl(base: string, segment: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${segment}`;
  url.search = '';
  url.hash = '';
  return url.href;
}
