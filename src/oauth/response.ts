import type { CredentialError } from '../core/errors.js';
import type { HttpResponse } from '../core/httpClient.js';
import { isRecord } from '../core/record.js';
import { type ErrorAnswer, errorResponse } from './errorResponse.js';
import { type JsonObject, parseObject, textOf } from './json.js';
import * as messages from './messages.js';
import { NORMALIZERS } from './normalization.js';

/** The request that a response answers. */
export type Answered = Omit<ErrorAnswer, 'error' | 'description'>;

/**
 * The response of an authorization server as oauth4webapi expects it: strictly what the specifications say, with status 201
 * for a registration and else 200. {@link NORMALIZERS} is what is tolerated. Throws `CredentialError` if it is an error.
 */
export function normalizeResponse({ status, body }: HttpResponse, answered: Answered): Response {
  const { request } = answered;
  const json = parseObject(body);
  const isSuccess = status >= 200 && status < 300;
  // The body of a successful revocation says nothing (RFC 7009, section 2.2).
  if (isSuccess && request === 'revocation' && !(json && isError(json))) {
    return new Response(null);
  }
  if (!isSuccess || (json && isError(json))) {
    throw errorIn(status, json, answered);
  }
  if (!json) {
    throw messages.notJson(answered.host);
  }
  return jsonResponse(NORMALIZERS[request](withoutNull(json)), request === 'registration' ? 201 : 200);
}

export function jsonResponse(json: JsonObject, status = 200): Response {
  return new Response(JSON.stringify(json), { status, headers: { 'content-type': 'application/json' } });
}

/** Whether a body is an error in spite of its status: GitHub's has 200, Slack's has `"ok": false`. */
function isError({ error, ok }: JsonObject): boolean {
  return textOf(error) !== undefined || isRecord(error) || ok === false;
}

function errorIn(status: number, json: JsonObject = {}, answered: Answered): CredentialError {
  const { host, request } = answered;
  if (request === 'registration' && (status === 401 || status === 403)) {
    // The server requires a token that only its administrator can issue (RFC 7591, section 3).
    return messages.registrationNotOffered(host);
  }
  const { error, error_description: described } = json;
  const details = isRecord(error) ? error : json;
  // After those of the standard, the names that Okta, HubSpot, Google and Facebook use.
  const code = [error, details['errorCode'], details['status'], details['code'], details['type']]
    .map(textOf)
    .find(Boolean);
  const description = [described, details['errorSummary'], details['message']].map(textOf).find(Boolean);
  return code === undefined
    ? messages.unexplained(host, status)
    : errorResponse({ ...answered, error: code, description });
}

/** Some servers send null for what is absent. */
function withoutNull(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}
