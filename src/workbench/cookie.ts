import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../core/secret.js';
import { loadMessages } from './onFirstUse.js';
import type { Environment, Session } from './session.js';

/** The file that Workbench writes the cookie to, and renews, in the session's runtime folder. */
export const COOKIE_FILE = 'rpc_cookie';
export const COOKIE_VARIABLE = 'RS_SESSION_RPC_COOKIE';

/**
 * Reads the RPC cookie: from the file, which can be renewed, else from the environment, which can't (the order of
 * posit-sdk-py). It is read anew for each request, since the server may have renewed it, and its value is kept nowhere.
 * One whose date has passed comes last, but is sent as well: clocks differ, and the server decides.
 * Throws `CredentialError` (`authorization`) when there is none.
 *
 * @param now milliseconds since the epoch
 */
export async function readCookie(session: Session, environment: Environment, now: number): Promise<Secret> {
  const { content, failure } = await readCookieFile(session);
  const found = [content, environment[COOKIE_VARIABLE]]
    .map((value) => value?.trim() ?? '')
    .filter((text) => text !== '');
  const sendable = found.filter(isHeaderValue);
  const cookie = sendable.find((value) => !hasExpired(cookieExpiry(value), now)) ?? sendable[0];
  if (cookie === undefined) {
    const messages = await loadMessages();
    throw found.length > 0 ? messages.cookieUnsendable(failure) : messages.cookieMissing(failure);
  }
  return new Secret(cookie);
}

/** Whether a cookie's date has passed. Both in milliseconds since the epoch; `undefined`: it has none that can be read. */
function hasExpired(expiry: number | undefined, now: number): expiry is number {
  return expiry !== undefined && expiry <= now;
}

/**
 * Throws `CredentialError` (`authorization`) if the date of a cookie has passed: the likely cause when the server refused it
 * with HTTP 401.
 */
export async function assertUnexpired(cookie: Secret, now: number, cause: unknown): Promise<void> {
  const expiry = cookieExpiry(cookie.reveal());
  if (hasExpired(expiry, now)) {
    const { cookieExpired } = await loadMessages();
    throw cookieExpired(expiry, cause);
  }
}

/**
 * When a cookie expires, in milliseconds since the epoch: its second `|` field, a percent-encoded HTTP date. `undefined`
 * where that can't be read, which is for the server to judge.
 */
export function cookieExpiry(cookie: string): number | undefined {
  const [, field] = cookie.split('|');
  try {
    const expiry = Date.parse(decodeURIComponent(field ?? ''));
    return Number.isNaN(expiry) ? undefined : expiry;
  } catch {
    return undefined;
  }
}

/** Whether a text can be sent as a header: visible ASCII and spaces (RFC 9110, section 5.5). What can't is no cookie. */
export function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

export interface CookieFile {
  readonly content?: string;
  readonly failure?: unknown;
}

export async function readCookieFile({ runtimeFolder }: Session): Promise<CookieFile> {
  if (runtimeFolder === undefined) {
    return {};
  }
  try {
    return { content: await readFile(join(runtimeFolder, COOKIE_FILE), 'utf8') };
  } catch (failure) {
    return { failure };
  }
}
