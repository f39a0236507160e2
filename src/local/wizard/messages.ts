import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';

/* What the wizards ask and tell, except about providers, servers, clients and rare fields. */

export const addIntegration = (): string => t('Add Integration');
export const addFromJson = (): string => t('Add Integration from JSON');
export const editIntegration = (name: string): string => t('Edit {0}', oneLine(name));

export const pickScopes = (): string => t('Pick the scopes: what a token may be used for');
export const enterScopes = (): string => t('The scopes, separated by spaces. They can be left out.');
export const enterOtherScopes = (): string => t('Other scopes, separated by spaces, if you need any.');
export const otherScopes = () => ({ label: t('Other Scopes'), detail: t('Enter them in the next step.') });
export const scopes = (): string => t('Scopes');
export const offlineAccess = (): string => t('Tokens are renewed without signing in again.');

export const name = (): string => t('Name');
export const enterName = (): string => t('The name. On every machine, the same name gives the same Integration ID.');
export const nameTaken = (): string => t('Another integration of the same server and client has this name.');
export const displayName = (): string => t('Display name');
export const enterDisplayName = (): string => t('The name that the view shows, if it is another one.');

export const save = (): string => t('Save');
export const saveAndSignIn = (): string => t('Save and Sign In');
export const checkSummary = (): string => t('Save this integration, or pick what to change');
export const issuer = (): string => t('Issuer');
export const endpoints = (): string => t('Endpoints');
export const readFromIssuer = (): string => t('read from the issuer');
export const identity = (): string => t('Identity');
export const registered = (): string => t('registered automatically');
export const clientId = (): string => t('Client ID');
export const mode = (): string => t('Client type');
export const anyPort = (uri: string): string => t('{0}, any port', uri);
export const clientSecret = (): string => t('Client secret');
export const secretEntered = (): string => t('will be stored encrypted, not in the settings');
export const secretStored = (): string => t('the current one');
export const sendsSecret = (): string => t('Client authentication');
export const asServerSays = (): string => t('as the server says');
export const notSet = (): string => t('not set');
export const on = (): string => t('on');
export const off = (): string => t('off');
export const notTaken = (): string => t('Not used');
export const integrationId = (): string => t('Integration ID');
export const note = (): string => t('Note');

/** @param origins of endpoints */
export function otherHosts(origins: readonly string[]): string {
  return t(
    'Not only on the host of the issuer. Check that this belongs to your OAuth server: {0}.',
    listOf(origins.map((each) => oneLine(each))),
  );
}

export function idChanges(before: string): string {
  return t('Was {0}. Change the code that asks for that ID.', before);
}

export function copiesPreset(): string {
  return t(
    'Your administrator has preset the list. This copies it to your own settings, where later changes by your administrator have no effect.',
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
    t('The integration was changed or removed elsewhere, so nothing was saved. Try again.'),
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
  return t('The integration was saved, but its client secret was not. Enter it again with Edit Integration….');
}

export const pasteJson = (): string =>
  t('JSON of an integration: the body of a request to Posit Connect, its answer, or an entry of the settings.');

export const removeQuestion = (label: string): string => t('Remove {0}?', oneLine(label));
export const remove = (): string => t('Remove');

export function removeDetail(): string {
  return t('You are signed out, and its tokens and client secret are deleted.');
}

export function removeTwinDetail(): string {
  return t('Another integration has the same Integration ID, so the tokens and the client secret of both are kept.');
}

/** @param left the fields that are not part of it */
export function requestCopied(left: readonly string[]): string {
  return left.length === 0
    ? t('Copied. Set CONNECT_SERVER and CONNECT_API_KEY before you run it.')
    : t('Copied without {0}. Set CONNECT_SERVER and CONNECT_API_KEY before you run it.', listOf(left));
}
