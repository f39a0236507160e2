import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

export const addressMissing = (): string => t('Enter the address of the server.');

export const addressIsHttp = (): string =>
  t('The address begins with http, so everyone on the network could read your tokens. Enter the address with https.');

/** @param why a clause */
export const addressWrong = (why: string): string => t('This cannot be the address of a server: {0}.', why);

/** Something answers at an address, but no Posit Connect. */
export function notConnect(host: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      '{0} can be reached, but it is not a Posit Connect server. Check the address: copy it from your browser while it shows the dashboard of Connect.',
      oneLine(host),
    ),
  );
}
