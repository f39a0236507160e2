/** The codes of Connect's API that this server answers with, by their published names. */
const apiErrorCodes = {
  BadRequest: 2,
  InvalidId: 3,
  ObjectDoesNotExist: 4,
  PermissionDenied: 22,
  AuthRequired: 24,
  InvalidLogin: 30,
  CannotParseRequestBody: 87,
  InvalidOAuthIntegrationGUID: 207,
  InvalidOAuthIntegrations: 208,
  OAuthCredentialNoAssociations: 212,
  OAuthCredentialGrantType: 213,
  OAuthCredentialSubjectTokenType: 214,
  OAuthCredentialSubjectToken: 215,
  InvalidOAuthSession: 218,
  OAuthAccessTokenRefreshFailure: 219,
  OAuthSessionNotFound: 220,
  OAuthIntegrationsNotLicensed: 221,
  OAuthTemplateNotFound: 227,
  OAuthTemplateConfig: 228,
  OAuthTemplateProhibitedChange: 229,
  OAuthServiceAccountTestInvalidAuthType: 240,
  OAuthUnableToRetrieveToken: 241,
  OAuthCredentialRequestedTokenType: 242,
  OAuthCredentialInvalidSubjectTokenTypeForAuthType: 252,
  OAuthCredentialsInvalidAudience: 256,
  OAuthCredentialsInvalidAssociationCount: 257,
  InvalidOAuthIntegrationsDuplicates: 258,
  OAuthMissingIdToken: 276,
} as const;

export type ApiErrorName = keyof typeof apiErrorCodes;

/** A refusal in the format of Connect's API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly kind: ApiErrorName,
    message: string,
  ) {
    super(message);
  }

  /** The answer's body: posit-sdk needs both `code` and `error`. */
  toWire(): object {
    return { code: apiErrorCodes[this.kind], error: this.message, payload: null };
  }
}

export const notFound = (): ApiError => new ApiError(404, 'ObjectDoesNotExist', 'The requested object does not exist.');

export const permissionDenied = (): ApiError =>
  new ApiError(403, 'PermissionDenied', "You don't have permission to access this item.");

/** A path or a field holds something that is not a GUID. */
export function checkGuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new ApiError(400, 'InvalidId', 'The requested ID is not valid.');
  }
  return text.toLowerCase();
}
