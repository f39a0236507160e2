import type { Refusal, Reply } from '../face.js';

/** The codes of Connect's API that callers get here, by their published names. */
export const CODES = {
  ObjectDoesNotExist: 4,
  PermissionDenied: 22,
  AuthRequired: 24,
  InvalidLogin: 30,
  CannotParseRequestBody: 87,
  OAuthCredentialNoAssociations: 212,
  OAuthCredentialGrantType: 213,
  OAuthCredentialSubjectTokenType: 214,
  OAuthCredentialSubjectToken: 215,
  InvalidOAuthSession: 218,
  OAuthAccessTokenRefreshFailure: 219,
  OAuthSessionNotFound: 220,
  OAuthNotLicensed: 221,
  OAuthCredentialRequestedTokenType: 242,
  OAuthCredentialInvalidSubjectTokenTypeForAuthType: 252,
  OAuthCredentialsInvalidAudience: 256,
  OAuthCredentialsInvalidAssociationCount: 257,
  OAuthMissingIdToken: 276,
} as const;

export type ErrorName = keyof typeof CODES;

/** Why content gets no credentials. `message` is a sentence for its author. */
export class ContentError extends Error {
  override readonly name = 'ContentError';

  constructor(
    readonly kind: ErrorName,
    message: string,
  ) {
    super(message);
  }
}

/** An answer in Connect's format for errors. */
export function errorReply(kind: ErrorName, message: string, status = 400): Reply {
  return codeReply(CODES[kind], message, status);
}

/** The same with the number of an error. */
export function codeReply(code: number, message: string, status: number): Reply {
  return { status, body: errorBody(code, message) };
}

/** The answer to a request that the face or the guard of the server refuses. */
export function refusalBody({ status, message }: Refusal): object {
  const kinds: Readonly<Record<number, ErrorName>> = {
    401: 'InvalidLogin',
    403: 'PermissionDenied',
    404: 'ObjectDoesNotExist',
  };
  return errorBody(CODES[kinds[status] ?? 'CannotParseRequestBody'], message);
}

/**
 * posit-sdk needs `code` and `error`. R clients run what stands between braces in other members of an error, and some
 * versions in this one: messages may contain texts of other parties, so none has braces.
 */
function errorBody(code: number, message: string): object {
  return { code, error: message.replaceAll('{', '(').replaceAll('}', ')'), payload: null };
}
