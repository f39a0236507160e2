import { randomBytes } from 'node:crypto';
import { isEqualInConstantTime } from '../constantTime.js';

/** What the paths of pages that start a sign-in begin with. Coder has its own there, too. */
export const SIGN_IN_PREFIX = '/external-auth/';

/** Milliseconds for which a link is valid after a program has got it. */
const LIFETIME = 10 * 60_000;

interface Link {
  readonly value: string;
  /** The integration to sign in to. */
  readonly id: string;
  readonly expiresAt: number;
}

/** Links to pages that start a sign-in. Each works once. They are no credentials: they only lead to a provider. */
export class SignInLinks {
  #links: readonly Link[] = [];

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** The path of a link for an integration: the same as last time if that was not used, so that a program may ask again. */
  pathFor(id: string): string {
    const links = this.#valid();
    const value = links.find((each) => each.id === id)?.value ?? randomBytes(32).toString('base64url');
    this.#links = [...links.filter((each) => each.id !== id), { value, id, expiresAt: this.now() + LIFETIME }];
    return SIGN_IN_PREFIX + value;
  }

  /** Uses a link up. Returns the integration that it is for; `undefined` if it is not valid. */
  use(path: string): string | undefined {
    const presented = path.slice(SIGN_IN_PREFIX.length).replace(/\?.*$/s, '');
    const links = this.#valid();
    // All are compared, so that the time tells nothing.
    const [used] = links.filter(({ value }) => isEqualInConstantTime(presented, value));
    this.#links = links.filter((each) => each !== used);
    return used?.id;
  }

  #valid(): readonly Link[] {
    const now = this.now();
    return this.#links.filter(({ expiresAt }) => expiresAt > now);
  }
}
