import { t } from '@vscode/l10n';

/* What the wizards ask about fields that few integrations need. */

export const enterDescription = (): string => t('What the integration is for. The tooltip of its row shows it.');
export const enterAudience = (): string => t('The audience to request, if the OAuth server requires one.');

export const enterResource = (): string =>
  t('The resource to request (RFC 8707), if the OAuth server requires one: an absolute URI.');

export const enterParameters = (): string => t('Additional parameters for the sign-in page, as in the query of a URL.');

export const enterGitHosts = (): string =>
  t('Git hosts that the token is for, besides the host of the issuer, separated by spaces.');

export const separator = (): string => t('Scope separator');
export const pickSeparator = (): string => t('What does the OAuth server expect between scopes?');
export const space = (): string => t('space');
export const comma = (): string => t('comma');
export const withSpaces = () => ({ label: t('Spaces'), detail: t('The standard (RFC 6749).') });
export const withCommas = () => ({ label: t('Commas'), detail: t('A few OAuth servers require them.') });

export const pickPkce = (): string => t('Are sign-ins protected by PKCE?');
export const pkceOn = () => ({ label: t('On'), detail: t('Recommended for every OAuth server that accepts it.') });
export const pkceOff = () => ({ label: t('Off'), detail: withoutPkce() });
export const withoutPkce = (): string => t('Without PKCE, others could take over a sign-in.');

/** What a field is called. */
export function label(
  field: 'description' | 'audience' | 'resource' | 'authorization_parameters' | 'git_hosts',
): string {
  switch (field) {
    case 'description':
      return t('Description');
    case 'audience':
      return t('Audience');
    case 'resource':
      return t('Resource');
    case 'authorization_parameters':
      return t('Authorization parameters');
    case 'git_hosts':
      return t('Git hosts');
  }
}
