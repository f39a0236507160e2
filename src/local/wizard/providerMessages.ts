import { t } from '@vscode/l10n';
import type { Provider } from '../providers/provider.js';

/* What the wizard asks about a provider. The texts of the providers themselves are in their files, in English. */

export const pickProvider = (): string => t('Pick the provider of the OAuth server');

export const otherProvider = () => ({
  label: t('Other'),
  detail: t('Any other OAuth server: enter its issuer or its endpoints.'),
});

export const serviceAccount = () => ({
  label: t('Service Account'),
  detail: t('No one signs in: the client gets tokens with its client secret.'),
});

/** @param isOfWorkbench whether the browser returns by way of Posit Workbench */
export function enterRedirectUri(isOfWorkbench: boolean): string {
  return isOfWorkbench
    ? t('The redirect URI as it is registered at the OAuth server. Your browser returns by way of Posit Workbench.')
    : t('The redirect URI as it is registered at the OAuth server. By default, any port of 127.0.0.1 is used.');
}

export const redirectUri = (): string => t('Redirect URI');
export const copyRedirectUri = (): string => t('Copy Redirect URI');
export const redirectUriCopied = (): string => t('Copied the redirect URI');

export function openRegistration({ label }: Provider): string {
  return t('Open {0} in the Browser', label);
}
