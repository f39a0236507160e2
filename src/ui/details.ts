import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Integration } from '../core/integration.js';
import { sideBySide } from '../core/lists.js';
import { oneLine } from '../core/text.js';
import { type Detail, MAX_TOOLTIP_LENGTH } from './rows.js';
import * as messages from './viewMessages.js';

export const idLabel = (): string => t('Integration ID');

/** The properties of an integration, in display order. */
export function detailsOf(integration: Integration): readonly Detail[] {
  if (integration.properties) {
    return integration.properties.map((property) => ({ integration, ...property }));
  }
  return [
    { integration, label: idLabel(), value: integration.guid },
    { integration, label: t('Issuer'), value: integration.issuer },
    { integration, label: t('Client ID'), value: integration.clientId },
    // In the format of OAuth's `scope` parameter (RFC 6749, section 3.3), where a copied value is used.
    { integration, label: t('Scopes'), value: integration.scopes?.join(' ') },
    { integration, label: t('Auth URL'), value: integration.authUrl },
    { integration, label: t('Token URL'), value: integration.tokenUrl },
  ];
}

/** The tree item of a detail. */
export function detailItem({ integration, label, value }: Detail): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  const shown = value === undefined ? messages.notProvided() : oneLine(value, MAX_TOOLTIP_LENGTH);
  item.id = `${integration.id}:${label}`;
  item.contextValue = value === undefined ? 'detail' : 'detail copyValue';
  item.description = oneLine(shown);
  item.tooltip = shown;
  item.accessibilityInformation = { label: sideBySide([label, shown]) };
  return item;
}
