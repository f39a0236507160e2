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

/** `text`, behind the mark of an integration that shares its Integration ID with another one. */
export function withDuplicateMark({ isDuplicate }: Integration, text: string): string {
  return isDuplicate ? `${duplicateId()} · ${text}` : text;
}

export function whyDuplicate(): string {
  return t(
    'Another integration has the same Integration ID, so code cannot tell which one it asks for. Contact your administrator.',
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

/** What the view says above a list that could not be brought up to date. `since` in milliseconds since the epoch. */
export function stale(since: number, error: CredentialError): string {
  return t('Not up to date since {0}. {1}', timeOf(since), error.message);
}

/** The same of one of several sources. */
export function staleSource(label: string, since: number, error: CredentialError): string {
  return t('{0}: not up to date since {1}. {2}', label, timeOf(since), error.message);
}

/** What the view says above the rows of other sources. */
export function failedSource(label: string, error: CredentialError): string {
  return t('{0}: {1}', label, error.message);
}

/** What the view says of the list of one of several sources. */
export function sourceNotice(label: string, notice: string): string {
  return t('{0}: {1}', label, notice);
}

/** With the zone, since the host's clock may be in another one than the user; with the date, once it is another day. */
function timeOf(time: number): string {
  return timeInShort(time, { timeZoneName: 'short' });
}

function timeInShort(time: number, more: Intl.DateTimeFormatOptions = {}): string {
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

/** When an access token ends, or is renewed by itself, in a row: the tooltip has the time zone. */
export function expiryInShort({ at, isRenewable }: Expiry): string {
  const time = timeInShort(at);
  if (isToday(new Date(at))) {
    return isRenewable ? t('Renews at {0}', time) : t('Expires at {0}', time);
  }
  return isRenewable ? t('Renews on {0}', time) : t('Expires on {0}', time);
}

export function expiry({ at, isRenewable }: Expiry): string {
  return isRenewable
    ? t('Access token valid until {0}, and then renewed by itself.', timeOf(at))
    : t('Access token valid until {0}. It cannot be renewed: sign in again after that.', timeOf(at));
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
  return t('{0} can no longer be signed in to: its configuration has changed on the server.', nameOf(integration));
}

export function signedInToAll(): string {
  return t('There is no integration left to sign in to.');
}

export function signedInToNone(): string {
  return t('You are not signed in to any integration.');
}

export function noDeviceCode(): string {
  return t('No integration offers sign-in with a device code. Sign in with the browser instead.');
}

export function noSnippets(): string {
  return t(
    'None of the integrations that you are signed in to has code snippets. Sign in to another one; for local integrations, turn on Credentials in Terminals.',
  );
}

export function pickToSignIn(): string {
  return t('Integration to sign in to');
}

export function pickToSignOut(): string {
  return t('Integration to sign out of');
}

export function pickForSnippet(): string {
  return t('Integration that the code asks for');
}

export function pickLanguage(): string {
  return t('Language of the code');
}

/** A language by the name of its template, which may be the user's. */
export function languageName(language: string): string {
  return oneLine(language);
}

export function snippetCopied(integration: Integration, language: string): string {
  return t('Copied the {0} snippet for {1}', languageName(language), nameOf(integration));
}

export function copied(): string {
  return t('Copied to the clipboard');
}

/** @param label of what was copied, such as *Issuer* */
export function valueCopied(label: string): string {
  return t('Copied to the clipboard: {0}', label);
}

/** A text for where VS Code draws icons for `$(name)`: it shows as it is. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** A text for where VS Code makes a link of `[text](command:…)`, and runs the command on a click: it shows as it is. */
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

/** What follows an instruction to sign in by hand. */
export const signInIsNoticed = (): string => t('The view shows when you have signed in.');

export const signOutIsNoticed = (): string => t('The view is updated when you come back to this window.');

export const ok = (): string => t('OK');
export const signIn = (): string => t('Sign In');
export const tryAgain = (): string => t('Try Again');
export const showLog = (): string => t('Show Log');

/** The broker, for users: what it does. */
export const brokerName = (): string => t('Credentials in Terminals');
export const brokerShort = (): string => t('Credentials');
export const turnOn = (): string => t('Turn On');
export const turnOff = (): string => t('Turn Off');
export const addIntegration = (): string => t('Add Integration…');

export const allowInWindow = (): string => t('Allow in This Window');
export const manageTrust = (): string => t('Manage Workspace Trust');

export function brokerTooltip(state: 'on' | 'restricted'): string {
  return `${ofBroker(state)} ${state === 'on' ? t('Click to turn that off.') : t('Click to allow that.')}`;
}

export const brokerStateLabel = (): string => t('State');
export const brokerAddressLabel = (): string => t('Address');

/** Whether code in terminals is answered, and if not, why: in a sentence. */
export function ofBroker(
  state: 'answeredByWorkbench' | 'off' | 'on' | 'restricted' | 'failed' | 'nothingToServe',
): string {
  switch (state) {
    case 'answeredByWorkbench':
      return t('In this session, Posit Workbench provides tokens to code.');
    case 'off':
      return t("Credentials in terminals are turned off: code in this window's terminals gets no access tokens.");
    case 'on':
      return t("Code in this window's terminals can get the access tokens of your local integrations.");
    case 'restricted':
      return t(
        'This window is in Restricted Mode: code in its terminals gets no access tokens until you allow it. Allow it only if you trust what you run there.',
      );
    case 'failed':
      return t('Credentials in terminals could not be started. See the log for details, then reload the window.');
    case 'nothingToServe':
      return t('There are no local integrations yet, so code in terminals gets no access tokens.');
  }
}

export const terminalWithoutCredentials = (): string => t('Without Credentials');
