import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { MAX_SHOWN_LENGTH, oneLine } from '../core/text.js';
import { formatTime } from '../core/time.js';

/** The first version of Workbench that provides OAuth integrations to code in a session. */
export const MINIMUM_VERSION = '2026.01.0';

/** Longest server text, in characters, if it is shown on its own. */
const MAX_SAID_LENGTH = 400;

/** Longest server text, in characters, beside the title of the view. */
const MAX_SUMMARY_LENGTH = 60;

/*
 * The errors of a Workbench session, each with what the user can do. They are functions, not constants, because the
 * language is known only after activation.
 */

export function notInSession(): CredentialError {
  return new CredentialError(
    'unavailable',
    t(
      'This window is not in a Posit Workbench session. To use the integrations of Posit Workbench, open your project in a session.',
    ),
  );
}

export function noIntegrations(): string {
  return t('No OAuth integrations are configured in Posit Workbench. Ask your administrator to add one.');
}

export function tooOld(version: string): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'This session was started on Posit Workbench {0}, but OAuth integrations require {1} or later. Ask your administrator to upgrade Workbench, then restart the session.',
      oneLine(version, 40),
      MINIMUM_VERSION,
    ),
    { summary: t('Workbench {0}', oneLine(version, 40)) },
  );
}

export function serverAddressMissing(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The address of the server is not set in this session (RS_SERVER_ADDRESS). Ask your administrator to configure launcher-sessions-callback-address.',
    ),
    { summary: t('RS_SERVER_ADDRESS is not set') },
  );
}

export function serverAddressInvalid(variable: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} in this session is not an http or https URL. Ask your administrator to correct it.', variable),
    { summary: t('{0} is not a URL', variable) },
  );
}

export function serverUrlMissing(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The address of Workbench for your browser is not set in this session (RS_SERVER_URL). Open Workbench and go to Settings, Managed Credentials, Custom OAuth.',
    ),
  );
}

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
      : t('Workbench says: {0}. If the problem persists, contact your administrator.', withoutFullStop(reason)),
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

/** A response in which `field` is missing or of the wrong type; without `field`, the response as a whole. */
export function malformed(field?: string, cause?: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    field === undefined
      ? t("Workbench's response could not be understood: it is not a JSON object. Contact your administrator.")
      : t("Workbench's response could not be understood: {0} is missing or wrong. Contact your administrator.", field),
    { cause },
  );
}

export function tooMany(most: number): CredentialError {
  return new CredentialError(
    'protocol',
    t('Workbench sent more than {0} integrations, which is too many to show. Contact your administrator.', most),
  );
}

/** @param cause what was skipped */
export function nothingUsable(cause: string): CredentialError {
  return new CredentialError(
    'protocol',
    t("Nothing in Workbench's list of integrations could be used. Contact your administrator."),
    { cause },
  );
}

export function someSkipped(): string {
  return t(
    "Some integrations may be missing: part of Workbench's response could not be used. Contact your administrator.",
  );
}

export function idMissing(): string {
  return t('Workbench did not send an Integration ID (uid).');
}

export function idWrong(): string {
  return t('Workbench sent an Integration ID (uid) that is not text.');
}

/** The next step for an integration with a configuration error. */
export function askToCorrect(): string {
  return t('Contact your administrator to have this integration corrected.');
}

export function idNotGuid(guid: string): string {
  return t(
    'The Integration ID {0} is not a GUID, so there are no code snippets for it. Contact your administrator.',
    oneLine(guid),
  );
}

export function fieldsIgnored(fields: readonly string[]): string {
  return t(
    'Workbench sent a value of the wrong type for {0}, which is ignored. Contact your administrator.',
    fields.join(', '),
  );
}

export function fieldsMissing(fields: readonly string[]): string {
  return t('Workbench did not send {0}. If you cannot sign in, contact your administrator.', fields.join(', '));
}

/** Where to sign in or out by hand, starting at Workbench's home page. `label` is the server's text. */
export function manualSignIn(label: string): string {
  return t('To sign in to {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export function manualSignOut(label: string): string {
  return t('To sign out of {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export const openWorkbench = (): string => t('Open Workbench');

/** A server's text as part of a sentence: short, and without its own full stop. */
function withoutFullStop(text: string, maxLength = 200): string {
  return oneLine(text, maxLength).replace(/\.$/, '');
}

/** A status with the server's reason, if any. A reason that contains the status is used alone. */
function statusText(status: number, reason?: string): string {
  if (reason === undefined) {
    return `HTTP ${status}`;
  }
  const text = withoutFullStop(reason, MAX_SHOWN_LENGTH);
  return new RegExp(`\\b${status}\\b`).test(text) ? text : `HTTP ${status}: ${text}`;
}

/** The server's text for the places where it is shown on its own, such as the view's description. */
function serverText(reason: string) {
  return { said: oneLine(reason, MAX_SAID_LENGTH), summary: oneLine(reason, MAX_SUMMARY_LENGTH) };
}
