import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/ports.js';
import { Secret } from '../core/secret.js';
import { cookieExpiry } from '../workbench/cookie.js';

/** Milliseconds for which a cookie is valid, as it says itself. posit-sdk reads it once, and keeps it until then. */
const LIFETIME = 30 * 24 * 60 * 60_000;

/** Milliseconds after which clients are given another one, so that the one they read has most of its time left. */
const RENEWAL = 24 * 60 * 60_000;

const KEY_SIZE = 32;
const KEY = /^[\w-]{43}$/;

/** A key by which cookies are made and recognised. */
export function newCookieKey(): Secret {
  return new Secret(randomBytes(KEY_SIZE).toString('base64url'));
}

export function isCookieKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}

/**
 * The cookies by which a broker recognises its clients. They look as Workbench's do, since clients read the expiry out of
 * them: `name|percent-encoded HTTP date|signature`. Each is valid until the time it states, whatever happens to the broker
 * meanwhile, as long as the broker keeps its key.
 */
export class BrokerCookies {
  #madeAt = 0;
  #current = new Secret('');

  constructor(
    private readonly clock: Clock,
    private readonly key: Secret,
  ) {
    this.#make();
  }

  /** The cookie to hand to clients. */
  get current(): Secret {
    return this.#current;
  }

  /** Replaces the cookie if it is a day old, by a clock that may have been set back. */
  renew(): void {
    if (Math.abs(this.clock.now() - this.#madeAt) >= RENEWAL) {
      this.#make();
    }
  }

  /** Whether a cookie was made with this key and has not expired. Takes as long for one that is nearly right. */
  isValid(presented: string): boolean {
    const [, expiry = ''] = presented.split('|');
    const isOwn = timingSafeEqual(digest(this.#signed(expiry)), digest(presented));
    return isOwn && (cookieExpiry(presented) ?? 0) > this.clock.now();
  }

  #make(): void {
    this.#madeAt = this.clock.now();
    this.#current = new Secret(this.#signed(encodeURIComponent(new Date(this.#madeAt + LIFETIME).toUTCString())));
  }

  #signed(expiry: string): string {
    // Clients blank out a long name wherever an answer repeats it: this one is short, and no part of a URL.
    const content = `broker|${expiry}`;
    return `${content}|${createHmac('sha256', this.key.reveal()).update(content).digest('base64url')}`;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
