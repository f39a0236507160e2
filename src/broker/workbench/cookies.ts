import { createHmac } from 'node:crypto';
import type { Clock } from '../../core/ports.js';
import { Secret } from '../../core/secret.js';
import { cookieExpiry } from '../../workbench/cookie.js';
import { isEqualInConstantTime } from '../constantTime.js';

/** Milliseconds for which a cookie is valid, as it says itself. posit-sdk reads it once, and uses it until then. */
const LIFETIME = 30 * 24 * 60 * 60_000;

/** Milliseconds after which clients get another one, so that the one they read has most of its time left. */
const RENEWAL = 24 * 60 * 60_000;

/**
 * The cookies by which a window recognises its clients. They look like Workbench's, since clients read the expiry from
 * them: `name|percent-encoded HTTP date|signature`. Each is valid until the time it states as long as the key is the same,
 * also after the broker was restarted.
 */
export class WorkbenchCookies {
  #createdAt = 0;
  #current = new Secret('');

  constructor(
    private readonly clock: Clock,
    private readonly key: Secret,
  ) {
    this.#create();
  }

  /** The cookie for clients: another one if the last is a day old, by a clock that may have been set back. */
  current(): Secret {
    if (Math.abs(this.clock.now() - this.#createdAt) >= RENEWAL) {
      this.#create();
    }
    return this.#current;
  }

  /** Whether a cookie was created with this key and has not expired. Compares in constant time. */
  isValid(presented: string): boolean {
    const [, expiry = ''] = presented.split('|');
    // Nearly every caller has the current cookie, for which there is nothing to sign.
    const isOwn =
      isEqualInConstantTime(presented, this.#current.reveal()) ||
      isEqualInConstantTime(presented, this.#signed(expiry));
    return isOwn && (cookieExpiry(presented) ?? 0) > this.clock.now();
  }

  #create(): void {
    this.#createdAt = this.clock.now();
    this.#current = new Secret(this.#signed(encodeURIComponent(new Date(this.#createdAt + LIFETIME).toUTCString())));
  }

  #signed(expiry: string): string {
    // Clients redact a long name wherever an answer repeats it: this one is short, and no part of a URL.
    const content = `broker|${expiry}`;
    return `${content}|${createHmac('sha256', this.key.reveal()).update(content).digest('base64url')}`;
  }
}
