import type { CredentialError } from '../core/errors.js';

/** Whether the user is signed in to an integration or a server. */
export type SignInState =
  | {
      readonly kind: 'signedOut';
      /** Why the user is no longer signed in, if a server has ended that or does not renew it. */
      readonly problem: CredentialError | undefined;
      /** Whether a grant is still stored that may be good, so that signing out has something to revoke. */
      readonly isGrantStored: boolean;
      /** Whether the user was signed in until the access token expired, which can't be renewed. */
      readonly hasExpired?: true;
    }
  | {
      readonly kind: 'signedIn';
      /** When the access token expires, in milliseconds since the epoch, if the server sent that. */
      readonly expiresAt: number | undefined;
      /** Whether it can then be renewed without the user. */
      readonly isRenewable: boolean;
      /** Why the last attempt to renew it failed, if it did. */
      readonly problem: CredentialError | undefined;
      /** Whether the server refused that attempt, so that signing in again may help. */
      readonly isRenewalRefused: boolean;
    };

/** Whether the user was signed in and has to sign in again. */
export function hasEnded(state: SignInState): boolean {
  return (
    state.kind === 'signedOut' && (state.problem !== undefined || state.isGrantStored || state.hasExpired === true)
  );
}
