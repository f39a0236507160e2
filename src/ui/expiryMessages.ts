import { t } from '@vscode/l10n';
import type { Integration } from '../core/integration.js';
import { listOf } from '../core/lists.js';
import { nameOf } from './viewMessages.js';

/** About access tokens that expire soon and can't be renewed. */
export function endSoon(integrations: readonly Integration[]): string {
  return t('Access to {0} ends soon. Sign in again to extend it.', listOf(integrations.map(nameOf)));
}

/** About integrations that the user was signed in to. */
export function signInAgain(integrations: readonly Integration[]): string {
  return t('Sign in again: {0}', listOf(integrations.map(nameOf)));
}
