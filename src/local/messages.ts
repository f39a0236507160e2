import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * The errors of local integrations, each with what the user can do. They are functions, not constants, because the
 * language is known only after activation.
 */

/** Why a row that is signed in may soon be signed out. */
export function notRenewed(problem: CredentialError): string {
  return t('The access token could not be renewed or stored: {0}', problem.message);
}

export function pkceIsOff(): string {
  return t(
    'PKCE is turned off for this integration, so an attacker who intercepts a sign-in could use it. Turn it on if the server supports it.',
  );
}

/** `label` is the text of the row. */
export function definitionGone(label: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} is no longer defined in the settings. Refresh the view.', oneLine(label)),
  );
}

export const pickToEdit = (): string => t('Edit Integration');
export const pickToRemove = (): string => t('Remove Integration');
export const pickToCheck = (): string => t('Check Integration');
export const checking = (name: string): string => t('Checking {0}…', oneLine(name));
export const checkTitle = (name: string): string => t('Check of {0}', oneLine(name, 60));
export const pickToCopy = (): string => t('Copy as Posit Connect Request');
export const pickIntegration = (): string => t('Local integration');

export function noneUsable(): string {
  return t('All local integrations have configuration errors. Correct them first.');
}

export const addIntegration = (): string => t('Add Integration…');

/** The note of an integration whose access token could not be renewed. */
export function hasExpired(): string {
  return t('The access token has expired. Sign in again.');
}
