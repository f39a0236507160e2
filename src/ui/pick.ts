import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Action, Integration } from '../core/integration.js';
import * as messages from './messages.js';

/**
 * Lets the user pick one of the integrations that offer an action. Returns `undefined` when the user picks none, and
 * when there is none, after having said so by `nothing`.
 */
export async function pickIntegration(
  catalog: Catalog,
  action: Action,
  placeHolder: string,
  nothing: () => void,
): Promise<Integration | undefined> {
  const applicable = catalog.integrations.filter(({ actions }) => actions.includes(action));
  if (applicable.length > 0) {
    const items = applicable.map((integration) => ({
      label: messages.withoutIcons(messages.nameOf(integration)),
      description: messages.withoutIcons(messages.statusText(integration.status)),
      integration,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.integration;
  }
  if (catalog.integrations.length > 0) {
    nothing();
  } else {
    const error = catalog.snapshot.find((source) => source.error)?.error;
    void vscode.window.showInformationMessage(error?.message ?? messages.noIntegrations());
  }
  return undefined;
}
