import type { IncomingMessage } from 'node:http';

/** Whether a browser opens a page, so that the user sees it: not a picture or a prefetch, which would use the link up. */
export function isNavigation(headers: IncomingMessage['headersDistinct']): boolean {
  const is = (name: string, expected: string) => (headers[name] ?? []).every((value) => value === expected);
  return is('sec-fetch-mode', 'navigate') && is('sec-fetch-dest', 'document') && !('sec-purpose' in headers);
}
