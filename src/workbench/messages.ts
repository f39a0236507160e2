import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/** The first version of Workbench that offers OAuth integrations to the code in a session. */
export const MINIMUM_VERSION = '2026.01.0';

/** Longest sentence of a server's own, in characters, where it is told without words around it. */
const MAX_SAID_LENGTH = 400;

/*
 * The failures of a Workbench session, each with what the user can do. They are functions and no constants, since the
 * language is known only after activation.
 */

export function notInSession(): CredentialError {
  return new CredentialError('unavailable', t('This window is not in a Posit Workbench session.'));
}

export function noIntegrations(): string {
  return t('No OAuth integrations are configured in Posit Workbench. Ask your administrator to add one.');
}

export function tooOld(version: string): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'This session began on Posit Workbench {0}; OAuth integrations need {1} or later. Ask your administrator to upgrade it, then restart the session.',
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
      'This session does not know its server (RS_SERVER_ADDRESS). Ask your administrator to configure launcher-sessions-callback-address.',
    ),
    { summary: t('RS_SERVER_ADDRESS is not set') },
  );
}

export function serverAddressInvalid(variable: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} of this session is not an http or https URL. Ask your administrator to correct it.', variable),
    { summary: t('{0} is not a URL', variable) },
  );
}

export function serverUrlMissing(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'This session does not know the address of Workbench for your browser (RS_SERVER_URL). Open Workbench, and go to Settings, Managed Credentials, Custom OAuth.',
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

export function cookieMissing(cause?: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      'This session has no authorization for Workbench. Restart the session, and tell your administrator if that does not help.',
    ),
    { cause },
  );
}

export function cookieExpired(): CredentialError {
  return new CredentialError(
    'authorization',
    t("The session's authorization for Workbench has expired. Restart the session to renew it."),
  );
}

export function notAuthorized(status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t(
      "Workbench does not accept this session's authorization ({0}). Restart the session to renew it.",
      `HTTP ${status}`,
    ),
    { cause },
  );
}

/** What is refused to this session or user, in the server's words. */
export function forbidden(status: number, text: string, cause: unknown): CredentialError {
  return new CredentialError(
    'authorization',
    t('Workbench says: {0} ({1}). If it refuses everything, restart the session.', said(text), `HTTP ${status}`),
    { cause, said: oneLine(text, MAX_SAID_LENGTH) },
  );
}

export function askedToWait(status: number, retryAfter: number | undefined, cause: unknown): CredentialError {
  return new CredentialError(
    'network',
    t('Workbench is busy or down for now ({0}). Tell your administrator if it goes on.', `HTTP ${status}`),
    { cause, ...(retryAfter === undefined ? {} : { retryAfter }) },
  );
}

export function serverFailed(status: number, retryAfter: number | undefined, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t('Workbench answered with an error ({0}). Tell your administrator if it goes on.', `HTTP ${status}`),
    { cause, ...(retryAfter === undefined ? {} : { retryAfter }) },
  );
}

/** The server's address leads to something that knows nothing of integrations. */
export function notFound(status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Workbench does not know of OAuth integrations ({0}). Ask your administrator to check RS_SERVER_ADDRESS, and that Workbench is {1} or later.',
      `HTTP ${status}`,
      MINIMUM_VERSION,
    ),
    { cause },
  );
}

/** A failure that the server told of. `text` is the server's. */
export function refused(text: string, cause: unknown, retryAfter?: number): CredentialError {
  return new CredentialError('rejected', t('Workbench says: {0}. Tell your administrator if it goes on.', said(text)), {
    cause,
    said: oneLine(text, MAX_SAID_LENGTH),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

export function redirected(status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'Workbench sent the request elsewhere ({0}), which is not followed. Ask your administrator to check RS_SERVER_ADDRESS.',
      `HTTP ${status}`,
    ),
    { cause },
  );
}

export function notJson(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The answer was not that of Workbench, but perhaps a sign-in page of something in between. Ask your administrator to check RS_SERVER_ADDRESS.',
    ),
    { cause },
  );
}

/** An answer in which `field` is not what the protocol says, as in `providers (an array)`. */
export function malformed(field: string): CredentialError {
  return new CredentialError(
    'protocol',
    t("Workbench's answer could not be understood: {0} is missing or wrong. Tell your administrator.", field),
  );
}

export function tooMany(most: number): CredentialError {
  return new CredentialError(
    'protocol',
    t('Workbench sent more than {0} integrations, which cannot be shown. Tell your administrator.', most),
  );
}

/** Where to sign in by hand, from the home page of Workbench. `label` is the server's text. */
export function manualSignIn(label: string): string {
  return t('To sign in to {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export function manualSignOut(label: string): string {
  return t('To sign out of {0}, go to Settings, Managed Credentials, Custom OAuth in Posit Workbench.', oneLine(label));
}

export const openWorkbench = (): string => t('Open Workbench');

/** A server's text as part of a sentence: short, and without a full stop of its own. */
function said(text: string): string {
  return oneLine(text, 200).replace(/\.$/, '');
}
