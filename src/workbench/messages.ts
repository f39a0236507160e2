import { t } from '@vscode/l10n';
import { formatTime } from '../core/time.js';
import { CredentialError } from '../core/errors.js';
import { asClause, oneLine } from '../core/text.js';
import { MINIMUM_VERSION } from './sessionMessages.js';

/** Longest server text, in characters, if it is shown on its own. */
const MAX_SAID_LENGTH = 400;

/** Longest server text, in characters, beside the title of the view. */
const MAX_SUMMARY_LENGTH = 60;

/*
 * The errors of a Workbench session, each with what the user can do. They are functions, not constants, because the
 * language is known only after activation.
 */

/** @param reason why the page is not opened, as a clause */
export function serverUrlUnsafe(reason: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      "Workbench's page was not opened because its address in RS_SERVER_URL is not safe: {0}. Ask your administrator to correct it.",
      reason,
    ),
  );
}

export function signInUrlInvalid(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The setting availableCredentials.workbench.signInUrl does not give a valid URL. Correct it, or clear it to use the page that Workbench offers.',
    ),
  );
}

/** @param reason why the page is not opened, as a clause */
export function signInUrlUnsafe(reason: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The setting availableCredentials.workbench.signInUrl gives an address that is not safe to open: {0}. Correct it, or clear it to use the page that Workbench offers.',
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

/** There is a cookie, but it can't be sent in a header (RFC 9110, section 5.5). */
export function cookieUnsendable(cause?: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "This session's authorization for Workbench contains characters other than visible ASCII and spaces and cannot be sent. Restart the session. If the problem persists, contact your administrator.",
    ),
    { cause },
  );
}

/** The server rejected an expired cookie. @param at in milliseconds since the epoch */
export function cookieExpired(at: number, cause: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "This session's authorization for Workbench expired at {0}, and Workbench no longer accepts it ({1}). Restart the session to renew it.",
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

/** The server refused this session or user. @param reason the server's text */
export function forbidden(status: number, reason: string, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Workbench refused the request ({0}). If it refuses every request, restart the session, or contact your administrator.',
      statusText(status, reason),
    ),
    { cause, ...serverText(reason) },
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

/** The server does not know the method, or the address does not belong to Workbench. */
export function notFound(status: number, reason: string | undefined, cause: unknown): CredentialError {
  const what =
    reason === undefined
      ? t('Workbench does not support OAuth integrations ({0}).', statusText(status))
      : t('Workbench could not find what was requested ({0}).', statusText(status, reason));
  return new CredentialError(
    'rejected',
    t(
      '{0} If the problem persists, ask your administrator to check RS_SERVER_ADDRESS, and whether Workbench is {1} or later.',
      what,
      MINIMUM_VERSION,
    ),
    { cause, ...(reason === undefined ? {} : serverText(reason)) },
  );
}

/** A failure reported by the server. @param reason the server's text; `undefined` if it gives none */
export function refused(reason: string | undefined, cause: unknown, retryAfter?: number): CredentialError {
  return new CredentialError(
    'rejected',
    reason === undefined
      ? t('Workbench refused the request and gave no reason. If the problem persists, contact your administrator.')
      : t('Workbench says: {0}. If the problem persists, contact your administrator.', asClause(reason, 200)),
    {
      cause,
      ...(reason === undefined ? {} : serverText(reason)),
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

/** The response is a page, or something else that Workbench does not send. */
export function notWorkbench(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The response did not come from Workbench. A proxy or a sign-in page may be in the way. Ask your administrator to check RS_SERVER_ADDRESS.',
    ),
    { cause },
  );
}

export function emptyAnswer(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t("Workbench's response was empty. If the problem persists, contact your administrator."),
    { cause },
  );
}

export function brokenJson(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t("Workbench's response was incomplete or not valid JSON. If the problem persists, contact your administrator."),
    { cause },
  );
}

/** Where to sign in or out by hand, starting at Workbench's home page. `label` is the server's text. */
export function manualSignIn(label: string): string {
  return t('To sign in to {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export function manualSignOut(label: string): string {
  return t('To sign out of {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export const openWorkbench = (): string => t('Open Workbench');

/** A status with the server's reason, if any. A reason that contains the status is used alone. */
function statusText(status: number, reason?: string): string {
  if (reason === undefined) {
    return `HTTP ${status}`;
  }
  const text = asClause(reason);
  return new RegExp(`\\b${status}\\b`).test(text) ? text : `HTTP ${status}: ${text}`;
}

/** The server's text for the places where it is shown on its own, such as the view's description. */
function serverText(reason: string) {
  return { said: oneLine(reason, MAX_SAID_LENGTH), summary: oneLine(reason, MAX_SUMMARY_LENGTH) };
}

/** Content asks for a token that Workbench does not have. */
export function notSignedIn(label: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('You are not signed in to {0}. Sign in on its row in the view Available Credentials.', oneLine(label)),
  );
}
