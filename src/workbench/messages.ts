import { t } from '@vscode/l10n';
import { formatTime } from '../core/time.js';
import { CredentialError } from '../core/errors.js';
import { MAX_SHOWN_LENGTH, oneLine } from '../core/text.js';
import { MINIMUM_VERSION } from './sessionMessages.js';

/** Longest sentence of a server's own, in characters, where it is told without words around it. */
const MAX_SAID_LENGTH = 400;

/** Longest text of a server, in characters, beside the name of the view. */
const MAX_SUMMARY_LENGTH = 60;

/*
 * The failures of a Workbench session, each with what the user can do. They are functions and no constants, since the
 * language is known only after activation.
 */

/** @param reason why it is not opened, as a clause */
export function serverUrlUnsafe(reason: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      "Workbench's page was not opened, because its address in RS_SERVER_URL is not safe: {0}. Ask your administrator to correct it.",
      reason,
    ),
  );
}

export function signInUrlInvalid(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The setting availableCredentials.workbench.signInUrl does not make a URL. Correct it, or empty it to use what Workbench offers.',
    ),
  );
}

/** @param reason why it is not opened, as a clause */
export function signInUrlUnsafe(reason: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The setting availableCredentials.workbench.signInUrl makes an address that is not safe to open: {0}. Correct it, or empty it to use what Workbench offers.',
      reason,
    ),
  );
}

export function cookieMissing(cause?: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'This session has no authorization for Workbench. Restart the session. If the problem persists, contact your administrator.',
    ),
    { cause },
  );
}

/** There is a cookie, but no header can hold it (RFC 9110, section 5.5). */
export function cookieUnsendable(cause?: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "This session's authorization for Workbench contains characters other than visible ASCII and spaces, and cannot be sent. Restart the session. If the problem persists, contact your administrator.",
    ),
    { cause },
  );
}

/** The server refused a cookie whose date has passed. @param at in milliseconds since the epoch */
export function cookieExpired(at: number, cause: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "This session's authorization for Workbench expired at {0}, and Workbench does not accept it any more ({1}). Restart the session to renew it.",
      formatTime(at),
      'HTTP 401',
    ),
    { cause },
  );
}

export function notAuthorized(status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "Workbench does not accept this session's authorization ({0}). Restart the session to renew it.",
      statusText(status),
    ),
    { cause },
  );
}

/** What is refused to this session or user, in the server's words. */
export function forbidden(status: number, reason: string, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Workbench refused the request ({0}). If it refuses every request, restart the session, or contact your administrator.',
      statusText(status, reason),
    ),
    { cause, ...inWordsOf(reason) },
  );
}

export function askedToWait(
  status: number,
  reason: string | undefined,
  retryAfter: number | undefined,
  cause: unknown,
): CredentialError {
  return new CredentialError(
    'network',
    t(
      'Workbench is busy or temporarily unavailable ({0}). If the problem persists, contact your administrator.',
      statusText(status, reason),
    ),
    { cause, summary: t('Busy (HTTP {0})', status), ...(retryAfter === undefined ? {} : { retryAfter }) },
  );
}

export function serverFailed(status: number, retryAfter: number | undefined, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Workbench answered with an error ({0}). If the problem persists, contact your administrator.',
      statusText(status),
    ),
    { cause, summary: statusText(status), ...(retryAfter === undefined ? {} : { retryAfter }) },
  );
}

/** The server does not know the method, or its address leads to something that is no Workbench. */
export function notFound(status: number, reason: string | undefined, cause: unknown): CredentialError {
  const what =
    reason === undefined
      ? t('Workbench does not know of OAuth integrations ({0}).', statusText(status))
      : t('Workbench could not find what was asked for ({0}).', statusText(status, reason));
  return new CredentialError(
    'rejected',
    t(
      '{0} If the problem persists, ask your administrator to check RS_SERVER_ADDRESS, and that Workbench is {1} or later.',
      what,
      MINIMUM_VERSION,
    ),
    { cause, ...(reason === undefined ? {} : inWordsOf(reason)) },
  );
}

/** A failure that the server reports. @param reason in its own words; `undefined` if it gives none */
export function refused(reason: string | undefined, cause: unknown, retryAfter?: number): CredentialError {
  return new CredentialError(
    'rejected',
    reason === undefined
      ? t('Workbench refused the request and gave no reason. If the problem persists, contact your administrator.')
      : t('Workbench says: {0}. If the problem persists, contact your administrator.', said(reason)),
    {
      cause,
      ...(reason === undefined ? {} : inWordsOf(reason)),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  );
}

export function redirected(status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'Workbench redirected the request ({0}), and redirects are not followed. Ask your administrator to check RS_SERVER_ADDRESS.',
      statusText(status),
    ),
    { cause },
  );
}

/** The answer is a page, or anything else that a Workbench does not send. */
export function notWorkbench(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The answer did not come from Workbench. A proxy or a sign-in page may be in the way. Ask your administrator to check RS_SERVER_ADDRESS.',
    ),
    { cause },
  );
}

export function emptyAnswer(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t("Workbench's answer was empty. If the problem persists, contact your administrator."),
    { cause },
  );
}

export function brokenJson(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t("Workbench's answer was incomplete, or not valid JSON. If the problem persists, contact your administrator."),
    { cause },
  );
}

/** Where to sign in or out by hand, from the home page of Workbench. `label` is the server's text. */
export function manualSignIn(label: string): string {
  return t('To sign in to {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export function manualSignOut(label: string): string {
  return t('To sign out of {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export const openWorkbench = (): string => t('Open Workbench');

/** A server's text as part of a sentence: short, and without a full stop of its own. */
function said(text: string, maxLength = 200): string {
  return oneLine(text, maxLength).replace(/\.$/, '');
}

/** A status, with the reason that the server gives, if any. One that names the status itself says it all. */
function statusText(status: number, reason?: string): string {
  if (reason === undefined) {
    return `HTTP ${status}`;
  }
  const told = said(reason, MAX_SHOWN_LENGTH);
  return new RegExp(`\\b${status}\\b`).test(told) ? told : `HTTP ${status}: ${told}`;
}

/** The server's words by themselves, for where nothing stands around them, and for the view's description. */
function inWordsOf(reason: string) {
  return { said: oneLine(reason, MAX_SAID_LENGTH), summary: oneLine(reason, MAX_SUMMARY_LENGTH) };
}
