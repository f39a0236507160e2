import type { CredentialError } from '../core/errors.js';
import type { JsonResponse } from '../core/httpClient.js';
import { isRecord } from '../core/record.js';
import { malformed } from './listMessages.js';
import * as messages from './messages.js';
import { failureIn, UNKNOWN_METHOD } from './protocol.js';
import { messageOf, textOf } from './wireValues.js';

/**
 * The error for a response without a result. A failure takes several forms: a status other than success, a body that is
 * not a JSON object, `error` as text or object, `oauth2_error`, or `result: false`.
 */
export function failureOf(response: JsonResponse): CredentialError {
  const { status, json, retryAfter, received } = response;
  const failure = isRecord(json) ? failureIn(json) : undefined;
  if (status < 200 || status >= 300) {
    return statusError(response, failure ? failure.reason : reasonIn(response));
  }
  return isRecord(json) ? messages.refused(failure?.reason, received, retryAfter) : notAnObject(response);
}

/** The error for a status other than success. @param reason the server's reason, if any */
function statusError({ status, retryAfter, received }: JsonResponse, reason: string | undefined): CredentialError {
  if (status >= 300 && status < 400) {
    return messages.redirected(status, received);
  }
  if (status === 403 && reason !== undefined) {
    return messages.forbidden(status, reason, received);
  }
  if (status === 401 || status === 403) {
    // The next step is always the same, so the server's reason goes to the log only.
    return messages.notAuthorized(status, reason === undefined ? received : messages.refused(reason, received));
  }
  if (status === 429 || (status >= 502 && status <= 504)) {
    return messages.askedToWait(status, reason, retryAfter, received);
  }
  if (UNKNOWN_METHOD.includes(status)) {
    return messages.notFound(status, reason, received);
  }
  return reason === undefined
    ? messages.serverFailed(status, retryAfter, received)
    : messages.refused(reason, received, retryAfter);
}

/** The error for a successful response whose body is not a JSON object. */
function notAnObject({ json, notJson, received }: JsonResponse): CredentialError {
  if (json !== undefined) {
    return malformed(undefined, received);
  }
  switch (notJson) {
    case 'empty':
      return messages.emptyAnswer(received);
    case 'broken':
      return messages.brokenJson(received);
    default:
      return messages.notWorkbench(received);
  }
}

/** The reason in the body of a failed request, in one of the formats of frameworks and proxies. */
function reasonIn({ json, text }: JsonResponse): string | undefined {
  if (!isRecord(json)) {
    return textOf(json) ?? textOf(text);
  }
  const { message, description, detail, title } = json;
  return messageOf({ message, description }) ?? textOf(json['error_description']) ?? textOf(detail) ?? textOf(title);
}
