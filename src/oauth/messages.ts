import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { CallbackUnavailable } from './callbackListener.js';

/*
 * What can go wrong with the answers of an authorization server, each with the next step. `host` is the server's, with its
 * port; texts of the server are made safe to show here.
 */

/** @param cause for the log */
const wrongAnswer = (message: string, cause?: unknown) => new CredentialError('protocol', message, { cause });

export function redirected(host: string, status: number): CredentialError {
  return wrongAnswer(
    t(
      '{0} redirected the request ({1}); redirects are not followed. Check the address, or ask the administrator of {0} for the right one.',
      oneLine(host),
      `HTTP ${status}`,
    ),
  );
}

export function busy(host: string, status: number, retryAfter: number | undefined): CredentialError {
  return new CredentialError(
    'network',
    t('{0} is busy or down ({1}). If this continues, contact its administrator.', oneLine(host), `HTTP ${status}`),
    retryAfter === undefined ? {} : { retryAfter },
  );
}

export function notJson(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The answer did not come from an OAuth server. A proxy or sign-in page may be in the way. Check the address of {0}, or ask its administrator.',
      oneLine(host),
    ),
  );
}

/** An answer that is larger than any useful one. */
export function tooMuch(host: string, kilobytes: number): CredentialError {
  return wrongAnswer(
    t(
      '{0} sent more than {1} kB of tokens and other fields, which is too much to store. Contact the administrator of {0}.',
      oneLine(host),
      String(kilobytes),
    ),
  );
}

/** A status without an error code, such as a page with 403. */
export function unexplained(host: string, status: number): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} refused the request and gave no reason ({1}). Contact its administrator.', oneLine(host), `HTTP ${status}`),
  );
}

/** An answer that lacks a required member, or in which it is wrong. */
export function malformed(host: string, field: string, cause?: unknown): CredentialError {
  return wrongAnswer(
    t(
      'The answer of {0} could not be understood: {1} is missing or wrong. Contact its administrator.',
      oneLine(host),
      field,
    ),
    cause,
  );
}

/** Any other failure of the library. */
export function notUnderstood(host: string, cause: unknown): CredentialError {
  return wrongAnswer(t('The answer of {0} could not be understood. Contact its administrator.', oneLine(host)), cause);
}

export function idTokenWrong(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The sign-in was stopped because the ID token from {0} does not belong to it. Sign in again. If this continues, turn PKCE on with Edit Integration…, or contact the administrator of {0}.',
      oneLine(host),
    ),
  );
}

export function tokenTypeUnknown(host: string): CredentialError {
  return wrongAnswer(
    t(
      '{0} issues tokens of a type other than Bearer, which this extension cannot use. Ask its administrator for Bearer tokens.',
      oneLine(host),
    ),
  );
}

export function issuerInAnswerMissing(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The sign-in was stopped because the answer does not say that it is from {0}. Sign in again. If this continues, contact the administrator of {0}.',
      oneLine(host),
    ),
  );
}

export function issuerInAnswerWrong(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The sign-in was stopped because the answer is from another server than {0}. Sign in again. If this continues, contact the administrator of {0}.',
      oneLine(host),
    ),
  );
}

export const signInRefused = (): string => t('The sign-in failed. Sign in again.');

export function signInTimedOut(): CredentialError {
  return new CredentialError('rejected', t('The sign-in was not finished within 10 minutes. Sign in again.'));
}

/** This machine lets no server listen on loopback. */
export function loopbackUnavailable(cause: unknown): CallbackUnavailable {
  return new CallbackUnavailable(
    t('VS Code cannot listen on 127.0.0.1 for the answer of your browser. Allow it to, or sign in with a device code.'),
    { cause },
  );
}

/** @param host of the redirect URI that the user has entered */
export function portTaken(host: string, port: number, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Another program uses port {1} of {0}, which redirect_uri names. Close that program (perhaps another editor that waits for a sign-in) and sign in again, or register another port and change redirect_uri with Edit Integration….',
      host,
      String(port),
    ),
    { cause },
  );
}

/** As {@link portTaken}, of a port that the system reserves. */
export function portNotAllowed(host: string, port: number, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The system does not allow VS Code to use port {1} of {0}, which redirect_uri names. Register a port above 1023, and change redirect_uri with Edit Integration….',
      host,
      String(port),
    ),
    { cause },
  );
}

export function browserNotOpened(): CredentialError {
  return new CredentialError(
    'configuration',
    t('The browser could not be opened. Try again, or sign in with a device code.'),
  );
}

export function parameterReserved(name: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The authorization parameter {0} is set by the protocol. Remove it with Edit Integration….', oneLine(name)),
  );
}

export function notRefreshable(host: string): CredentialError {
  return new CredentialError('authorization', t('{0} did not issue a refresh token. Sign in again.', oneLine(host)));
}

export function deviceCodeExpired(host: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('The code was not entered at {0} in time and has expired. Sign in again for a new code.', oneLine(host)),
  );
}

/** @param why the server's own words, if it said any */
export function accessDenied(host: string, why: string | undefined): string {
  return why
    ? t(
        'Access was denied at {0}: {1}. Sign in again to allow it. If you were not asked, contact the administrator of {0}.',
        oneLine(host),
        why,
      )
    : t(
        'Access was denied at {0}. Sign in again to allow it. If you were not asked, contact the administrator of {0}.',
        oneLine(host),
      );
}

export function deviceFlowNotOffered(host: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} does not offer device codes. Sign in with the browser, or ask its administrator to turn them on.',
      oneLine(host),
    ),
  );
}

export function registrationNotOffered(host: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      '{0} does not let editors register themselves as clients. Ask its administrator for a client ID, and enter it with Edit Integration….',
      oneLine(host),
    ),
  );
}

/** @param field which value of the registration differs from the request, such as `redirect_uris` */
export function registeredOtherwise(host: string, field: string): CredentialError {
  return wrongAnswer(
    t(
      '{0} registered this client with different settings than requested ({1}). Ask its administrator for a client ID, and enter it with Edit Integration….',
      oneLine(host),
      field,
    ),
  );
}
