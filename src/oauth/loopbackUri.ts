/** A redirect URI on the user's own machine (RFC 8252, section 7.3). */
export interface LoopbackUri {
  readonly host: '127.0.0.1' | 'localhost' | '[::1]';
  /** `undefined`: the authorization server accepts any port. */
  readonly port: number | undefined;
  /** As a browser requests it. */
  readonly path: string;
  /** The same URI with a port, otherwise as it was written: many servers compare it character by character. */
  withPort(port: number): string;
}

const LOOPBACK_URI = /^(http:\/\/(127\.0\.0\.1|localhost|\[::1\]))(?::([1-9]\d{0,4}))?(\/[\w.~!$&'()*+,;=:@%/-]*)?$/;

/** Reads a redirect URI of http with a host of loopback, an optional port, and a path; `undefined` if it is anything else. */
export function parseLoopbackUri(text: string): LoopbackUri | undefined {
  const [, origin, host, port, path = ''] = LOOPBACK_URI.exec(text) ?? [];
  const number = port === undefined ? undefined : Number(port);
  if (origin === undefined || !isHost(host) || (number ?? 0) > 65_535) {
    return undefined;
  }
  return {
    host,
    port: number,
    path: new URL(text).pathname,
    withPort: (chosen) => `${origin}:${chosen}${path}`,
  };
}

function isHost(host: string | undefined): host is LoopbackUri['host'] {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}
