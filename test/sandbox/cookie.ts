import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import type { IssuedSecrets } from './issuedSecrets.js';

/**
 * The session's RPC cookies: written to a file as a Workbench does, in the form
 * `value|percent-encoded HTTP date of expiry|signature; path=/; HttpOnly`.
 */
export class RpcCookies {
  readonly #key = randomBytes(32);
  readonly #revoked = new Set<string>();
  #current = '';

  /** @param file where the session's processes read the cookie */
  constructor(
    private readonly file: string,
    private readonly secrets: IssuedSecrets,
  ) {}

  /** Puts a new cookie into the file, readable by its owner only. @param lifetime milliseconds; negative: one that has expired already */
  async renew(lifetime: number): Promise<void> {
    const expiry = encodeURIComponent(new Date(Date.now() + lifetime).toUTCString());
    this.#current = randomBytes(24).toString('base64url');
    const signature = this.#sign(this.#current, expiry).toString('base64url');
    const pair = `${this.#current}|${expiry}|${signature}`;
    // A part that can't be guessed must not be known, either.
    for (const part of [this.#current, signature, pair]) this.secrets.add('cookie', part);
    // By rename, so that a reader sees the old cookie or the new one, and never half of one.
    const draft = `${this.file}.${randomBytes(4).toString('hex')}`;
    await writeFile(draft, `${pair}; path=/; HttpOnly`, { mode: 0o600 });
    await rename(draft, this.file);
  }

  /** The cookie in the file is accepted no more, though its date has not come: the session's authorization was taken back. */
  revoke(): void {
    this.#revoked.add(this.#current);
  }

  /** Whether a request with this header may be answered: signed by us, not expired, not revoked. */
  accepts(header: string | string[] | undefined): boolean {
    if (typeof header !== 'string') return false;
    const [value = '', expiry = '', signature = ''] = (header.split(';', 1)[0] ?? '').trim().split('|');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(value, expiry);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return Date.parse(decodeURIComponent(expiry)) > Date.now() && !this.#revoked.has(value);
  }

  #sign(value: string, expiry: string): Buffer {
    return createHmac('sha256', this.#key).update(`${value}|${expiry}`).digest();
  }
}
