import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * What the broker tells the code that asks it, in sentences for whoever wrote that code. They are functions and no
 * constants, since the language is known only after activation.
 */

export const foreignHost = (): string => t('Only requests to exactly this address are answered.');

export const webPage = (): string => t('Web pages are not answered.');

export function wrongCookie(): string {
  return t(
    'The request does not carry the cookie of this editor window, which is in the file rpc_cookie of the folder PWB_SESSION_RUNTIME_DIR. Open a new terminal in the editor.',
  );
}

export const unknownMethod = (): string => t('There is no such method here.');

export const wrongVerb = (): string => t('Use GET or POST.');

export const tooLarge = (most: number): string => t('The request is larger than {0} bytes.', most);

export function notCall(): string {
  return t('The body is not {0} with the method of the path.', '{"method": …, "kwparams": {…}}');
}

export const toldOnce = (): string => t('(Told once.)');

export function noUuid(): CredentialError {
  return new CredentialError('rejected', t('The parameter uuid is missing: an Integration ID.'));
}

/** @param uuid what was asked for */
export function unknownIntegration(uuid: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'This editor window has no integration with the Integration ID {0}. Look for it in the view Available Credentials.',
      oneLine(uuid, 60),
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
    t('You cannot sign in to {0} now. Look at it in the view Available Credentials.', oneLine(label)),
  );
}

export function cancelled(label: string): CredentialError {
  return new CredentialError('rejected', t('The sign-in to {0} was cancelled.', oneLine(label)));
}

export const failed = (): string =>
  t('The request failed. The log of Available Credentials in the editor has the cause.');
