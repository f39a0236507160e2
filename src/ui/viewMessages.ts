import { t } from '@vscode/l10n';
import type { CredentialError } from '../core/errors.js';
import type { Expiry, Integration, IntegrationStatus } from '../core/integration.js';
import { locale } from '../core/language.js';
import { oneLine } from '../core/text.js';
import { renewsIn, validFor } from '../core/timeLeft.js';

/** An integration's name, safe to show. */
export function nameOf(integration: Integration): string {
  return oneLine(integration.label);
}

function statusText(status: IntegrationStatus): string {
  switch (status.kind) {
    case 'authenticated':
      return t('Signed in');
    case 'notSignedIn':
      return t('Not signed in');
    case 'signingIn':
      return status.isForInput ? t('Waiting for input…') : t('Waiting for the browser…');
    case 'configurationError':
      return t('Configuration error');
  }
}

/** Whether the user was signed in, until the access token expired or the server ended that. */
export function isOver({ status, signInEnded }: Integration): boolean {
  return signInEnded === true && status.kind === 'notSignedIn';
}

/** Whether the user is signed in, is signing in, or has to sign in again. */
export function standing(integration: Integration): string {
  return isOver(integration) ? t('Sign in again') : statusText(integration.signingInAgain ?? integration.status);
}

/** What the source says, unless the user is signing in. */
export function summaryOrStatus(integration: Integration): string {
  const { status, summary, signingInAgain: shown = status } = integration;
  return summary === undefined || shown.kind === 'signingIn' ? standing(integration) : oneLine(summary);
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
  const at = new Date(time);
  const isToday = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(locale(), {
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  });
}

/** How long an access token is valid, or when it is renewed, for a row: short, so that it is not cut off. The tooltip has the time. */
export function shortExpiry({ at, isRenewable }: Expiry): string {
  const left = Math.max(0, at - Date.now());
  return isRenewable ? renewsIn(left) : validFor(left);
}

export function expiry({ at, isRenewable }: Expiry): string {
  return isRenewable
    ? t('Access token valid until {0}, then renewed automatically.', timeOf(at))
    : t('Access token valid until {0}. It cannot be renewed; sign in again after that.', timeOf(at));
}
