import { readFile } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Secret } from '../core/secret.js';
import type { Environment } from '../core/ports.js';
import { loadMessages } from './onFirstUse.js';
import type { Session } from './session.js';

/** The file in the session's runtime folder to which Workbench writes the cookie, and in which it renews it. */
export const COOKIE_FILE = 'rpc_cookie';
export const COOKIE_VARIABLE = 'RS_SESSION_RPC_COOKIE';

/**
 * Reads the RPC cookie from the file, which Workbench may renew, or else from the environment, which it can't (the order
 * of posit-sdk-py). Read for each request and never stored, since the server may have renewed it. An expired cookie is
 * used if there is no other: clocks differ, and the server decides.
 * Throws `CredentialError` (`authorization`) if there is none.
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

/** Whether a cookie has expired. Both in milliseconds since the epoch; `undefined` if its date can't be read. */
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
 * if that can't be read; whether the cookie is valid is then up to the server.
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

/** Whether a text can be sent in a header: visible ASCII and spaces (RFC 9110, section 5.5). */
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
    return { content: await promisify(readFile)(join(runtimeFolder, COOKIE_FILE), 'utf8') };
  } catch (failure) {
    return { failure };
  }
}
