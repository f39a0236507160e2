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

/** No method leads the browser back to this window: `redirect_uri` names a Workbench that it is not in. */
export function noMethod(definition: Definition): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You cannot sign in to {0} from this window, because its redirect_uri leads to a Posit Workbench session. Sign in from a session of that Workbench in your browser, or change redirect_uri with Edit Integration….',
      nameOf(definition),
    ),
  );
}

/** For the log: the next method is tried. */
export const portNotForwarded = (): string =>
  t('The port of the listener is not forwarded to the same port of your own machine.');

export const pasteTitle = (definition: Definition): string => t('Sign In to {0}', nameOf(definition));
export const pasteAddress = (): string =>
  t(
    'After you sign in, your browser shows a page that cannot be loaded: copy the whole address of that page, and paste it here.',
  );
export const addressIncomplete = (): string =>
  t('This is not the address of that page, which contains "code=" or "error=" after a question mark.');
export const addressOfAnother = (): string =>
  t('This address belongs to another sign-in. Copy the address of the page that was opened last.');

/** The user closed the box. */
export function addressNotPasted(definition: Definition): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You are not signed in to {0}, because the address of the last page was not pasted. Sign in again to paste it.',
      nameOf(definition),
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
