import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { roleText } from '../core/roles.js';
import { oneLine } from '../core/text.js';
import type { KnownUser } from './user.js';

/*
 * The texts of Posit Connect servers. They are functions, not constants, because the language is known only after
 * activation.
 */

export const yes = (): string => t('yes');
export const no = (): string => t('no');
export const notSignedIn = (): string => t('Not signed in');
export const signInAgain = (): string => t('Sign in again');
export const isDefault = (): string => t('default');

/** Beside the name of a server. `user` comes from the server. */
export function signedInAs(user: KnownUser | undefined): string {
  if (user?.username === undefined) {
    return user ? t('service principal') : t('Signed in');
  }
  const name = oneLine(user.username, 60);
  return user.role === undefined ? name : `${name} (${roleText(user.role)})`;
}

export const credentialText = (isApiKey: boolean): string => (isApiKey ? t('API key') : t('OAuth'));

export const isInsecure = (): string =>
  t(
    'The certificate of this server is not verified, so an attacker on the network could read and change everything that is sent. Set ca_certificate instead of insecure in the setting availableCredentials.connect.servers.',
  );

export const isServiceAccount = (): string => t('Service account');
export const isVisitorKey = (): string => t('Visitor API key');
export const noSignInNeeded = (): string =>
  t('You don’t sign in to a service account: content on the server gets its tokens.');
export const sessionNotRenewable = (): string =>
  t('The server cannot renew this sign-in when it expires. Sign in again then.');

/** `label` is the text of the row. */
export function integrationGone(label: string): CredentialError {
  return new CredentialError(
    'rejected',
    t('{0} does not exist on the server any more. Refresh the view.', oneLine(label)),
  );
}

/** Above the rows. */
export const mayNotList = (): string =>
  t('Its integrations are not shown, because listing them requires the role publisher or administrator.');
