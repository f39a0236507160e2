import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { oneLine } from '../../core/text.js';

export const portNeeded = (): CredentialError =>
  new CredentialError('rejected', t('Say at which port the app will listen: --port PORT.'));

export const opened = (port: number): string => t('Opened the app at port {0} in the browser, as its viewer.', port);

export function notOpened(error: unknown): string {
  return t('The app could not be opened as its viewer: {0}', error instanceof Error ? oneLine(error.message, 300) : '');
}
