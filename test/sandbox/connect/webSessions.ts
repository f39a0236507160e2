import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from './users.js';

const COOKIE = 'connect-web-session';

/** Who is signed in to the server's own pages, by a cookie. */
export class WebSessions {
  readonly #users = new Map<string, User>();

  userOf({ headers }: IncomingMessage): User | undefined {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2));
    return this.#users.get(pairs.find(([name]) => name === COOKIE)?.[1] ?? '');
  }

  /** Sets the cookie with the answer. */
  start(user: User, response: ServerResponse, isSecure: boolean): void {
    const id = randomBytes(24).toString('base64url');
    this.#users.set(id, user);
    response.appendHeader('set-cookie', `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`);
  }
}
