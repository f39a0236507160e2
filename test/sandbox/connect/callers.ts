import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiError.js';
import { isAtLeast, type Role, type User } from './users.js';

/** Who calls the API. A service principal is a machine identity, such as a CI job: it has no user. */
export interface Caller {
  readonly user: User | undefined;
  /** No higher than the user's own. */
  readonly role: Role;
}

const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const KEY_LENGTH = 32;

/** API keys: 32 letters and digits each. */
export class ApiKeys {
  readonly #holders = new Map<string, { caller: Caller; expiresAt: number }>();

  /** Every key that has ever been issued. */
  get all(): readonly string[] {
    return [...this.#holders.keys()];
  }

  /** @param lifetime milliseconds; default: unlimited */
  issue(caller: Caller, lifetime = Infinity): string {
    const key = Array.from({ length: KEY_LENGTH }, () => KEY_CHARACTERS[randomInt(KEY_CHARACTERS.length)]).join('');
    this.#holders.set(key, { caller, expiresAt: Date.now() + lifetime });
    return key;
  }

  find(key: string): Caller | undefined {
    const found = this.#holders.get(key);
    return found && found.expiresAt > Date.now() ? found.caller : undefined;
  }

  /** The key stops working. */
  revoke(key: string): void {
    const found = this.#holders.get(key);
    if (found) found.expiresAt = 0;
  }
}

/** @param role limits what the user may do; default: the user's own role */
export function callerOf(user: User, role: Role = user.role): Caller {
  return { user, role: isAtLeast(user.role, role) ? role : user.role };
}

/**
 * Who sends a request, by `Authorization: Key …` or `Authorization: Bearer …`.
 *
 * @param userOfToken the user to whom an access token was issued
 * @throws ApiError 401
 */
export async function identify(
  request: IncomingMessage,
  keys: ApiKeys,
  userOfToken: (token: string) => Promise<User | undefined>,
): Promise<Caller> {
  const [scheme = '', credential = ''] = (request.headers.authorization ?? '').split(' ', 2);
  if (credential === '') throw new ApiError(401, 'AuthRequired', 'The requested operation requires authentication.');
  if (scheme.toLowerCase() === 'key') {
    const caller = keys.find(credential);
    if (caller) return caller;
  } else if (scheme.toLowerCase() === 'bearer') {
    const user = await userOfToken(credential);
    if (user) return callerOf(user);
  }
  throw new ApiError(401, 'InvalidLogin', 'We cannot log you in with the provided credentials.');
}
