import { t } from '@vscode/l10n';
import { CODES } from '../../broker/connect/answers.js';

/* What is wrong in a file with answers: see ../messages.ts. */

export const answerOrAnswers = (): string => t('it must have either answer or answers');

export const strayField = (): string =>
  t(
    'it does not fit the other fields. An answer has a token and expires_in, or an error with message and status, or a status, headers and a body',
  );

export const invalidHeader = (): string => t('it is not a header of HTTP');

export const framingHeader = (): string => t('it follows from the body, and can’t be set');

export const guidMissing = (): string => t('it must have a guid');

/* What callers are told, in sentences for the authors of content and of its tests. */

export const noKey = (): string =>
  t(
    'The request carries no API key. Send the header Authorization with Key and the value of CONNECT_API_KEY, as the clients of Connect do.',
  );

export const unknownPath = (): string =>
  t(
    'credentials connect mock answers only the calls of content that are about its credentials: this one exists on Posit Connect, but not here.',
  );

export const wrongUserToken = (): string =>
  t(
    'The user session token must be user-token, or look like a JWT. It is in the header Posit-Connect-User-Session-Token.',
  );

export const wrongContentToken = (): string =>
  t('The content session token must be session-token: the value of CONNECT_CONTENT_SESSION_TOKEN.');

export const keyForViewers = (): string =>
  t('API keys of visitors are for viewers: request one with the user session token of the request.');

/** The sentence of an error of Connect, which is English in all languages. @param code that a test has chosen */
export function sentenceOf(code: number): string {
  switch (code) {
    case CODES.PermissionDenied:
      return 'You don’t have permission to perform this operation.';
    case CODES.AuthRequired:
    case CODES.InvalidLogin:
      return 'The API key is not valid.';
    case CODES.OAuthCredentialNoAssociations:
      return 'No OAuth integrations have been associated with this content item.';
    case CODES.InvalidOAuthSession:
      return 'The OAuth session is not valid.';
    case CODES.OAuthAccessTokenRefreshFailure:
      return 'The OAuth access token could not be refreshed.';
    case CODES.OAuthSessionNotFound:
      return 'The viewer is not signed in to the OAuth integration.';
    case CODES.OAuthNotLicensed:
      return 'OAuth integrations are not licensed on this server.';
    case CODES.OAuthCredentialRequestedTokenType:
      return 'The OAuth integration does not provide the requested token type.';
    case CODES.OAuthCredentialInvalidSubjectTokenTypeForAuthType:
      return 'The subject token type does not fit the authentication type of the OAuth integration.';
    case CODES.OAuthCredentialsInvalidAudience:
      return 'The audience is not an OAuth integration that is associated with this content item.';
    case CODES.OAuthCredentialsInvalidAssociationCount:
      return 'Several OAuth integrations are associated with this content item, and the request names no audience.';
    case CODES.OAuthMissingIdToken:
      return 'The OAuth session has no ID token.';
    default:
      return `Error ${code} of Posit Connect.`;
  }
}
