import type { CredentialError } from '../core/errors.js';
import type { JsonResponse } from '../core/httpClient.js';
import { malformed } from './listMessages.js';
import * as messages from './messages.js';
import { failureIn, UNKNOWN_METHOD } from './protocol.js';
import { isRecord, messageOf, textOf } from './wireValues.js';

/**
 * What is wrong with an answer that holds no result. There are several forms of a failure: a status that is no success,
 * something else than a JSON object, `error` as text or object, `oauth2_error`, `result: false`.
 */
export function failureOf(response: JsonResponse): CredentialError {
  const { status, json, retryAfter, received } = response;
  const failure = isRecord(json) ? failureIn(json) : undefined;
  if (status < 200 || status >= 300) {
    return statusError(response, failure ? failure.reason : reasonIn(response));
  }
  return isRecord(json) ? messages.refused(failure?.reason, received, retryAfter) : notAnObject(response);
}

/** What a status that is no success means. @param reason what the server says of it, if anything */
function statusError({ status, retryAfter, received }: JsonResponse, reason: string | undefined): CredentialError {
  if (status >= 300 && status < 400) {
    return messages.redirected(status, received);
  }
  if (status === 403 && reason !== undefined) {
    return messages.forbidden(status, reason, received);
  }
  if (status === 401 || status === 403) {
    // What to do is always the same, so that the server's reason is for the log.
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

/** What is wrong with the body of a success that is no JSON object. */
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

/** The reason in the body of a failed request that reports it in a form of its own, as frameworks and proxies do. */
function reasonIn({ json, text }: JsonResponse): string | undefined {
  if (!isRecord(json)) {
    return textOf(json) ?? textOf(text);
  }
  const { message, description, detail, title } = json;
  return messageOf({ message, description }) ?? textOf(json['error_description']) ?? textOf(detail) ?? textOf(title);
}
