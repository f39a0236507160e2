import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * What can go wrong with what is kept of the user's sign-ins, each with what the user can do. They are functions and no
 * constants, since the language is known only after activation.
 */

/** The command by which a user gives up what can no longer be opened. */
const forgetSignIns = (): string => t('Posit Workbench: Forget Local Sign-Ins…');

/** Another window has made the key, or it is lost. */
export function keyMissing(): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'This window does not have the key to your local sign-ins. Reload the window. If that does not help, run {0}, and sign in again.',
      forgetSignIns(),
    ),
    { summary: t('Reload the window') },
  );
}

/**
 * The secret storage does not outlive a reload here, so that to load the window again does not help: what is wanted is not
 * supported, which the view tells in other words than that a key is missing.
 */
export function keyLost(): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'The secret storage of this VS Code did not keep the key to your local sign-ins when the window was reloaded: run {0}, and sign in again.',
      forgetSignIns(),
    ),
    { summary: t('Sign-ins were not kept') },
  );
}

export function secretStorageFailed(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The secret storage of VS Code does not work. Reload the window, and see the log if that does not help.'),
    { cause },
  );
}

export function newerVault(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your local sign-ins were kept by a newer version of this extension. Update the extension, and reload the window.',
    ),
    { summary: t('Update the extension') },
  );
}

export function unreadable(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('Your local sign-ins could not be read ({0}). Check that you may read {1}.', codeOf(cause), oneLine(file, 200)),
    { cause },
  );
}

export function unwritable(folder: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your local sign-ins could not be written ({0}). Check that you may write to {1}, and that its disk is not full.',
      codeOf(cause),
      oneLine(folder, 200),
    ),
    { cause },
  );
}

/** Others have kept a lock for too long. */
export function busy(): CredentialError {
  return new CredentialError('network', t('Another window is busy with your local sign-ins. Try again in a moment.'));
}

/** Another process has taken a lock over, so that this one must not go on. */
export function lockLost(): CredentialError {
  return new CredentialError(
    'network',
    t('Another window took over while this one was suspended. Try again in a moment.'),
  );
}

/** What a server sent is longer, or nested deeper, than anything that serves a purpose. */
export function tooLarge(cause?: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t('What the authorization server sent is too large to be kept. Tell its administrator.'),
    { cause },
  );
}

export function notSignedIn(name: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('You are not signed in to {0}. Sign in to it in the view Available Credentials.', oneLine(name)),
  );
}

export function expired(name: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('The access token for {0} has expired, and cannot be renewed. Sign in again.', oneLine(name)),
  );
}

export function renewalFailed(name: string, cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t('The access token for {0} could not be renewed. The log has the cause.', oneLine(name)),
    { cause },
  );
}

/** What was granted is in this window's memory alone. */
export function notWritten(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('What the authorization server granted could not be written. The log has the cause.'),
    { cause },
  );
}

/** The system's name of an error, such as `ENOSPC`. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : t('unknown error');
}
