import { t } from '@vscode/l10n';
import type { Provider } from '../providers/provider.js';
import type { SecretMethod } from './draft.js';

/* What the wizard asks about a client. */

export const pickAccount = (): string => t('Which identity does your code use?');

export const viewer = () => ({
  label: t('Yours'),
  description: 'Viewer',
  detail: t('You sign in with the browser, and code can do what you can do.'),
});

export const serviceAccount = () => ({
  label: t("A Service Account's"),
  description: 'Service Account',
  detail: t('No one signs in: the client gets tokens with its client secret.'),
});

export const clientId = (): string => t('The client ID');

/**
 * @param provider the known provider
 * @param redirectUri what to register; `undefined` if the client needs none
 * @param isOptional whether the server registers a client if there is none
 */
export function enterClientId(
  provider: Provider | undefined,
  redirectUri: string | undefined,
  isOptional: boolean,
): string {
  if (redirectUri === undefined) {
    return t('The client ID that the administrator of the OAuth server has given you.');
  }
  if (provider) {
    return t(
      'The client ID that {0} shows when you register the redirect URI {1}. {2}',
      provider.label,
      redirectUri,
      provider.register.where,
    );
  }
  return isOptional
    ? t(
        'The client ID. Leave it empty to register a client automatically; otherwise, its redirect URI must be {0}.',
        redirectUri,
      )
    : t('The client ID. Its redirect URI must be {0}.', redirectUri);
}

export const pickMode = (): string => t('Does the client have a secret?');

export const publicClient = () => ({
  label: t('No Client Secret'),
  description: 'Public',
  detail: t("Usual for programs on their users' computers."),
});

export const confidentialClient = () => ({
  label: t('With a Client Secret'),
  description: 'Confidential',
  detail: t('If you were given a secret together with the client ID.'),
});

/**
 * @param canStay whether there is a secret already
 * @param isOptional whether the client may have none
 */
export function enterSecret(canStay: boolean, isOptional: boolean): string {
  if (canStay) {
    return t('The client secret. Leave it empty to keep the current one.');
  }
  return isOptional
    ? t('The client secret, if there is one. It is stored encrypted.')
    : t('The client secret. It is stored encrypted, and never written to the settings.');
}

export const secretMissing = (): string => t('The client secret must not be empty.');
export const secretNotAscii = (): string =>
  t('The client secret may contain only ASCII letters, digits and punctuation.');
export const pickSending = (): string => t('How is the client secret sent to the OAuth server?');

/** @param isListed whether the server lists it; `undefined` if the server lists nothing */
export function sending(method: SecretMethod, isListed: boolean | undefined) {
  if (method === 'auto') {
    return {
      label: t('As the Server Says'),
      detail: t('In the header of the request, unless the OAuth server lists only the body.'),
    };
  }
  return {
    label: method === 'client_secret_basic' ? t('In the Header of the Request') : t('In the Body of the Request'),
    description: method,
    ...(isListed === undefined
      ? {}
      : { detail: isListed ? t('The OAuth server accepts it.') : t('The OAuth server does not list it.') }),
  };
}
