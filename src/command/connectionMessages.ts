import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * What the command says about its connection to a server or an editor window.
 */

export function noServer(): CredentialError {
  return new CredentialError(
    'unavailable',
    t(
      'No credentials server found. Run this in a terminal of an editor window with local integrations or a Posit Connect server, or in a Posit Workbench session. If there are any, open a new terminal; if that does not help, run "Turn Credentials in Terminals On or Off" in the editor.',
    ),
  );
}

/** The broker that the environment names does not run, or does not accept this terminal's cookie. */
export function windowGone(cause: unknown): CredentialError {
  return new CredentialError(
    'network',
    t(
      'The editor window of this terminal does not answer: it was closed or reloaded, or credentials in terminals are turned off. Open a new terminal in the editor.',
    ),
    { cause },
  );
}

export function windowNotUnderstood(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The answer of the editor window of this terminal could not be understood. Reload the window, and open a new terminal in it.',
    ),
    { cause },
  );
}

/** @param seconds for all answers that the command needs */
export function tooSlow(seconds: number): CredentialError {
  return new CredentialError(
    'network',
    t(
      'The server did not answer within {0} s. Try again. If the problem persists, contact your administrator.',
      seconds,
    ),
  );
}

export function folderNotPrivate(folder: string): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'The folder {0}, which leads to the editor window of this terminal, is not private to you, and is not used. Open a new terminal in the editor.',
      oneLine(folder, 200),
    ),
  );
}

/** There is a Workbench, but no editor window that knows servers. */
export function noWindow(): CredentialError {
  return new CredentialError(
    'unavailable',
    t(
      'No editor window answers in this terminal. Open a new terminal in the editor, in a window that shows a Posit Connect server.',
    ),
  );
}

export const noServers = (): string =>
  t('There are no servers yet. To add one, run Posit Workbench: Sign In to Posit Connect… in the editor.');

/** The window has sent no token that can be written. */
export function noVariables(): CredentialError {
  return new CredentialError('protocol', t('The editor window returned no variables. Update the extension.'));
}

export function noServerToken(): CredentialError {
  return new CredentialError(
    'protocol',
    t('The editor window returned no token that can be used. Update the extension.'),
  );
}

export function coderNeedsSession(): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Signing out requires a session token of Coder. Run "coder login", or set CODER_SESSION_TOKEN and CODER_URL, then try again.',
    ),
  );
}

/** Without a session, nothing else is known. */
export const coderKnowsNone = (): string =>
  t('No providers of Coder are known here. Run "coder login" to see all, or run this in a Git repository.');

export const coderHasNone = (): string =>
  t('Coder has no external authentication providers. An administrator of Coder can add some.');

export function coderSessionRefused(): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'Coder does not accept your session token, so not all providers are known. Run "coder login", or correct CODER_SESSION_TOKEN, then try again.',
    ),
  );
}
