import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf, shortListOf } from '../core/lists.js';
import { asClause, oneLine } from '../core/text.js';

/*
 * What the command says. Labels and details are texts of a server, and are made safe to show here.
 */

/** The output itself is not repeated: it may be a token. */
export const notWritten = ({ code }: NodeJS.ErrnoException): string =>
  t(
    'The output could not be written ({0}). Check the file or the program that it goes to.',
    code ?? t('unknown reason'),
  );

export function unexpected(error: unknown): string {
  return t(
    'Unexpected error: {0}. Try again. If the problem persists, report it with the output of "Show Available Credentials Diagnostics".',
    error instanceof Error ? `${error.name}: ${error.message}` : typeof error,
  );
}

export function notFound(asked: string): IntegrationNotFound {
  return new IntegrationNotFound(
    'rejected',
    t('There is no integration {0}. List the integrations with: credentials list', oneLine(asked)),
  );
}

/** No server that was asked has an integration of this name. */
export class IntegrationNotFound extends CredentialError {}

/** @param candidates the integrations of that name, each with its ID */
export function ambiguous(asked: string, candidates: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t('Several integrations are called {0}. Use the ID of one: {1}', oneLine(asked), listOf(candidates)),
  );
}

export function misconfigured(label: string, detail: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      '{0} is not configured correctly: {1}. If it is a local integration, edit it in the editor. Otherwise, contact your administrator.',
      oneLine(label),
      asClause(detail, 300),
    ),
  );
}

export function withoutId(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} cannot be used because it has no Integration ID. Contact your administrator.', oneLine(label)),
  );
}

export function gone(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} no longer exists. List the integrations with: credentials list', oneLine(label)),
  );
}

/** Why a sign-in failed, in the words of the editor window. */
export function signInFailed(problem: string): CredentialError {
  return new CredentialError('rejected', oneLine(problem, 300));
}

/** The server lists the user as signed in, and so offers no page to sign in, but has no token. */
export function noToken(label: string, id: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} Sign out with "credentials sign-out {1}", then sign in again.', notSignedIn(label, true), oneLine(id)),
  );
}

export function unsafeToken(label: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The access token of {0} is not written because it contains characters other than visible ASCII. Sign out and sign in again. If the problem persists, contact your administrator.',
      oneLine(label),
    ),
  );
}

export const noIntegrations = (): string =>
  t(
    'There are no integrations. Your administrator can add some to Posit Workbench. In an editor window, you can add your own: "Add Integration…".',
  );

export const incompleteList = (problems: string): string =>
  t('If an integration is missing, contact your administrator: part of the list could not be used ({0}).', problems);

/**
 * Why there is no token, as the beginning of a message.
 *
 * @param isListed whether the server nevertheless lists the user as signed in
 */
export function notSignedIn(label: string, isListed: boolean): string {
  return isListed
    ? t('You are listed as signed in to {0}, but the server has no access token for you.', oneLine(label))
    : t('You are not signed in to {0}.', oneLine(label));
}

export const openToSignIn = (label: string, isListed: boolean): string =>
  t('{0} Open this page to sign in.', notSignedIn(label, isListed));

export const continueInWindow = (label: string, isListed: boolean): string =>
  t(
    '{0} Continue in the editor window, or on the page that it has opened in your browser.',
    notSignedIn(label, isListed),
  );

export const signInAgain = (label: string): string => t('{0} Sign in again.', notSignedIn(label, true));

export const waitingForBrowser = (label: string): string =>
  t('The editor window opens a page in your browser to sign in to {0}. Waiting.', oneLine(label));

export const waitingForPage = (label: string): string =>
  t('Open this page to sign in to {0}. Waiting.', oneLine(label));

export const notSignedInInTime = (label: string, seconds: number): string =>
  t('You have not signed in to {1} within {0} s. Sign in, then run the same command again.', seconds, oneLine(label));

export const signedIn = (label: string): string => t('Signed in to {0}.', oneLine(label));

export const signedInAlready = (label: string): string => t('You are already signed in to {0}.', oneLine(label));

/** @param detail what the user still has to do, in the server's words */
export function signedOut(label: string, detail: string | undefined): string {
  const sentence = t('Signed out of {0}.', oneLine(label));
  return detail === undefined ? sentence : `${sentence} ${oneLine(detail, 400)}`;
}

export const signedOutAlready = (label: string): string => notSignedIn(label, false);

/** @param instruction a sentence @param home the page to start at */
export function signOutByHand(instruction: string, home: string): CredentialError {
  return new CredentialError('unsupported', t('{0} It is at {1}', instruction, home));
}

export function noExtra(label: string, path: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'The token response for {0} contains no additional fields: Posit Workbench returns none, an editor window those that the provider sends. Ask the administrator of the provider for the value of {1}.',
      oneLine(label),
      oneLine(path),
    ),
  );
}

/** @param names the fields that there are */
export function extraMissing(label: string, path: string, names: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'The token response for {0} contains no {1}. Use one of these: {2}',
      oneLine(label),
      oneLine(path),
      namesText(names),
    ),
  );
}

export function unsafeExtra(path: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('{0} is not written because it contains control characters. Use --output json.', oneLine(path)),
  );
}

export const cookieIsSecret = (): string =>
  t(
    'RS_SESSION_RPC_COOKIE, which authorizes this session, is a secret and not printed. Pass it on to the other program yourself.',
  );

export function gitInput(): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'Standard input contains no credential request of Git. This command is for Git to run. See: credentials git-credential --help',
    ),
  );
}

/**
 * The list comes last, since a long message is truncated.
 *
 * @param host that Git asked for
 */
export const gitSeveral = (host: string, candidates: readonly string[]): string =>
  t(
    'Git gets no token because several integrations are for {0}. As the password, enter what "credentials access-token ID" prints for one of them: {1}',
    oneLine(host),
    listOf(candidates),
  );

export const gitNotSignedIn = (label: string, isListed: boolean, host: string, id: string): string =>
  t('{0} To use it for {1}, run: credentials sign-in {2}', notSignedIn(label, isListed), oneLine(host), oneLine(id));

function namesText(names: readonly string[]): string {
  return shortListOf(
    names.map((name) => oneLine(name, 60)),
    20,
  );
}

/** A Workbench, or an editor window of an older version, can't check. */
export function cannotCheck(label: string): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'Only local integrations of an editor window can be checked, and {0} is not one of them. To see what is wrong, show the diagnostics in the editor.',
      oneLine(label),
    ),
  );
}

/** Which server has an integration. */
export const sourceName = (isWindow: boolean): string => (isWindow ? t('this window') : 'Posit Workbench');

/** The sentence about a failure. */
export function sentenceOf(error: unknown): string {
  return error instanceof CredentialError ? error.message : unexpected(error);
}
