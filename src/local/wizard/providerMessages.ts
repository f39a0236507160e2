import { t } from '@vscode/l10n';
import type { Provider } from '../providers/provider.js';

/* What the wizard asks about a provider. The texts of the providers themselves are in their files, in English. */

export const pickProvider = (): string => t('Pick the provider of the OAuth server');

export const otherProvider = () => ({
  label: t('Other'),
  detail: t('Any other OAuth server: enter its issuer or its endpoints.'),
});

/** @param where a sentence */
export function registerRedirectUri(provider: Provider | undefined, isAnyPort: boolean): string {
  if (!provider) {
    return t('The redirect URI as it is registered at the OAuth server. By default, any port of 127.0.0.1 is used.');
  }
  const { label, register } = provider;
  return isAnyPort
    ? t('Register this redirect URI at {0}, which accepts any port. {1}', label, register.where)
    : t('Register exactly this redirect URI at {0}; any free port will do. {1}', label, register.where);
}

/** In a session of Posit Workbench in a browser. */
export function registerRelayUri(provider: Provider | undefined): string {
  return provider
    ? t(
        'Register exactly this redirect URI at {0}: your browser returns by way of Posit Workbench. {1}',
        provider.label,
        provider.register.where,
      )
    : t('The redirect URI as it is registered at the OAuth server. Your browser returns by way of Posit Workbench.');
}

export const redirectUri = (): string => t('Redirect URI');
export const copyRedirectUri = (): string => t('Copy Redirect URI');
export const redirectUriCopied = (): string => t('Copied the redirect URI');

export function openRegistration({ label }: Provider): string {
  return t('Open {0} in the Browser', label);
}
