import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { sideBySide } from '../core/lists.js';
import { oneLine } from '../core/text.js';
import type { SignedOut } from './userWire.js';

/* The texts of the source. */

/** Longest text of the server, in characters, in a sentence. */
const MAX_SAID_LENGTH = 300;

export const label = (): string => t('Coder');

export function wrongUrl(variable: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} is not a URL of a Coder deployment. Correct it, then reload the window or run the command again.', variable),
  );
}

export function wrongToken(place: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} contains no token. Correct it, then reload the window or run the command again.', place),
  );
}

export function tokenFileUnreadable(variable: string, path: string, cause: unknown): CredentialError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return new CredentialError(
    'configuration',
    t('The file that {0} names cannot be read: {1}. Check the variable and the permissions.', variable, oneLine(path)),
    { cause: code },
  );
}

/** @param why the provider does not accept the token, as the server says */
export function linkInvalid(why: string): string {
  return t('The access token is not valid any more: {0} Sign in again.', asSentence(why));
}

export function linkInvalidWithoutReason(): string {
  return t('The access token is not valid any more. Sign in again.');
}

/** @param why a sentence */
export function notKnown(why: string): string {
  return t('The token could not be refreshed. {0}', why);
}

function asSentence(text: string): string {
  const line = oneLine(text, MAX_SAID_LENGTH);
  return /[.!?…。！？]$/.test(line) ? line : `${line}.`;
}

export function signInForList(): string {
  return t(
    'Sign in to Coder to see all its providers and to sign out of them. Without that, only the providers of your settings and Git remotes are shown.',
  );
}

/** @param wrong what is wrong with the list, each as a clause */
export function incomplete(wrong: readonly string[]): string {
  return t(
    'Coder sent items that cannot be understood, so the list may be incomplete: {0}',
    oneLine(sideBySide(wrong)),
  );
}

/** That the user is signed out, and what became of the access token. */
export function signedOut(name: string, { tokenRevoked, revocationError }: SignedOut): string {
  const label = oneLine(name);
  if (tokenRevoked === undefined) {
    return t('You are signed out of {0} in Coder. Coder does not say whether the access token was revoked.', label);
  }
  if (tokenRevoked) {
    return t('You are signed out of {0}. Coder has revoked the access token.', label);
  }
  return revocationError === undefined
    ? t(
        'You are signed out of {0} in Coder. The access token was not revoked, so it remains valid until it expires.',
        label,
      )
    : t(
        'You are signed out of {0} in Coder. The access token was not revoked and remains valid until it expires: {1}',
        label,
        asSentence(revocationError),
      );
}

export function notFinished(): CredentialError {
  return new CredentialError('rejected', t('The sign-in was not finished within 10 minutes. Sign in again.'));
}

export function gone(name: string): CredentialError {
  return new CredentialError('rejected', t('Coder does not offer {0} any more. Refresh the view.', oneLine(name)));
}

export function notSignedIn(name: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('You are not signed in to {0}. Sign in to it, then try again.', oneLine(name)),
  );
}

export function needsSession(): CredentialError {
  return new CredentialError(
    'authorization',
    t('This requires a session token of yours. Run Posit Workbench: Sign In to Coder…, then try again.'),
  );
}

export function noWorkspace(): CredentialError {
  return new CredentialError(
    'unsupported',
    t('Coder gives access tokens only to code in its workspaces. Run this in a terminal of a workspace.'),
  );
}

/** Why a row has no snippets outside a workspace. */
export const noTokensHere = (): string => t('Coder gives access tokens only to code in its workspaces.');

export const signedInAs = (user: string | undefined): string =>
  user === undefined ? t('Signed in') : t('Signed in as {0}', user);
export const notSignedInToCoder = (): string => t('Not signed in to Coder');
