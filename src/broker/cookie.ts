import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/ports.js';

/** Milliseconds for which a cookie says that it is valid: clients refuse one that has expired, also after a long sleep. */
const LIFETIME = 30 * 24 * 60 * 60_000;

/** Milliseconds after which it is replaced. The one before it is still taken until then: somebody may just have read it. */
const RENEWAL = 24 * 60 * 60_000;

/** Bytes of the secret in it. */
const SECRET_SIZE = 32;

/**
 * The cookies by which a broker knows the code that it answers. They look as Workbench's do, since clients read the
 * expiry out of them: `name|percent-encoded HTTP date|secret`.
 */
export class BrokerCookies {
  #madeAt = 0;
  #current = '';
  #previous = '';

  constructor(private readonly clock: Clock) {
    this.#make();
  }

  /** The cookie to be handed to clients. A secret. */
  get current(): string {
    return this.#current;
  }

  /** Replaces the cookie if it is a day old. Returns whether it was. */
  renew(): boolean {
    const isDue = Math.abs(this.clock.now() - this.#madeAt) >= RENEWAL;
    if (isDue) {
      this.#make();
    }
    return isDue;
  }

  /** Whether a cookie is the current one, or the one before, in a time that does not tell how much of it is right. */
  isValid(presented: string): boolean {
    const matches = [this.#current, this.#previous].map(
      (cookie) => timingSafeEqual(digest(cookie), digest(presented)) && cookie !== '',
    );
    return matches.includes(true);
  }

  #make(): void {
    this.#madeAt = this.clock.now();
    this.#previous = this.#current;
    const expiry = encodeURIComponent(new Date(this.#madeAt + LIFETIME).toUTCString());
    // Clients blank out a long name wherever an answer repeats it: this one is short, and stands in no URL.
    this.#current = `broker|${expiry}|${randomBytes(SECRET_SIZE).toString('base64url')}`;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
