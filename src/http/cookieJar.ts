import type * as Undici from './undici.js';

/** How many cookies are kept for an origin, since a server may set any number. */
const MAX_COOKIES = 20;

interface StoredCookie {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Cookies by which a cluster's load balancer leads a client back to the node that knows its flow. Each is sent only to the
 * origin that has set it: `Domain` and `Path` (RFC 6265, section 5.3) can only narrow that down, and a load balancer does not.
 */
export class CookieJar {
  readonly #origins = new Map<string, Map<string, StoredCookie>>();

  constructor(private readonly now: () => number = Date.now) {}

  /** The header that sends an origin its cookies; empty if there are none. */
  headersFor(origin: string): { readonly cookie?: string } {
    const live = [...(this.#origins.get(origin) ?? [])].filter(([, { expiresAt }]) => expiresAt > this.now());
    return live.length === 0 ? {} : { cookie: live.map(([name, { value }]) => `${name}=${value}`).join('; ') };
  }

  /** @param header the response's `Set-Cookie` */
  store(origin: string, header: string | string[] | undefined, parse: typeof Undici.parseSetCookie): void {
    for (const line of [header ?? []].flat()) {
      const cookie = parse(line);
      if (cookie && cookie.name !== '') {
        this.#keep(origin, cookie.name, { value: cookie.value, expiresAt: this.#expiryOf(cookie) });
      }
    }
  }

  #keep(origin: string, name: string, cookie: StoredCookie): void {
    const cookies = this.#origins.get(origin) ?? new Map<string, StoredCookie>();
    this.#origins.set(origin, cookies);
    cookies.delete(name);
    if (cookie.expiresAt > this.now()) {
      cookies.set(name, cookie);
    }
    const [oldest] = cookies.keys();
    if (cookies.size > MAX_COOKIES && oldest !== undefined) {
      cookies.delete(oldest);
    }
  }

  /** `Max-Age` takes precedence over `Expires` (RFC 6265, section 5.3). */
  #expiryOf({ maxAge, expires }: NonNullable<ReturnType<typeof Undici.parseSetCookie>>): number {
    if (maxAge !== undefined) {
      return this.now() + maxAge * 1_000;
    }
    return expires === undefined ? Infinity : Number(expires);
  }
}
