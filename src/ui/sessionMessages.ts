import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import { nameOf } from './viewMessages.js';

/**
 * The name of an integration's account. VS Code remembers by this name which extensions the user trusts, so that another
 * integration must not get the same name.
 */
export function accountName(integration: Integration): string {
  return `${nameOf(integration)} (${oneLine(integration.guid ?? '')})`;
}

export function turnedOff(setting: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('Other extensions get no access tokens, because the setting {0} is turned off.', setting),
  );
}

export function oneScope(): CredentialError {
  return new CredentialError(
    'rejected',
    t('Request exactly one scope: the Integration ID, which the view Available Credentials shows.'),
  );
}

export function notSignedIn(integration: Integration): CredentialError {
  return new CredentialError(
    'authorization',
    t('You are not signed in to {0}. Sign in to it in the view Available Credentials.', nameOf(integration)),
  );
}
