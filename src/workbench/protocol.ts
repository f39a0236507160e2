import { t } from '@vscode/l10n';
import type { AccessToken } from '../core/accessToken.js';
import type { HttpResponse } from '../core/httpClient.js';
import { Secret } from '../core/secret.js';
import * as messages from './messages.js';
import type { Method, WireCall, WireParameters, WireSignIn } from './wire.js';
import { isPresent, isRecord, messageOf, parseTime, textOf } from './wireValues.js';

/*
 * The only place that knows the wire. Names, types and the many coats of a failure were read in the source of public
 * clients: posit-sdk-py (src/posit/workbench), rstudioapi (R/auth.R) and Positron. `oauth_sign_in` and `oauth_sign_out`
 * are this project's choice, since no public client signs in: see docs/protocol.md.
 */

/** The body of a call. Both R's bare spelling of `method` and Python's leading slash are known to servers; this is R's. */
export function requestBody(method: Method, kwparams: Partial<WireParameters> = {}): WireCall {
  return { method, kwparams: { ...kwparams } };
}

/** The statuses by which a server says that it does not know a method, or that this is no address of a Workbench. */
const UNKNOWN_METHOD = [404, 405, 501];

/**
 * The object that the server answered with. Throws `CredentialError` for every coat of a failure: a status that is no
 * success, something else than a JSON object, `error` as text or object, `result: false` with or without details.
 */
export function parseAnswer({ status, json, retryAfter, received }: HttpResponse): Readonly<Record<string, unknown>> {
  const failure = isRecord(json) ? failureText(json) : undefined;
  const told = failure === undefined ? undefined : messages.refused(failure, received, retryAfter);
  if (status >= 200 && status < 300) {
    if (!isRecord(json)) {
      throw messages.notJson(received);
    }
    if (told) {
      throw told;
    }
    return json;
  }
  const cause = told ?? received;
  if (status === 403 && failure !== undefined) {
    throw messages.forbidden(status, failure, cause);
  }
  if (status === 401 || status === 403) {
    throw messages.notAuthorized(status, cause);
  }
  if (status === 429 || (status >= 502 && status <= 504)) {
    throw messages.askedToWait(status, retryAfter, cause);
  }
  if (status >= 300 && status < 400) {
    throw messages.redirected(status, cause);
  }
  if (told) {
    throw told;
  }
  throw UNKNOWN_METHOD.includes(status)
    ? messages.notFound(status, cause)
    : messages.serverFailed(status, retryAfter, cause);
}

/** What a server says is wrong, in whichever coat; `undefined` if it says nothing of the kind. */
function failureText(answer: Readonly<Record<string, unknown>>): string | undefined {
  const error = messageOf(answer['error']);
  if (error !== undefined || answer['result'] !== false) {
    return error;
  }
  const oauth2Error = answer['oauth2_error'];
  return (
    textOf(answer['detail']) ??
    (isRecord(oauth2Error) ? (textOf(oauth2Error['error_description']) ?? textOf(oauth2Error['error'])) : undefined) ??
    t('the request failed, for a reason that it does not give')
  );
}

/**
 * Whether the server does not know a method: by its status, or by an error that says so and means the method. Answers
 * of this project's choosing; a Workbench that lacks a method is expected to use one of them.
 */
export function isUnknownMethod(method: Method, { status, json }: HttpResponse): boolean {
  if (UNKNOWN_METHOD.includes(status)) {
    return true;
  }
  const text = isRecord(json) ? (messageOf(json['error']) ?? '') : '';
  return /unknown|unsupported|invalid|not found|no such/i.test(text) && (text.includes(method) || /method/i.test(text));
}

/** The answer to `oauth_sign_in`. */
export function parseSignIn(answer: Readonly<Record<string, unknown>>): WireSignIn {
  const url = textOf(answer['url']);
  const authenticated = answer['authenticated'] === true;
  if (url === undefined && answer['opened'] !== true && !authenticated) {
    throw messages.malformed('url');
  }
  return { ...(url === undefined ? {} : { url }), opened: answer['opened'] === true, authenticated };
}

/** Checks the answer to `oauth_sign_out`, and returns what is still to be done by hand, if anything. */
export function parseSignedOut(answer: Readonly<Record<string, unknown>>): string | undefined {
  if (answer['result'] !== true) {
    throw messages.malformed('result');
  }
  return textOf(answer['detail']);
}

/** The token of an answer to `oauth_token`; `undefined` where the user is not signed in. */
export function parseToken(answer: Readonly<Record<string, unknown>>): AccessToken | undefined {
  const { access_token: value, expiry, extra } = answer;
  if (!isPresent(value) && Object.keys(answer).length === 0) {
    return undefined;
  }
  const token = textOf(value);
  const expiresAt = parseTime(expiry);
  if (token === undefined) {
    throw messages.malformed('access_token');
  }
  if (isPresent(expiry) && expiresAt === undefined) {
    throw messages.malformed('expiry');
  }
  return { value: new Secret(token), expiresAt, ...(isRecord(extra) ? { extra } : {}) };
}
