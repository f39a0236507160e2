import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';
import { redactIfUrl } from '../core/url.js';

/*
 * What the broker tells callers of all protocols, in sentences for the authors of the calling code. They are functions and
 * not constants, since the language is known only after activation.
 */

export function foreignHost(): string {
  return t(
    'The header Host must be exactly the address of this server, with the port. Use the URL in the environment of the terminal as it is.',
  );
}

export const webPage = (): string =>
  t('Requests from web pages are not answered. Send the request from a program in a terminal of the editor.');

export const notOpened = (): string =>
  t('This page can only be opened in a browser on this machine. Open the link as it was printed.');

export const tooLarge = (most: number): string =>
  t('The body of the request is larger than {0} bytes. Send a smaller one.', most);

export const loggedOnce = (): string => t('(Logged only once.)');

export function noGuid(): CredentialError {
  return new CredentialError(
    'rejected',
    t('The parameter uuid is missing. It must be an Integration ID of the view Available Credentials.'),
  );
}

/** @param names of the servers that there are */
export function unknownServer(wanted: string, names: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t('This editor window has no server {0}. {1}', oneLine(redactIfUrl(wanted), 60), known(names)),
  );
}

/** @param names of the servers that there are */
export function noDefaultServer(names: readonly string[]): CredentialError {
  return new CredentialError('rejected', t('This editor window has no default server. {0}', known(names)));
}

function known(names: readonly string[]): string {
  return names.length === 0
    ? t('Add one with Posit Workbench: Sign In to Posit Connect….')
    : t('It knows: {0}.', oneLine(listOf(names), 300));
}

export function noServerGiven(): CredentialError {
  return new CredentialError('rejected', t('The parameter server is missing. It must be the URL of a server.'));
}

/** A sign-in that has ended, or that another window has started. */
export function unknownLogin(): CredentialError {
  return new CredentialError('rejected', t('This editor window does not know the sign-in any more. Sign in again.'));
}

export function loginCancelled(): CredentialError {
  return new CredentialError('rejected', t('The sign-in was cancelled. Sign in again.'));
}

/** @param guid that was asked for */
export function unknownIntegration(guid: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'This editor window has no integration with the Integration ID {0}. Look for it in the view Available Credentials.',
      oneLine(guid, 60),
    ),
  );
}

/** @param problem a sentence */
export function misconfigured(label: string, problem: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} is not configured correctly: {1}', oneLine(label), oneLine(problem, 300)),
  );
}

export function notAllowed(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t("You can't sign in to {0} now. See its row in the view Available Credentials for the reason.", oneLine(label)),
  );
}

export function cancelled(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('The sign-in to {0} was cancelled. Sign in again if that was a mistake.', oneLine(label)),
  );
}

export const signInFailed = (): string =>
  t('The sign-in failed. See the log of Available Credentials in the editor for the cause.');
