import { t } from '@vscode/l10n';
import { oneLine } from '../core/text.js';

/* What can be wrong with the setting `availableCredentials.connect.servers`. */

export const notList = (): string => t('The setting must be a list of servers.');
export const notObject = (): string => t('Each server must be an object with a url.');
export const unnamed = (): string => t('Posit Connect server without a name');
export const urlMissing = (): string => t('url is missing. Enter the address of the server.');
export const hasQuery = (): string => t('it contains a query or a fragment');

/** @param why a clause */
export const urlWrong = (why: string): string => t('url cannot be used: {0}.', why);

export const unknownField = (field: string): string => t('{0} is not a known field. Remove it.', oneLine(field, 60));

export const wrongType = (field: string, type: 'string' | 'boolean'): string =>
  type === 'string' ? t('{0} must be a text.', field) : t('{0} must be true or false.', field);

export const insecureWithCertificate = (): string =>
  t('insecure and ca_certificate contradict each other. Remove insecure.');

export const sameUrl = (url: string): string => t('Another server of the list has the same url: {0}.', oneLine(url));
