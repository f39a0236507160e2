import type { IncomingMessage } from 'node:http';
import { COOKIE_HEADER, type Method, METHODS } from '../workbench/wire.js';
import * as messages from './messages.js';

/**
 * Headers by which a request comes from a web page: browsers send them, and let no page remove them. `Sec-Fetch-Mode` is
 * not among them: the `fetch` of Node and of other runtimes sends it, too (Fetch Metadata, section 2).
 */
const PAGE_HEADERS = ['origin', 'sec-fetch-site', 'sec-fetch-dest'];

/** Why a request is not answered, and with which status. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** What a request may be, by its first line and its headers. */
export type Admission = { readonly method: Method } | { readonly refusal: Refusal };

/**
 * Whether a request is to be answered: one to exactly this address, from a program and from no web page, with a cookie of
 * this window, and for a method that there is. In that order, so that nobody without the cookie learns what there is.
 *
 * @param host the only `Host` that is right, with the port
 */
export function admit(
  { method: verb, url = '', headersDistinct: headers }: IncomingMessage,
  host: string,
  isCookieValid: (cookie: string) => boolean,
): Admission {
  // A page whose name was made to mean this machine (DNS rebinding) sends that name.
  if (!isExactly(headers['host'], (value) => value === host)) {
    return refuse(403, messages.foreignHost());
  }
  if (PAGE_HEADERS.some((name) => headers[name] !== undefined)) {
    return refuse(403, messages.webPage());
  }
  if (!isExactly(headers[COOKIE_HEADER], isCookieValid)) {
    return refuse(401, messages.wrongCookie());
  }
  // R joins the server's address and the method by two slashes.
  const name = /^\/+([a-z_]+)$/.exec(url)?.[1];
  const known = METHODS.find((each) => each === name);
  if (!known) {
    return refuse(404, messages.unknownMethod());
  }
  return verb === 'GET' || verb === 'POST' ? { method: known } : refuse(405, messages.wrongVerb());
}

function isExactly(values: readonly string[] | undefined, isRight: (value: string) => boolean): boolean {
  const [value, ...more] = values ?? [];
  return value !== undefined && more.length === 0 && isRight(value);
}

function refuse(status: number, error: string): { readonly refusal: Refusal } {
  return { refusal: { status, error } };
}
