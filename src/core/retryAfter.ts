/** Parses a `Retry-After` header, given in seconds or as a date (RFC 9110, section 10.2.3), into milliseconds. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const delay = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return delay > 0 ? delay : undefined;
}
