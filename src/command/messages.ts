import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/*
 * What the command says. Labels and details are a server's texts, and are made safe to show here.
 */

export function noServer(): CredentialError {
  return new CredentialError(
    'unavailable',
    t(
      'There is nobody to ask. Run this in a terminal of an editor window with local integrations, or in a Posit Workbench session. If there are such integrations, open a new terminal; if that does not help, run "Turn Credentials in Terminals On or Off" in the editor.',
    ),
  );
}

/** The broker that the environment leads to is not there, or does not know this terminal. */
export function windowGone(cause: unknown): CredentialError {
  return new CredentialError(
    'network',
    t(
      'The editor window of this terminal does not answer: it was closed or reloaded, or credentials in terminals are turned off. Open a new terminal in the editor.',
    ),
    { cause },
  );
}

export function windowNotUnderstood(cause: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'What the editor window of this terminal answered could not be understood. Reload the window, and open a new terminal in it.',
    ),
    { cause },
  );
}

/** The output is not told: it may be a token. */
export const notWritten = ({ code }: NodeJS.ErrnoException): string =>
  t('The output could not be written: {0}', code ?? t('the reason is not known'));

export function unexpected(error: unknown): string {
  return t('Something went wrong: {0}', error instanceof Error ? `${error.name}: ${error.message}` : typeof error);
}

export function notFound(asked: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('There is no integration {0}. See those that there are with: credentials list', oneLine(asked)),
  );
}

/** @param candidates the integrations that are meant, each with its ID */
export function ambiguous(asked: string, candidates: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t('Several integrations are called {0}. Use the ID of one: {1}', oneLine(asked), candidates.join(', ')),
  );
}

export function misconfigured(label: string, detail: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} is not configured correctly: {1}', oneLine(label), oneLine(detail, 300)),
  );
}

export function withoutId(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} has no Integration ID, and cannot be used. Tell your administrator.', oneLine(label)),
  );
}

export function gone(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} is no longer there. See those that there are with: credentials list', oneLine(label)),
  );
}

/** What the editor window says of a sign-in that came to nothing. */
export function signInFailed(problem: string): CredentialError {
  return new CredentialError('rejected', oneLine(problem, 300));
}

export function noToken(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('You are signed in to {0}, but its access token is not to be had. Sign out, and sign in again.', oneLine(label)),
  );
}

export function unsafeToken(label: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('The access token of {0} holds characters that no token has. It is not written.', oneLine(label)),
  );
}

export const noIntegrations = (): string => t('There are no integrations.');

export const passedOver = (problems: string): string => t('Part of the answer could not be used: {0}', problems);

export const openToSignIn = (label: string): string =>
  t('You are not signed in to {0}. Open this page to sign in.', oneLine(label));

export const signInGoesOn = (label: string): string =>
  t('You are not signed in to {0}. Go on in the editor window, or in the browser that it has opened.', oneLine(label));

export const waitingForBrowser = (label: string): string =>
  t('The editor window opens a page in your browser to sign in to {0}. Waiting.', oneLine(label));

export const waitingForPage = (label: string): string =>
  t('Open this page to sign in to {0}. Waiting.', oneLine(label));

export const waitedInVain = (label: string, seconds: number): string =>
  t('Nobody has signed in to {1} within {0} s. Sign in, and run the same again.', seconds, oneLine(label));

export const signedIn = (label: string): string => t('Signed in to {0}.', oneLine(label));

export const signedInAlready = (label: string): string => t('You are signed in to {0} already.', oneLine(label));

/** @param detail what is still to be done by hand, in a server's words */
export function signedOut(label: string, detail: string | undefined): string {
  const sentence = t('Signed out of {0}.', oneLine(label));
  return detail === undefined ? sentence : `${sentence} ${oneLine(detail, 400)}`;
}

export const signedOutAlready = (label: string): string => t('You are not signed in to {0}.', oneLine(label));

/** @param instruction a sentence @param home the page where to begin */
export function signOutByHand(instruction: string, home: string): CredentialError {
  return new CredentialError('unsupported', t('{0} It is at {1}', instruction, home));
}

export function noExtra(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'With the access token of {0} came no other fields. An editor window passes on what the provider sent, a Posit Workbench does not.',
      oneLine(label),
    ),
  );
}

/** @param names the fields that there are */
export function extraMissing(label: string, path: string, names: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t('With the access token of {0} came no {1}, but: {2}', oneLine(label), oneLine(path), namesText(names)),
  );
}

export function unsafeExtra(path: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('{0} holds control characters, and is not written. Use --output json.', oneLine(path)),
  );
}

export const cookieIsSecret = (): string =>
  t(
    'RS_SESSION_RPC_COOKIE, which authorizes this session, is a secret and not printed. Another program will need it as well.',
  );

export function gitInput(): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'Standard input holds no request of Git for a credential. Git itself is to run this: see credentials git-credential --help',
    ),
  );
}

/** @param host as Git asked for it */
export const gitSeveral = (host: string, candidates: readonly string[]): string =>
  t('Several integrations are for {0}: {1}. None is used.', oneLine(host), candidates.join(', '));

export const gitNotSignedIn = (label: string, host: string, id: string): string =>
  t('You are not signed in to {0}, which is for {1}. Run: credentials sign-in {2}', oneLine(label), oneLine(host), id);

function namesText(names: readonly string[]): string {
  const most = 20;
  const told = names.slice(0, most).map((name) => oneLine(name, 60));
  return [...told, ...(names.length > most ? ['…'] : [])].join(', ');
}
