import { CredentialError } from '../core/errors.js';
import { errorResponse } from './errorResponse.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';

/**
 * The readable failure for an error of the library. The library's errors refer to responses and parameters, which contain
 * tokens and codes: only name, code and message become the cause, and the message only if it is the library's own.
 */
export function credentialErrorOf(error: unknown, host: string, oauth: typeof OAuth): CredentialError {
  if (error instanceof CredentialError) {
    return error;
  }
  if (error instanceof oauth.AuthorizationResponseError) {
    const { error: code, error_description: description } = error;
    return errorResponse({ host, request: 'authorization', error: code, description });
  }
  const cause = withoutDetails(error, oauth);
  if (error instanceof oauth.UnsupportedOperationError) {
    return error.message.includes('token_type') ? messages.tokenTypeUnknown(host) : messages.notUnderstood(host, cause);
  }
  const field =
    error instanceof oauth.OperationProcessingError && error.code === oauth.INVALID_RESPONSE
      ? /"response" body "(\w+)"/.exec(error.message)?.[1]
      : undefined;
  return field === undefined ? messages.notUnderstood(host, cause) : messages.malformed(host, field, cause);
}

/**
 * An error without what it refers to. The library's own messages contain only the names of fields; others may quote
 * anything, as a `SyntaxError` quotes the text that could not be parsed.
 */
export function withoutDetails(error: unknown, oauth: typeof OAuth): Error {
  if (!(error instanceof Error)) {
    return new Error(typeof error);
  }
  const isOwn = error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return Object.assign(new Error(isOwn ? `${error.name}: ${error.message}` : error.name), code);
}
