import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';
import type { Endpoint } from '../../oauth/authorizationServer.js';

/* What the wizard asks about an authorization server. */

export const issuer = (): string => t('The issuer');
export const enterIssuer = (): string =>
  t('The issuer: the URL that identifies the OAuth server. Leave it empty to enter its endpoints.');
export const issuerWithoutWellKnown = (): string =>
  t('Leave out /.well-known/ and what follows. It is added automatically.');
export const enterAuthorizationUri = (): string =>
  t('The authorization endpoint: the URL of the sign-in page. Leave it empty if only device codes are possible.');
export const enterTokenUri = (): string => t('The token endpoint: the URL that returns tokens.');

export const enterDeviceUri = (isNeeded: boolean): string =>
  isNeeded
    ? t('The device code endpoint, for signing in with a code in any browser.')
    : t('The device code endpoint, for signing in with a code in any browser. Leave it empty if there is none.');

export const enterRevocationUri = (): string =>
  t('The revocation endpoint, which ends tokens when you sign out. Leave it empty if there is none.');

export function reading(url: string): string {
  return t('Reading the endpoints of {0}…', oneLine(url));
}

export function notRead(url: string): string {
  return t('The endpoints of {0} could not be read. See the log for the cause.', oneLine(url));
}

export const tryAgain = () => ({ label: t('Try Again') });
export const goBack = () => ({ label: t('Change the Previous Answer') });
export const byHand = () => ({ label: t('Enter the Endpoints') });

export const without = () => ({
  label: t('Continue Without Them'),
  detail: t('The endpoints are read when you sign in. Enter the scopes yourself.'),
});

export const checkEndpoints = (): string => t('These are the endpoints of the server. Pick one to copy it.');
export const useEndpoints = () => ({ label: t('Use These Endpoints') });
export const otherOrigin = (): string =>
  t('On another host than the issuer. Check that it belongs to your OAuth server.');
export const endpointCopied = (): string => t('Copied to the clipboard');

export function endpoint(name: Endpoint): string {
  switch (name) {
    case 'authorization_endpoint':
      return t('Authorization endpoint');
    case 'token_endpoint':
      return t('Token endpoint');
    case 'device_authorization_endpoint':
      return t('Device code endpoint');
    case 'registration_endpoint':
      return t('Registration endpoint');
    case 'revocation_endpoint':
      return t('Revocation endpoint');
  }
}
