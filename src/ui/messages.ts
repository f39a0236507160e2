import { t } from '@vscode/l10n';
import type { CredentialError } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import { nameOf } from './viewMessages.js';

export function signInFailed(integration: Integration, error: CredentialError): string {
  return t('Could not sign in to {0}: {1}', nameOf(integration), error.message);
}

export function signOutFailed(integration: Integration, error: CredentialError): string {
  return t('Could not sign out of {0}: {1}', nameOf(integration), error.message);
}

export function signInTimedOut(integration: Integration): string {
  return t('Signing in to {0} was not finished in the browser within 10 minutes.', nameOf(integration));
}

export function integrationGone(integration: Integration): string {
  return t('You can no longer sign in to {0}: its configuration has changed on the server.', nameOf(integration));
}

/** Shown once, after the first sign-in. */
export function nextStep(integration: Integration): string {
  return t('You are signed in to {0}. Next, let your code get the token.', nameOf(integration));
}

export function signedInToAll(): string {
  return t('There are no integrations that you can sign in to.');
}

export function signedInToNone(): string {
  return t('You are not signed in to any integration.');
}

export function noDeviceCode(): string {
  return t('No integration offers sign-in with a device code. Sign in with the browser instead.');
}

export function noSnippets(): string {
  return t(
    'None of the integrations that you are signed in to have code snippets. Sign in to another one. For local integrations, turn on Credentials in Terminals.',
  );
}

export function pickToSignIn(): string {
  return t('Integration to sign in to');
}

export function pickToSignOut(): string {
  return t('Integration to sign out of');
}

export function pickToCancel(): string {
  return t('Sign-in to cancel');
}

export function noWaitingSignIn(): string {
  return t('No sign-in is waiting for the browser.');
}

export function pickForDetails(): string {
  return t('Integration to copy the details of');
}

export function pickForValue(): string {
  return t('Integration to copy a value of');
}

export function pickValue(): string {
  return t('Value to copy');
}

export function pickForSnippet(): string {
  return t('Integration for the snippet');
}

export function pickLanguage(): string {
  return t('Language of the snippet');
}

/** The name of a language's template, which may be the user's own, safe to show. */
export function languageName(language: string): string {
  return oneLine(language);
}

export function snippetCopied(integration: Integration, language: string): string {
  return t('Copied the {0} snippet for {1}', languageName(language), nameOf(integration));
}

export function copied(): string {
  return t('Copied to the clipboard');
}

/** @param label the label of the copied value, such as *Issuer* */
export function valueCopied(label: string): string {
  return t('Copied to the clipboard: {0}', label);
}

/** Escapes a text where VS Code would draw icons for `$(name)`. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** Escapes a text where VS Code would turn `[text](command:…)` into a link that runs the command. */
export function escapeLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A text before a link of ours. For VS Code, the link would begin at a bracket that is still open. */
export function closeBrackets(text: string): string {
  return text.replace(/\[(?=[^\]]*$)/g, '(');
}

export function collectingDiagnostics(): string {
  return t('Collecting diagnostics…');
}

export function notSet(): string {
  return t('not set');
}

export function unexpected(): string {
  return t('Something went wrong. See the log for details.');
}

/** Shown with an instruction to sign in by hand. */
export const signInIsNoticed = (): string => t('The view is updated when you have signed in.');

export const signOutIsNoticed = (): string => t('The view is updated when you return to this window.');

export const ok = (): string => t('OK');
export const signIn = (): string => t('Sign In');
export const viewSnippet = (): string => t('View Snippet');
export const tryAgain = (): string => t('Try Again');
export const showLog = (): string => t('Show Log');
export const addIntegration = (): string => t('Add Integration…');
