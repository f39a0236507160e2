import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import type { Definition } from './definition/definition.js';

/*
 * What can go wrong with an integration of the user's own, each with what the user can do. They are functions and no
 * constants, since the language is known only after activation.
 */

/** What users see of a definition. */
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
  t('This is not the address of that page: it contains "code=" or "error=" after a question mark.');
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

/** The user's next step with a device code. `userCode` and `verificationUri` are the server's. */
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

/** Why a row that is signed in may soon not be. */
export function notRenewed(problem: CredentialError): string {
  return t('The access token could not be renewed, or not be kept: {0}', problem.message);
}

export function pkceIsOff(): string {
  return t(
    'PKCE is turned off for this integration: whoever intercepts the sign-in could use it. Turn it on if the server knows it.',
  );
}

/** What the user is asked for in a password box. */
export const clientSecretTitle = (definition: Definition): string => t('Sign In to {0}', nameOf(definition));
export const enterClientSecret = (): string =>
  t('Its client secret, which is not on this machine yet. It is kept encrypted, and never written to the settings.');
export const clientSecretWrong = (): string =>
  t('The client secret must not be empty, and may hold letters, digits and signs of ASCII only.');

/** The user has given up at that. */
export function clientSecretNotGiven(definition: Definition): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'You are not signed in to {0}, which needs a client secret. Ask the administrator of its server for it, and sign in again.',
      nameOf(definition),
    ),
  );
}

export function notRevoked(definition: Definition): string {
  return t(
    'You are signed out of {0} here, but its server could not be told. What it had granted ends by itself when it expires.',
    nameOf(definition),
  );
}

/** `label` is what the row showed. */
export function definitionGone(label: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} is no longer defined in the settings. Refresh the view.', oneLine(label)),
  );
}

export const pickToEdit = (): string => t('Edit Integration');
export const pickToRemove = (): string => t('Remove Integration');
export const pickToCopy = (): string => t('Copy as Posit Connect Request');
export const pickIntegration = (): string => t('Local integration');

export function noneDefined(): string {
  return t(
    'There are no local integrations. To add one, run Posit Workbench: Add Integration… in the command palette.',
  );
}

export function noneUsable(): string {
  return t('Correct the errors of your local integrations first.');
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
