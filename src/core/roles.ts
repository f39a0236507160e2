import { t } from '@vscode/l10n';
import { oneLine } from './text.js';

/** @param role one of Posit Connect; another one stays as the server calls it */
export function roleText(role: string): string {
  switch (role) {
    case 'viewer':
      return t('viewer');
    case 'publisher':
      return t('publisher');
    case 'administrator':
      return t('administrator');
    default:
      return oneLine(role, 60);
  }
}
