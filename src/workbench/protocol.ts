import type { AccessToken } from '../core/source.js';
import type { JsonResponse } from '../core/httpClient.js';
import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';
import { malformed } from './listMessages.js';
import type { Method, WireCall, WireParameters, WireSignIn } from './wire.js';
import { isPresent, messageOf, parseTime, textOf } from './wireValues.js';

/*
 * Reads the responses of the protocol. Names, types and the forms of a failure come from the source of public clients:
 * posit-sdk-py (src/posit/workbench), rstudioapi (R/auth.R) and Positron. `oauth_sign_in` and `oauth_sign_out` are
 * defined by this project, since no public client signs in: see docs/protocol.md.
 */

/** The body of a call. Servers accept both R's spelling of `method` and Python's leading slash; this is R's. */
export function requestBody(method: Method, kwparams: Partial<WireParameters> = {}): WireCall {
  return { method, kwparams: { ...kwparams } };
}

/** Statuses which mean that the server does not know the method, or that the address does not belong to Workbench. */
export const UNKNOWN_METHOD = [404, 405, 501];

/** Whether a response has a result: a successful status, and a JSON object that does not report a failure. */
export function hasSucceeded(
  response: JsonResponse,
): response is JsonResponse & { readonly json: Readonly<Record<string, unknown>> } {
  const { status, json } = response;
  return status >= 200 && status < 300 && isRecord(json) && !failureIn(json);
}

/** Fields that contain the result. Both SDKs use it even if there is an `oauth2_error` as well. */
const RESULTS = ['access_token', 'providers', 'url'];

/** The failure that a response reports in any form, with the reason if it gives one. */
export function failureIn(
  answer: Readonly<Record<string, unknown>>,
): { readonly reason: string | undefined } | undefined {
  const { error, result, detail, oauth2_error: oauth2Error } = answer;
  const oauth2Reason = oauth2ErrorText(oauth2Error);
  // An empty `error` is a failure for posit-sdk-py and rstudioapi, too; null is not for rstudioapi.
  if (isPresent(error)) {
    return { reason: messageOf(error) ?? textOf(detail) ?? oauth2Reason };
  }
  if (result === false) {
    return { reason: textOf(detail) ?? oauth2Reason };
  }
  const hasResult = result === true || RESULTS.some((field) => isPresent(answer[field]));
  return oauth2Reason === undefined || hasResult ? undefined : { reason: oauth2Reason };
}

/** The text of an error in the format of RFC 6749, section 5.2. */
function oauth2ErrorText(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return textOf(value);
  }
  return textOf(value['error_description']) ?? textOf(value['error']) ?? messageOf(value);
}

/**
 * Whether the server does not know a method, according to its status or to an error about the method. A Workbench that
 * lacks a method is expected to respond in one of these ways; they are this project's assumption.
 */
export function isUnknownMethod(method: Method, { status, json }: JsonResponse): boolean {
  if (UNKNOWN_METHOD.includes(status)) {
    return true;
  }
  const text = isRecord(json) ? (messageOf(json['error']) ?? '') : '';
  return /unknown|unsupported|invalid|not found|no such/i.test(text) && (text.includes(method) || /method/i.test(text));
}

/** Parses the response to `oauth_sign_in`. */
export function parseSignIn(answer: Readonly<Record<string, unknown>>): WireSignIn {
  const url = textOf(answer['url']);
  const authenticated = answer['authenticated'] === true;
  if (url === undefined && answer['opened'] !== true && !authenticated) {
    throw malformed('url');
  }
  return { ...(url === undefined ? {} : { url }), opened: answer['opened'] === true, authenticated };
}

/** Parses the response to `oauth_sign_out`; returns what the user still has to do by hand, if anything. */
export function parseSignedOut(answer: Readonly<Record<string, unknown>>): string | undefined {
  if (answer['result'] !== true) {
    throw malformed('result');
  }
  return textOf(answer['detail']);
}

/** Parses the response to `oauth_token`; `undefined` if the user is not signed in. */
export function parseToken(answer: Readonly<Record<string, unknown>>): AccessToken | undefined {
  const { access_token: value, expiry, extra } = answer;
  if (!isPresent(value) && Object.keys(answer).length === 0) {
    return undefined;
  }
  const token = textOf(value);
  // The token is usable without it: an expiry that can't be read is treated as unknown.
  const expiresAt = parseTime(expiry);
  if (token === undefined) {
    throw malformed('access_token');
  }
  return { value: new Secret(token), expiresAt, ...(isRecord(extra) ? { extra: new Secret(extra) } : {}) };
}
