import { t } from '@vscode/l10n';
import type { Integration } from '../core/integration.js';
import { listOf } from '../core/lists.js';
import { nameOf } from './viewMessages.js';

/** How many integrations a message names. */
const MAX_NAMED = 4;

/** About access tokens that expire soon and can't be renewed. */
export function endSoon(integrations: readonly Integration[]): string {
  return t('Access to {0} ends soon. Sign in again to extend it.', names(integrations));
}

/** About integrations that the user was signed in to. */
export function signInAgain(integrations: readonly Integration[]): string {
  return t('Sign in again: {0}', names(integrations));
}

function names(integrations: readonly Integration[]): string {
  const omitted = integrations.length - MAX_NAMED;
  return listOf([...integrations.slice(0, MAX_NAMED).map(nameOf), ...(omitted > 0 ? [t('{0} more', omitted)] : [])]);
}
