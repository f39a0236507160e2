import { t } from '@vscode/l10n';
import { oneLine } from '../core/text.js';
import type { KnownUser } from './user.js';

/*
 * The texts of Posit Connect servers. They are functions, not constants, because the language is known only after
 * activation.
 */

export const notSignedIn = (): string => t('Not signed in');
export const isDefault = (): string => t('default');

/** Beside the name of a server. `user` comes from the server. */
export function signedInAs(user: KnownUser | undefined): string {
  if (user?.username === undefined) {
    return t('Signed in');
  }
  return user.role === undefined
    ? oneLine(user.username, 60)
    : `${oneLine(user.username, 60)} (${oneLine(user.role, 30)})`;
}

export const isInsecure = (): string =>
  t(
    'The certificate of this server is not verified, so an attacker on the network could read and change everything that is sent. Set ca_certificate instead of insecure in the setting availableCredentials.connect.servers.',
  );
