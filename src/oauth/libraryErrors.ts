import { CredentialError } from '../core/errors.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { errorResponse } from './errorResponse.js';

/**
 * What a failure of the library means, in a sentence. The library's errors hold answers and parameters, and with them tokens
 * and codes: only name, code and message become the cause, and the message only where the library wrote it.
 */
export function credentialErrorOf(error: unknown, host: string, oauth: typeof OAuth): CredentialError {
  if (error instanceof CredentialError) {
    return error;
  }
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    return errorResponse(host, error.error, error.error_description);
  }
  const cause = bare(error, oauth);
  if (error instanceof oauth.UnsupportedOperationError) {
    return error.message.includes('token_type') ? messages.tokenTypeUnknown(host) : messages.notUnderstood(host, cause);
  }
  if (!(error instanceof oauth.OperationProcessingError)) {
    return messages.notUnderstood(host, cause);
  }
  const field = /"response" body "(\w+)"/.exec(error.message)?.[1];
  switch (error.code) {
    case oauth.PARSE_ERROR:
    case oauth.RESPONSE_IS_NOT_JSON:
    case oauth.RESPONSE_IS_NOT_CONFORM:
      return error.cause instanceof Response && error.cause.status >= 400
        ? messages.unexplained(host, error.cause.status, cause)
        : messages.notJson(host, cause);
    case oauth.JWT_TIMESTAMP_CHECK:
      return messages.clockWrong(host, cause);
    case oauth.JWT_CLAIM_COMPARISON:
      return messages.identityTokenWrong(host, cause);
    case oauth.INVALID_RESPONSE:
      if (field !== undefined) {
        return messages.malformed(host, field, cause);
      }
      return error.message.includes('JWT')
        ? messages.identityTokenWrong(host, cause)
        : messages.notUnderstood(host, cause);
    default:
      return messages.notUnderstood(host, cause);
  }
}

/**
 * An error without what it refers to. The library's own messages hold nothing but names of fields; those of other errors
 * may quote anything, such as a `SyntaxError` the text that could not be read.
 */
function bare(error: unknown, oauth: typeof OAuth): Error {
  if (!(error instanceof Error)) {
    return new Error(typeof error);
  }
  const isOwn = error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return Object.assign(new Error(isOwn ? `${error.name}: ${error.message}` : error.name), code);
}
