import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { CallbackUnavailable } from './callbackListener.js';

/*
 * What can go wrong between an authorization server and us, each with the next step and whom to ask. `host` is the server's,
 * with its port; what it says of itself is made safe to show here.
 */

/** A failure of what a server answered. `cause` is for the log. */
const wrongAnswer = (message: string, cause?: unknown) => new CredentialError('protocol', message, { cause });

export function redirected(host: string, status: number): CredentialError {
  return wrongAnswer(
    t(
      '{0} sent the request elsewhere ({1}), which is not followed. Check the address, or ask the administrator of {0} for the right one.',
      oneLine(host),
      `HTTP ${status}`,
    ),
  );
}

export function busy(host: string, status: number, retryAfter: number | undefined): CredentialError {
  return new CredentialError(
    'network',
    t('{0} is busy or down for now ({1}). Tell its administrator if it goes on.', oneLine(host), `HTTP ${status}`),
    retryAfter === undefined ? {} : { retryAfter },
  );
}

export function notJson(host: string, cause: unknown): CredentialError {
  return wrongAnswer(
    t(
      'The answer did not come from an OAuth server, but perhaps from a sign-in page of something in between. Check the address of {0}, or ask its administrator.',
      oneLine(host),
    ),
    cause,
  );
}

/** An answer that is larger than anything that serves a purpose. */
export function tooMuch(host: string, kilobytes: number): CredentialError {
  return wrongAnswer(
    t(
      '{0} sent more than {1} kB of tokens and other fields, which is too much to be stored. Contact the administrator of {0}.',
      oneLine(host),
      String(kilobytes),
    ),
  );
}

/** A status that says nothing, such as 403 without an error of the protocol. */
export function unexplained(host: string, status: number, cause: unknown): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} refused the request, and did not say why ({1}). Tell its administrator.', oneLine(host), `HTTP ${status}`),
    { cause },
  );
}

/** An answer in which a field is not what the protocol says. */
export function malformed(host: string, field: string, cause?: unknown): CredentialError {
  return wrongAnswer(
    t(
      'The answer of {0} could not be understood: {1} is missing or wrong. Tell its administrator.',
      oneLine(host),
      field,
    ),
    cause,
  );
}

/** A failure for which there is no sentence of its own. */
export function notUnderstood(host: string, cause: unknown): CredentialError {
  return wrongAnswer(t('The answer of {0} could not be understood. Tell its administrator.', oneLine(host)), cause);
}

export function identityTokenWrong(host: string, cause: unknown): CredentialError {
  return wrongAnswer(
    t(
      'The identity token from {0} was refused, since it is not for this sign-in. Sign in again, and tell the administrator of {0} if that fails too.',
      oneLine(host),
    ),
    cause,
  );
}

export function clockWrong(host: string, cause: unknown): CredentialError {
  return wrongAnswer(
    t(
      'The clocks of this machine and of {0} differ. Set the clock of this machine, or tell the administrator of {0}.',
      oneLine(host),
    ),
    cause,
  );
}

export function tokenTypeUnknown(host: string): CredentialError {
  return wrongAnswer(
    t(
      '{0} issues tokens of a type other than Bearer, which cannot be used here. Ask its administrator for Bearer tokens.',
      oneLine(host),
    ),
  );
}

export function issuerInAnswerMissing(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The sign-in was stopped, since the answer does not say that it is from {0}, as it has to. Sign in again, and tell the administrator of {0} if that fails too.',
      oneLine(host),
    ),
  );
}

export function issuerInAnswerWrong(host: string): CredentialError {
  return wrongAnswer(
    t(
      'The sign-in was stopped, since the answer is from another server than {0}. Sign in again, and tell the administrator of {0} if that fails too.',
      oneLine(host),
    ),
  );
}

export const signInRefused = (): string => t('The sign-in failed. Sign in again.');

export function signInTimedOut(): CredentialError {
  return new CredentialError('rejected', t('The sign-in was not finished in 10 minutes. Sign in again.'));
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
    t(
      "The authorization parameter {0} is one of the protocol's own, and cannot be set. Remove it with Edit Integration….",
      oneLine(name),
    ),
  );
}

export function notRefreshable(host: string): CredentialError {
  return new CredentialError(
    'authorization',
    t('{0} has given nothing to renew the sign-in with. Sign in again.', oneLine(host)),
  );
}

export function deviceCodeExpired(host: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('The code was not entered at {0} in time, and is no longer valid. Start again for a new one.', oneLine(host)),
  );
}

export function accessDenied(host: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'Access was not allowed at {0}. Sign in again to allow it; if you were not asked, ask the administrator of {0}.',
      oneLine(host),
    ),
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
      '{0} does not register clients by itself. Ask its administrator for a client ID, and enter it with Edit Integration….',
      oneLine(host),
    ),
  );
}

/** @param field what of the registration is not as it was asked for, such as `redirect_uris` */
export function registeredOtherwise(host: string, field: string): CredentialError {
  return wrongAnswer(
    t(
      '{0} registered this editor otherwise than was asked for ({1}). Ask its administrator for a client ID, and enter it with Edit Integration….',
      oneLine(host),
      field,
    ),
  );
}
