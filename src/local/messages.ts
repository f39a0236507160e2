import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import type { Definition } from './definition/definition.js';

/*
 * The errors of local integrations, each with what the user can do. They are functions, not constants, because the
 * language is known only after activation.
 */

/** The name that users see. */
export function nameOf({ displayName, name }: Pick<Definition, 'displayName' | 'name'>): string {
  return oneLine(displayName ?? name);
}

/** The server can't redirect the browser to this window. `host` is the authorization server. */
export function noWayBack(definition: Definition, host: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} cannot redirect your browser to this window because the window runs on another machine. Ask the administrator of {1} to turn on device codes or client registration.',
      nameOf(definition),
      oneLine(host),
    ),
  );
}

/** The user's next step with a device code. `userCode` and `verificationUri` come from the server. */
export function enterCode(
  definition: Definition,
  { userCode, verificationUri }: { readonly userCode: string; readonly verificationUri: string },
): string {
  return t(
    'To sign in to {0}, enter the code {1} at {2}',
    nameOf(definition),
    oneLine(userCode, 40),
    oneLine(verificationUri, 300),
  );
}

export const copyCodeAndOpen = (): string => t('Copy Code and Open Page');
export const codeCopied = (): string => t('Copied the code');

/** Why a row that is signed in may soon be signed out. */
export function notRenewed(problem: CredentialError): string {
  return t('The access token could not be renewed or stored: {0}', problem.message);
}

export function pkceIsOff(): string {
  return t(
    'PKCE is turned off for this integration, so an attacker who intercepts a sign-in could use it. Turn it on if the server supports it.',
  );
}

/** The texts of the password box for a client secret. */
export const clientSecretTitle = (definition: Definition): string => t('Sign In to {0}', nameOf(definition));
export const enterClientSecret = (): string =>
  t(
    'Enter the client secret, which is not on this machine yet. It is stored encrypted and never written to the settings.',
  );
export const clientSecretWrong = (): string =>
  t('The client secret must not be empty and may contain only visible ASCII characters.');

/** The user has cancelled the password box. */
export function clientSecretNotGiven(definition: Definition): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You are not signed in to {0}, which requires a client secret. Ask the administrator of its server for it, then sign in again.',
      nameOf(definition),
    ),
  );
}

export function notRevoked(definition: Definition): string {
  return t(
    'You are signed out of {0} on this machine, but its server could not be notified. The tokens remain valid until they expire.',
    nameOf(definition),
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

export function secretMissing(definition: Pick<Definition, 'displayName' | 'name'>): CredentialError {
  return new CredentialError(
    'configuration',
    t('The client secret of {0} is not on this machine. Enter it with Edit Integration….', nameOf(definition)),
  );
}

export function clientIdMissing(definition: Pick<Definition, 'displayName' | 'name'>): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} has no client ID. Enter it with Edit Integration…, or ask the administrator of the server for one.',
      nameOf(definition),
    ),
  );
}
