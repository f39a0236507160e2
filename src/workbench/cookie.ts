import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { abortable } from '../core/abort.js';
import type { CredentialError } from '../core/errors.js';
import { Secret } from '../core/secret.js';
import * as messages from './messages.js';
import type { Environment, Session } from './session.js';

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
    throw found.length > 0 ? messages.cookieUnsendable(failure) : messages.cookieMissing(failure);
  }
  return new Secret(cookie);
}

/** Whether a cookie has expired. Both in milliseconds since the epoch; `undefined` if its date can't be read. */
function hasExpired(expiry: number | undefined, now: number): expiry is number {
  return expiry !== undefined && expiry <= now;
}

/** The error for a response with status 401 if the cookie has expired, which is then the likely cause. */
export function expiredCookieError(cookie: Secret, now: number, cause: unknown): CredentialError | undefined {
  const expiry = cookieExpiry(cookie.reveal());
  return hasExpired(expiry, now) ? messages.cookieExpired(expiry, cause) : undefined;
}

/** Facts about a place that may contain a cookie. */
export interface CookiePlace {
  readonly isSet: boolean;
  /** Whether its content can be sent in a header. */
  readonly isSendable: boolean;
  /** When the cookie expires, in milliseconds since the epoch, if that can be read. */
  readonly expiry: number | undefined;
  /** Why it could not be read. */
  readonly failure?: unknown;
}

/** The places where {@link readCookie} looks, without the values. Waits for the file until `signal` is aborted. */
export async function cookiePlaces(
  session: Session,
  environment: Environment,
  signal: AbortSignal,
): Promise<{ readonly file: CookiePlace; readonly variable: CookiePlace }> {
  const { content, failure } = await abortable(signal, () => readCookieFile(session)).catch(
    (failure: unknown): CookieFile => ({ failure }),
  );
  return { file: { ...placeOf(content), failure }, variable: placeOf(environment[COOKIE_VARIABLE]) };
}

function placeOf(content: string | undefined): CookiePlace {
  const cookie = content?.trim() ?? '';
  return { isSet: cookie !== '', isSendable: isHeaderValue(cookie), expiry: cookieExpiry(cookie) };
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
function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

interface CookieFile {
  readonly content?: string;
  readonly failure?: unknown;
}

async function readCookieFile({ runtimeFolder }: Session): Promise<CookieFile> {
  if (runtimeFolder === undefined) {
    return {};
  }
  try {
    return { content: await readFile(path.join(runtimeFolder, COOKIE_FILE), 'utf8') };
  } catch (failure) {
    return { failure };
  }
}
