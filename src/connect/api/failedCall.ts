import type { JsonResponse } from '../../core/httpClient.js';
import { redact } from '../../core/redaction.js';
import type { Secret } from '../../core/secret.js';
import { oneLine } from '../../core/text.js';
import type { ConnectCredential } from '../credential.js';
import { ConnectError } from './connectError.js';
import * as messages from './messages.js';
import type { ServerSettings } from './server.js';

/** Codes of Connect's API. */
const PERMISSION_DENIED = 22;
const BAD_CREDENTIAL = [24, 30];
const NOT_LICENSED = 221;

/** The first version with OAuth integrations. */
export const FIRST_VERSION = [2024, 8] as const;

/** How many characters of a server's error text are looked at: more than are ever shown. */
const MAX_TEXT_LENGTH = 2_000;

export interface FailedCall {
  readonly host: string;
  readonly response: JsonResponse;
  readonly correlationId: string;
  /** What the request authenticated with. */
  readonly kind: ConnectCredential['kind'] | undefined;
  readonly role: messages.RequiredRole | undefined;
  /** Whether the call is about the user who is signed in. */
  readonly isAboutUser: boolean;
  /** What the request's body contained, and the answer may repeat. */
  readonly secrets: readonly Secret[];
  /** What the server says about itself, if a part of its API seems to be missing. */
  readonly settings: ServerSettings | undefined;
}

/** Whether a response says that the credential is not accepted. */
export function isCredentialRefused(response: JsonResponse): boolean {
  return response.status === 401 || (response.status >= 400 && BAD_CREDENTIAL.includes(codeIn(response) ?? 0));
}

/** The error for an answer with another status than 2xx. */
export function failureOf(call: FailedCall): ConnectError {
  const { response, correlationId, secrets } = call;
  const said = saidIn(response, secrets);
  const { failure, message, problem } = descriptionOf(call, said);
  const code = codeIn(response);
  const facts = [
    ...(response.received === undefined ? [] : [response.received]),
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(said === undefined ? [] : [oneLine(said)]),
    `correlation ID ${correlationId}`,
  ];
  return new ConnectError(failure, message, {
    ...{ problem, code, status: response.status, cause: facts.join(', ') },
    ...(said === undefined ? {} : { said: oneLine(said) }),
    ...(response.retryAfter === undefined ? {} : { retryAfter: response.retryAfter }),
  });
}

function descriptionOf(call: FailedCall, said: string | undefined): messages.Description {
  const { host, response, kind, role } = call;
  const { status } = response;
  const code = codeIn(response);
  if (status >= 300 && status < 400) {
    return messages.redirected(host, status);
  }
  if (status === 408 || status === 429 || (status >= 502 && status <= 504)) {
    return messages.busy(host, status, response.retryAfter);
  }
  if (isCredentialRefused(response)) {
    // Without Connect's code, it may be the answer of a proxy, but the next step is the same.
    return messages.credentialRefused(host, kind ?? 'accessToken');
  }
  if (status === 402 || code === NOT_LICENSED) {
    return messages.notLicensed(host);
  }
  if (status === 403 || code === PERMISSION_DENIED) {
    return call.isAboutUser && code === PERMISSION_DENIED ? messages.noUser(host) : messages.notPermitted(host, role);
  }
  if (status === 404 || status === 405) {
    return notFound(call);
  }
  return status >= 500 ? messages.serverFailed(host, status, said) : messages.rejected(host, status, said);
}

function notFound({ host, response, settings, isAboutUser }: FailedCall): messages.Description {
  if (isAboutUser) {
    return messages.notConnect(host);
  }
  if (settings?.isEnabled === false) {
    return messages.turnedOff(host);
  }
  if (settings?.isLicensed === false) {
    return messages.notLicensed(host);
  }
  if (settings?.version !== undefined && isBefore(settings.version, FIRST_VERSION)) {
    return messages.tooOld(host, settings.version);
  }
  if (settings === undefined) {
    return codeIn(response) === undefined ? messages.notConnect(host) : messages.missing(host);
  }
  return messages.tooOld(host, undefined);
}

/** Whether a version such as `2026.07.0` is older than a year and a month. */
export function isBefore(version: string, [year, month]: readonly [number, number]): boolean {
  const [, itsYear, itsMonth] = /^(\d{4})\.(\d{1,2})\b/.exec(version) ?? [];
  return itsYear !== undefined && (Number(itsYear) - year) * 12 + Number(itsMonth) - month < 0;
}

function memberOf({ json }: JsonResponse, name: string): unknown {
  return typeof json === 'object' && json !== null && name in json ? Reflect.get(json, name) : undefined;
}

/** The code of Connect's API in an answer: `{"code": 22, "error": "…", "payload": null}`. */
export function codeIn(response: JsonResponse): number | undefined {
  const code = memberOf(response, 'code');
  return typeof code === 'number' ? code : undefined;
}

/** The server's own text, without the secrets of the request. */
function saidIn(response: JsonResponse, secrets: readonly Secret[]): string | undefined {
  const said = [memberOf(response, 'error'), response.text].find(
    (each): each is string => typeof each === 'string' && each.trim() !== '',
  );
  // If it was cut, its end may be the beginning of a secret, too short to be recognised.
  return said === undefined || said.length > MAX_TEXT_LENGTH ? undefined : redact(said, secrets);
}
