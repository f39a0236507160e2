import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What the names of the cookies of all proxies begin with: cookies ignore ports, so that the port has to be in the name. */
const COOKIE_PREFIX = 'available-credentials-viewer-';

/** No app gets a path that begins like this. */
const LINK_PREFIX = '/open-as-viewer/';

/** Milliseconds for which a link is valid. Before it opens the browser, the editor may ask the user. */
const LINK_LIFETIME = 5 * 60_000;

/** Links that are valid at a time. */
const MAX_LINKS = 16;

interface Link {
  readonly digest: Buffer;
  readonly expiresAt: number;
  readonly setCookie: string;
}

/** Lets browsers in: each by a link that works once, and then by the cookie that the link has set. */
export class Entrance {
  readonly #cookieName: string;
  readonly #cookie = randomValue();
  readonly #cookieDigest = digestOf(this.#cookie);
  #links: readonly Link[] = [];

  /** @param now milliseconds since the epoch */
  constructor(
    port: number,
    private readonly now: () => number,
  ) {
    this.#cookieName = `${COOKIE_PREFIX}${port}`;
  }

  /** @param base where the browser finds the app's root */
  createLink(base: URL): string {
    const value = randomValue();
    const link = new URL(base);
    link.pathname = link.pathname.replace(/\/$/, '') + LINK_PREFIX + value;
    // A server may have other content beside this path. (Locally, the path is `/`.)
    const attributes = ['HttpOnly', 'SameSite=Strict', `Path=${new URL('..', link).pathname}`];
    const setCookie = [
      `${this.#cookieName}=${this.#cookie}`,
      ...attributes,
      ...(link.protocol === 'https:' ? ['Secure'] : []),
    ].join('; ');
    const added = { digest: digestOf(value), expiresAt: this.now() + LINK_LIFETIME, setCookie };
    this.#links = [...this.#valid(), added].slice(-MAX_LINKS);
    return link.href;
  }

  /** Uses a link up. Returns what sets the cookie, or nothing if the link is not valid. */
  use(path: string): string | undefined {
    const presented = digestOf(path.slice(LINK_PREFIX.length).replace(/\?.*$/s, ''));
    const links = this.#valid();
    // All are compared, so that the time tells nothing.
    const [used] = links.filter(({ digest }) => timingSafeEqual(digest, presented));
    this.#links = links.filter((each) => each !== used);
    return used?.setCookie;
  }

  /** Whether a request's header `Cookie` has the cookie. It may stand there twice: pages at other ports can set one, too. */
  admits(header: string | undefined): boolean {
    return cookiesIn(header).some(
      ({ name, value }) => name === this.#cookieName && timingSafeEqual(digestOf(value), this.#cookieDigest),
    );
  }

  #valid(): readonly Link[] {
    const now = this.now();
    return this.#links.filter(({ expiresAt }) => expiresAt > now);
  }
}

export function isLink(path: string): boolean {
  return path.startsWith(LINK_PREFIX);
}

/** A header `Cookie` without the cookies of viewers' proxies, also those at other ports. */
export function withoutViewerCookies(header: string): string {
  return cookiesIn(header)
    .filter(({ name }) => !name.startsWith(COOKIE_PREFIX))
    .map(({ text }) => text)
    .join('; ');
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly text: string;
}

function cookiesIn(header = ''): readonly Cookie[] {
  return header.split(';').flatMap((part) => {
    const text = part.trim();
    const [name = '', ...value] = text.split('=');
    return text === '' ? [] : [{ name: name.trim(), value: value.join('=').trim(), text }];
  });
}

/** 256 random bits. */
function randomValue(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests have one length, so that they can be compared in constant time. */
function digestOf(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
