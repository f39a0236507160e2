import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';
import { redactIfUrl } from '../core/url.js';

/* Why the command cannot sign in to a server or out, with and without an editor window. */

export function addressUnusable(problem: string): CredentialError {
  return new CredentialError('configuration', problem);
}

export function nameTaken(name: string, url: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} is the name of another server: {1}. Give another one with --name.', oneLine(name, 60), oneLine(url, 200)),
  );
}

/** @param version of the server; `undefined` if it hides that */
export function noOAuth(host: string, version: string | undefined): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      '{0} (version {1}) does not offer to sign in with OAuth: that needs Posit Connect 2026.02, and to be turned on. Contact its administrator, or sign in with an API key in the editor.',
      oneLine(host),
      oneLine(version ?? t('unknown'), 40),
    ),
  );
}

export const noServers = (): string =>
  t('There are no servers yet. To sign in to one, run: credentials login https://connect.example.com');

/** @param names of the servers that there are */
export function unknownServer(wanted: string, names: readonly string[]): CredentialError {
  return new CredentialError(
    'rejected',
    t('There is no server {0}. {1}', oneLine(redactIfUrl(wanted), 200), known(names)),
  );
}

/** @param names of the servers that there are */
export function noDefault(names: readonly string[]): CredentialError {
  return new CredentialError('rejected', t('There is no default server. {0}', known(names)));
}

function known(names: readonly string[]): string {
  return names.length === 0 ? noServers() : t('Servers: {0}.', oneLine(listOf(names), 300));
}

/** A sign-in is to be finished that has not been started. */
export function noPendingLogin(name: string): CredentialError {
  return new CredentialError(
    'rejected',
    t(
      'No sign-in to {0} has been started, or it has been finished. To start one, run: credentials login --no-wait --name {0} SERVER',
      oneLine(redactIfUrl(name), 60),
    ),
  );
}

/** @param url of the server of the sign-in that has been started */
export function pendingElsewhere(name: string, url: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'A sign-in with the name {0} has been started with other options, at {1}. Finish it first, or give another name with --name.',
      oneLine(name, 60),
      oneLine(url, 200),
    ),
  );
}

/** Where a sign-in through an editor window is stored. */
export const storedInEditor = (): string =>
  t('The editor stores your sign-in encrypted. The server is in its view Available Credentials.');

/** The editor refused to change the setting. */
export function notAdded(cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The server could not be added to the setting {0}. Correct the errors in the settings of the editor, then sign in again.',
      'availableCredentials.connect.servers',
    ),
    { cause },
  );
}
