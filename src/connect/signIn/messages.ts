import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';
import type { FoundServer } from '../probe.js';

/* The texts of signing in to a server. */

export const title = (): string => t('Sign In to Posit Connect');
export const pickKnown = (): string => t('Pick a server that another tool knows, or enter an address');
export const knownTo = (origin: string, isDefault: boolean): string =>
  isDefault ? t('Known to {0}, which uses it by default', origin) : t('Known to {0}', origin);
export const otherAddress = (): string => t('Enter Another Address');
export const useKeyQuestion = (origin: string): string => t('Use the API key of {0}?', origin);
export const useKeyDetail = (): string =>
  t(
    'This server does not offer to sign in with OAuth. The key is copied, stored encrypted, and sent only to this server.',
  );
export const useKey = (): string => t('Use API Key');
export const noKey = (): string => t('No API key could be read. Enter one.');
export const enterAddress = (): string =>
  t('Enter the address of the server, as your browser shows it. Any page of its dashboard will do.');
export const looking = (host: string): string => t('Looking for Posit Connect at {0}…', oneLine(host));
export const notFound = (): string => t('The server could not be looked up. See the log for details.');

/** Why a server wants a key, and where to get one. */
export function enterKey({ version }: FoundServer): string {
  const why =
    version === undefined
      ? t('This server does not offer to sign in with OAuth: it is older than 2026.02, or OAuth is turned off.')
      : t(
          'This server (version {0}) does not offer to sign in with OAuth: that needs 2026.02, and to be turned on.',
          oneLine(version, 40),
        );
  return `${why} ${t('Create an API key in its dashboard, in the menu below your name, and enter it here. It is stored encrypted.')}`;
}

/** @param name of a server */
export const titleFor = (name: string): string => t('Sign In to {0}', oneLine(name, 60));
export const keyNotGiven = (name: string): CredentialError =>
  new CredentialError(
    'authorization',
    t('{0} needs an API key, and none was entered. Choose Sign In to enter it.', oneLine(name, 60)),
  );

export const keyWrong = (): string => t('An API key consists of letters and digits. Copy it from the dashboard.');
export const keyRefused = (host: string): string =>
  t(
    '{0} does not accept the API key. Copy the whole key from the dashboard, or create another one there.',
    oneLine(host),
  );
export const checkingKey = (): string => t('Checking the API key…');

export const useCertificate = (): string => t('Enter a CA Certificate');
export const useCertificateDetail = (): string =>
  t('If your organization has signed the certificate itself. Ask your administrator for the file.');
export const skipCheck = (): string => t('Don’t Verify the Certificate');
export const skipCheckDetail = (): string =>
  t('Insecure: an attacker on the network could read and change everything that is sent.');
export const enterCertificateFile = (): string =>
  t('Enter the path of the CA certificate (.pem, .crt, .cer or .der). Its content is stored in the settings.');
export const certificateFileMissing = (): string => t('Enter the path of a file.');

/** @param name of a server */
export const removeQuestion = (name: string): string => t('Remove {0} from this view?', oneLine(name));
export const removeDetail = (): string =>
  t('You are signed out, and its tokens are deleted from this machine. The server itself does not change.');
export const remove = (): string => t('Remove');
export const pickToRemove = (): string => t('Remove Server');
export const pickDefault = (): string => t('Make Default Server');
export const whichServer = (): string => t('Posit Connect server');
export const noServers = (): string =>
  t('There are no Posit Connect servers. To add one, run Posit Workbench: Sign In to Posit Connect….');
export const isPolicy = (): string =>
  t('Your administrator has set the list of servers, so it cannot be changed here. Ask your administrator.');
