import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';

/* What the wizards ask and tell besides what is of a server or a client. */

export const addIntegration = (): string => t('Add Integration');
export const addFromJson = (): string => t('Add Integration from JSON');
export const editIntegration = (name: string): string => t('Edit {0}', oneLine(name));

export const pickScopes = (): string => t('Scopes: what tokens are good for. Pick any number.');
export const enterScopes = (): string => t('Scopes, with spaces between them; or nothing.');
export const enterOtherScopes = (): string => t('Other scopes, with spaces between them; or nothing.');
export const scopes = (): string => t('Scopes');
export const offlineAccess = (): string => t('Tokens can be renewed without signing in again.');

export const name = (): string => t('Name');
export const enterName = (): string => t('A name, the same for all who are to have the same Integration ID.');
export const nameTaken = (): string => t('Another integration of the same server and client has this name.');
export const displayName = (): string => t('Display name');
export const enterDisplayName = (): string => t('The name that the view shows; or nothing.');

export const save = (): string => t('Save');
export const checkSummary = (): string => t('Save this integration, or pick what to change.');
export const issuer = (): string => t('Issuer');
export const account = (): string => t('Account');
export const client = (): string => t('Client');
export const registered = (): string => t('registered by itself');
export const clientId = (): string => t('Client ID');
export const clientSecret = (): string => t('Client secret');
export const secretEntered = (): string => t('will be kept encrypted, and not in the settings');
export const secretKept = (): string => t('the one that there is');
export const none = (): string => t('none');
export const off = (): string => t('off');
export const pkceOff = (): string => t('Without PKCE others could take over a sign-in.');
export const notTaken = (): string => t('Not taken over');
export const integrationId = (): string => t('Integration ID');

export function idChanges(before: string): string {
  return t('Changes from {0}: code that asks for that one has to be changed.', before);
}

export function copiesPreset(): string {
  return t(
    "The list is your administrator's. It is copied into your own settings, and later changes to it no longer reach you.",
  );
}

export function setByPolicy(): string {
  return t('The integrations are set by a policy. Ask your administrator to change them.');
}

export function settingNotList(): string {
  return t('The setting availableCredentials.integrations is not a list. Correct it in the settings first.');
}

export function changedMeanwhile(): CredentialError {
  return new CredentialError(
    'configuration',
    t('The integration has been changed or removed meanwhile, and nothing was written. Try again.'),
  );
}

export function notWritten(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The settings could not be written. Check that the setting availableCredentials.integrations can be changed.'),
    { cause },
  );
}

/** @param problem sentences */
export function notUsable(problem: string): CredentialError {
  return new CredentialError('configuration', problem);
}

export function secretNotKept(): string {
  return t('The integration was saved, but what is kept of it was not. Enter its client secret by Edit Integration….');
}

export const pasteJson = (): string =>
  t('JSON of an integration: the body of a request to Posit Connect, its answer, or an entry of the settings.');

export const removeQuestion = (label: string): string => t('Remove {0}?', oneLine(label));
export const remove = (): string => t('Remove');

export function removeDetail(): string {
  return t('You are signed out, and all that is kept of it is deleted: tokens and client secret.');
}

export function removeTwinDetail(): string {
  return t('Another one has the same Integration ID: what is kept of both stays.');
}

/** @param left the fields that are not part of it */
export function requestCopied(left: readonly string[]): string {
  return left.length === 0
    ? t('Copied. It needs CONNECT_SERVER and CONNECT_API_KEY to be set.')
    : t('Copied without {0}. It needs CONNECT_SERVER and CONNECT_API_KEY.', left.join(', '));
}
