import { t } from '@vscode/l10n';
import type { Integration } from '../core/integration.js';
import { shortListOf } from '../core/lists.js';
import { nameOf } from './viewMessages.js';

/** How many integrations a message names. */
const MAX_NAMED = 4;

/** About access tokens that expire soon and can't be renewed. */
export function endSoon(integrations: readonly Integration[]): string {
  return t('Access to {0} ends soon. Sign in again to extend it.', names(integrations));
}

/** The same for the status bar, which has no room for names. */
export function endsSoonShort(): string {
  return t('Access ends soon');
}

/** About integrations that the user was signed in to. */
export function signInAgain(integrations: readonly Integration[]): string {
  return t('Sign in again: {0}', names(integrations));
}

function names(integrations: readonly Integration[]): string {
  return shortListOf(integrations.map(nameOf), MAX_NAMED);
}
