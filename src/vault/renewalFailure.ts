import type { CredentialError } from '../core/errors.js';
import { OAuthError } from '../oauth/errorResponse.js';

/* What a failed renewal of an access token means for the grant. */

/** Whether the server refused the refresh token or the client, so that retrying does not help. */
export function isRefused(error: unknown): error is OAuthError {
  return error instanceof OAuthError && error.failure === 'authorization';
}

/** Whether a server has ended a grant, so that the user has to sign in again. */
export function isEnded(error: unknown): error is OAuthError {
  return error instanceof OAuthError && error.endsGrant;
}

/** Whether a server refused or answered nonsense, in whatever way, so that trying again later hardly helps. */
export function isRefusal(error: CredentialError | undefined): boolean {
  return error !== undefined && ['authorization', 'rejected', 'protocol'].includes(error.failure);
}
