import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * The errors of stored sign-ins, each with what the user can do. They are functions, not constants, because the language
 * is known only after activation.
 */

/** The command that deletes sign-ins which can no longer be opened. */
const forgetSignIns = (): string => t('Posit Workbench: Forget Local Sign-Ins…');

/** Another window has created the key, or it is lost. */
export function keyMissing(): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'This window does not have the key to your local sign-ins. Reload the window. If that does not help, run {0} and sign in again.',
      forgetSignIns(),
    ),
    { summary: t('Reload the window') },
  );
}

/**
 * The secret storage does not survive a reload in this environment, so reloading does not help. This is `unsupported`,
 * for which the view shows a different text than for a missing key.
 */
export function keyLost(): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'The secret storage of this editor did not keep the key to your local sign-ins when the window was reloaded: run {0} and sign in again.',
      forgetSignIns(),
    ),
    { summary: t('Sign-ins were lost') },
  );
}

export function secretStorageFailed(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The secret storage of the editor does not work. Reload the window. If that does not help, see the log for details.',
    ),
    { cause },
  );
}

export function newerVault(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your local sign-ins were stored by a newer version of this extension. Update the extension, then reload the window.',
    ),
    { summary: t('Update needed') },
  );
}

export function unreadable(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your local sign-ins could not be read ({0}). Check that you have permission to read {1}.',
      codeOf(cause),
      oneLine(file, 200),
    ),
    { cause },
  );
}

export function unwritable(folder: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your local sign-ins could not be written ({0}). Check that you have permission to write to {1} and that the disk is not full.',
      codeOf(cause),
      oneLine(folder, 200),
    ),
    { cause },
  );
}

/** Another process has held a lock for too long. */
export function busy(): CredentialError {
  return new CredentialError('network', t('Another window is using your local sign-ins. Try again in a moment.'));
}

/** Another process has taken over the lock, so this one must stop. */
export function lockLost(): CredentialError {
  return new CredentialError(
    'network',
    t('Another window took over while this one was suspended. Try again in a moment.'),
  );
}

/** A response is longer, or nested more deeply, than any legitimate one. */
export function tooLarge(cause?: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t("The authorization server's response is too large to be stored. Contact its administrator."),
    { cause },
  );
}

export function notSignedIn(name: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('You are not signed in to {0}. Sign in using the view Available Credentials.', oneLine(name)),
  );
}

export function expired(name: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('The access token for {0} has expired and cannot be renewed. Sign in again.', oneLine(name)),
  );
}

export function renewalFailed(name: string, cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t('The access token for {0} could not be renewed. See the log for details.', oneLine(name)),
    { cause },
  );
}

/** The tokens are only in this window's memory. */
export function notWritten(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The tokens from the authorization server could not be stored. See the log for details.'),
    { cause },
  );
}

/** The system's code of an error, such as `ENOSPC`. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : t('unknown error');
}
