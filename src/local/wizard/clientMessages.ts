import { t } from '@vscode/l10n';

/* What is asked and told of a client. */

export const pickAccount = (): string => t('As whom does your code act?');

export const viewer = () => ({
  label: t('As You'),
  description: 'Viewer',
  detail: t('You sign in with the browser, and code can do what you may do.'),
});

export const serviceAccount = () => ({
  label: t('As a Service Account'),
  description: 'Service Account',
  detail: t('Nobody signs in: the client itself gets tokens, by its client secret.'),
});

export const pickRegistration = (): string => t("Has the OAuth server's administrator given you a client ID?");
export const haveClientId = () => ({
  label: t('Enter a Client ID'),
  detail: t('An administrator has registered an application for it.'),
});

/** @param isOffered whether the server is known to do so */
export const register = (isOffered: boolean) => ({
  label: t('Register by Itself'),
  detail: isOffered
    ? t('The OAuth server gives out a client ID when you sign in for the first time.')
    : t('For an OAuth server that gives out client IDs by itself when you sign in for the first time.'),
});

export const clientId = (): string => t('The client ID');
export const enterClientId = (): string => t('The client ID that the administrator of the OAuth server gave you.');
export const pickMode = (): string => t('Has the client a secret?');

export const publicClient = () => ({
  label: t('No Client Secret'),
  description: 'Public',
  detail: t('Usual for programs on the computers of their users.'),
});

export const confidentialClient = () => ({
  label: t('With a Client Secret'),
  description: 'Confidential',
  detail: t('If the administrator gave you one beside the client ID.'),
});

/** @param canStay whether there is one already */
export function enterSecret(canStay: boolean): string {
  return canStay
    ? t('The client secret. Leave it empty to keep the one that there is.')
    : t('The client secret. It is kept encrypted, and never written to the settings.');
}

export const secretMissing = (): string => t('The client secret must not be empty.');
export const secretNotAscii = (): string => t('The client secret may hold letters, digits and signs of ASCII only.');
export const pickSending = (): string => t('How is the client secret sent to the OAuth server?');

/** @param isListed whether the server says so; `undefined` if it does not say */
export function sending(method: 'client_secret_basic' | 'client_secret_post', isListed: boolean | undefined) {
  return {
    label: method === 'client_secret_basic' ? t('In the Header of the Request') : t('In the Body of the Request'),
    description: method,
    ...(isListed === undefined
      ? {}
      : { detail: isListed ? t('The OAuth server accepts it.') : t('The OAuth server does not list it.') }),
  };
}
