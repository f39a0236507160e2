import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

export const addressMissing = (): string => t('Enter the address of the server.');

export const addressIsHttp = (): string =>
  t('The address begins with http, so everyone on the network could read your tokens. Enter the address with https.');

/** @param why a clause */
export const addressWrong = (why: string): string => t('This cannot be the address of a server: {0}.', why);

/** @param cause Node's, by which it is recognised */
export function certificateNotTrusted(host: string, cause: unknown): CredentialError {
  return new CredentialError(
    'network',
    t(
      '{0} cannot be reached: its certificate is not trusted. If your organization has signed it itself, ask your administrator for its CA certificate, and set ca_certificate of this server (in a terminal: credentials login --cacert).',
      oneLine(host),
    ),
    { cause },
  );
}

/** @param told the address by which the server calls itself */
export function otherAddress(host: string, told: string, cause: CredentialError): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      '{0} says that its address is {1}. Sign in at that address, or ask an administrator of the server to correct it.',
      oneLine(host),
      oneLine(told),
    ),
    { cause },
  );
}

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
