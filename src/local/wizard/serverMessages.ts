import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';
import type { Endpoint } from '../../oauth/authorizationServer.js';

/* What is asked and told of an authorization server. */

export const pickServer = (): string => t('How do you know the OAuth server?');

export const byIssuer = () => ({
  label: t('By Its Issuer'),
  detail: t('One URL, at which the server tells its endpoints and scopes. Most OAuth servers have it.'),
});

export const byEndpoints = () => ({
  label: t('By Its Endpoints'),
  detail: t('The URLs for signing in and for tokens, one by one.'),
});

export const issuer = (): string => t('The issuer');
export const enterIssuer = (): string => t('The issuer: the URL by which the OAuth server is known.');
export const issuerWithoutWellKnown = (): string => t('Leave out /.well-known/ and what follows: it is added.');
export const enterAuthorizationUri = (): string => t('The authorization endpoint: the URL of the sign-in page.');
export const enterTokenUri = (): string => t('The token endpoint: the URL from which tokens come.');

export function reading(url: string): string {
  return t('Asking {0} for its endpoints…', oneLine(url));
}

export function notRead(url: string): string {
  return t('{0} could not be asked for its endpoints. The log has the cause.', oneLine(url));
}

export const tryAgain = () => ({ label: t('Try Again') });
export const changeIssuer = () => ({ label: t('Change the Issuer') });
export const byHand = () => ({ label: t('Enter the Endpoints') });

export const without = () => ({
  label: t('Go On Without Them'),
  detail: t('The endpoints are asked for when you sign in. Scopes have to be typed.'),
});

export const checkEndpoints = (): string => t('These are the endpoints of the server. Pick one to copy it.');
export const useEndpoints = () => ({ label: t('Use These Endpoints') });
export const otherOrigin = (): string => t("Not where the issuer is: is it your OAuth server's?");
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
