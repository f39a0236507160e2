import { t } from '@vscode/l10n';
import type { CredentialError } from '../core/errors.js';
import type { Expiry, Integration, IntegrationStatus } from '../core/integration.js';
import { oneLine } from '../core/text.js';

/** An integration's name, safe to show. */
export function nameOf(integration: Integration): string {
  return oneLine(integration.label);
}

export function statusText({ kind }: IntegrationStatus): string {
  switch (kind) {
    case 'authenticated':
      return t('Signed in');
    case 'notSignedIn':
      return t('Not signed in');
    case 'signingIn':
      return t('Waiting for the browser…');
    case 'configurationError':
      return t('Configuration error');
  }
}

export function duplicateId(): string {
  return t('Duplicate ID');
}

/** Prefixes `text` with a mark if the integration shares its Integration ID with another one. */
export function withDuplicateMark({ isDuplicate }: Integration, text: string): string {
  return isDuplicate ? `${duplicateId()} · ${text}` : text;
}

export function whyDuplicate(): string {
  return t(
    'Another integration has the same Integration ID, so code cannot select this one. Contact your administrator.',
  );
}

export function integrationId(guid: string | undefined): string {
  return t('Integration ID: {0}', guid === undefined ? notProvided() : oneLine(guid));
}

export function loading(): string {
  return t('Loading…');
}

export function notProvided(): string {
  return t('Not provided');
}

/** The message above a list that could not be refreshed. `since` in milliseconds since the epoch. */
export function stale(since: number, error: CredentialError): string {
  return t('Last updated {0}. {1}', timeOf(since), error.message);
}

/** The message about one of several sources whose list could not be refreshed. */
export function staleSource(label: string, since: number, error: CredentialError): string {
  return t('{0}: last updated {1}. {2}', label, timeOf(since), error.message);
}

/** The message about a failed source, above the rows of the others. */
export function failedSource(label: string, error: CredentialError): string {
  return t('{0}: {1}', label, error.message);
}

/** The notice of one of several sources. */
export function sourceNotice(label: string, notice: string): string {
  return t('{0}: {1}', label, notice);
}

/** With the time zone, since the host's may differ from the user's; with the date unless it is today. */
function timeOf(time: number): string {
  return shortTime(time, { timeZoneName: 'short' });
}

function shortTime(time: number, more: Intl.DateTimeFormatOptions = {}): string {
  const at = new Date(time);
  return at.toLocaleString(undefined, {
    ...(isToday(at) ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    ...more,
  });
}

function isToday(at: Date): boolean {
  return at.toDateString() === new Date().toDateString();
}

/** When an access token expires or is renewed automatically, for a row. The tooltip includes the time zone. */
export function shortExpiry({ at, isRenewable }: Expiry): string {
  const time = shortTime(at);
  if (isToday(new Date(at))) {
    return isRenewable ? t('Renews at {0}', time) : t('Expires at {0}', time);
  }
  return isRenewable ? t('Renews on {0}', time) : t('Expires on {0}', time);
}

export function expiry({ at, isRenewable }: Expiry): string {
  return isRenewable
    ? t('Access token valid until {0}, then renewed automatically.', timeOf(at))
    : t('Access token valid until {0}. It cannot be renewed; sign in again after that.', timeOf(at));
}

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
export const tryAgain = (): string => t('Try Again');
export const showLog = (): string => t('Show Log');
export const addIntegration = (): string => t('Add Integration…');
