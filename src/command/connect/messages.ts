import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import type { ServerFacts } from '../../core/serverAccess.js';
import { roleText } from '../../core/roles.js';
import { oneLine } from '../../core/text.js';

/* What the command says about Posit Connect servers. */

/** The file with the list of servers can't be used. */
export class ServersFileError extends CredentialError {}

/** @param reason a clause */
export function fileNotRead(file: string, reason: string, cause?: unknown): ServersFileError {
  return new ServersFileError(
    'configuration',
    t(
      'The list of servers in {0} could not be read: {1}. Correct the file, or move it away and sign in again.',
      oneLine(file, 300),
      oneLine(reason, 200),
    ),
    { cause },
  );
}

export function fileNotWritten(file: string, cause: unknown): ServersFileError {
  return new ServersFileError(
    'configuration',
    t(
      'The list of servers in {0} could not be written. Check that you have permission to write there and that the disk is not full.',
      oneLine(file, 300),
    ),
    { cause },
  );
}

export const notJson = (): string => t('it is not JSON');
export const notList = (): string => t('it is not a list of servers');

/** An entry that is left out. @param problem sentences */
export const invalidEntry = (name: string, file: string, problem: string): string =>
  t('{0} in {1} is not used: {2}', oneLine(name, 60), oneLine(file, 300), problem);

/* The arguments of `login` and `logout`. Sentences without a full stop: see `usage`. */
export const serverTwice = (): string => t('Give the server only once: as SERVER or with --server');
export const serverMissing = (): string => t('Give the URL of the server, as SERVER or with --server');
export const notHttp = (): string => t('The URL of the server must begin with http or https');
export const oneOfThese = (one: string, other: string): string => t('Give only one of {0} and {1}', one, other);
export const notBoolean = (variable: string): string => t('{0} must be true or false', variable);
export const finishNeedsName = (): string => t('Give the name of the sign-in that --finish is to finish, with --name');
export const finishTakesNoOptions = (): string =>
  t('Give only --name and --timeout with --finish: the other options were given with --no-wait');
export const onlyWithFinish = (): string => t('Give --timeout only with --finish');
export const noWaitWithIdentityToken = (): string =>
  t('Give no identity token with --no-wait: a sign-in with an identity token does not wait for anything');
export const oneServer = (): string => t('Give only one of SERVER, --server and --name');
export const noServerGiven = (): string => t('Give one of SERVER, --server and --name');

/** Followed by the URL on a line of its own. */
export const openToSignIn = (name: string): string =>
  t(
    'Open this page to sign in to {0}, unless your browser shows it already. If your browser runs on another machine, use --use-device-code. Waiting.',
    oneLine(name, 60),
  );

export const notInTime = (name: string, seconds: number): string =>
  t('You have not signed in to {0} within {1} s. Run the same command again.', oneLine(name, 60), seconds);

/** Where the key of the tokens is. @param place continues a sentence */
export const storedIn = (place: string): string => t('The sign-in is stored encrypted. Its key is in {0}.', place);

/** @param reason why the keyring is not used: a clause */
export const storedInFile = (place: string, reason: string): string =>
  t('The sign-in is stored encrypted. Its key is in {0}, because {1}.', place, reason);

export function signedIn({
  name,
  url,
  username,
  role,
}: Pick<ServerFacts, 'name' | 'url' | 'username' | 'role'>): string {
  const server = `${oneLine(name, 60)} (${oneLine(url, 200)})`;
  if (username === undefined) {
    return t('Signed in to {0}.', server);
  }
  const user = role === undefined ? oneLine(username, 60) : `${oneLine(username, 60)} (${roleText(role)})`;
  return t('Signed in to {0} as {1}.', server, user);
}

export const nowDefault = (name: string): string => t('{0} is now the default server.', oneLine(name, 60));

export const signedOut = (name: string): string => t('Signed out of {0}.', oneLine(name, 60));

export const notSignedIn = (name: string, url: string): string =>
  t('You are not signed in to {0}. Run: credentials login {1}', oneLine(name, 60), oneLine(url, 200));

/** @param reason a sentence */
export const signInAgain = (reason: string, url: string): string =>
  t('{0} Run: credentials login {1}', reason, oneLine(url, 200));

/** The vault is there, but its key is not where it was. @param place where it was looked for */
export function keyMissing(place: string, vault: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'Your sign-ins cannot be opened, because their key is not in {0}. If you have copied them from another machine or changed the keyring, delete {1} and sign in again.',
      place,
      oneLine(vault, 300),
    ),
  );
}

export function identityTokenEmpty(): CredentialError {
  return new CredentialError('configuration', t('The identity token is empty. Check where the job gets it from.'));
}

export function identityTokenFile(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The identity token could not be read. Check the file {0}.', oneLine(file, 300)),
    { cause },
  );
}
