import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Action, Integration } from '../core/integration.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';

/**
 * Lets the user pick one of the integrations that offer an action. Returns `undefined` when the user picks none, and
 * when there is none: that is said by `nothing`, or by why there are no integrations at all.
 */
export async function pickIntegration(
  { catalog, notify }: { readonly catalog: Catalog; readonly notify: Notifications },
  action: Action,
  placeHolder: string,
  nothing: () => void,
): Promise<Integration | undefined> {
  const applicable = catalog.integrations.filter(({ actions }) => actions.includes(action));
  if (applicable.length > 0) {
    const items = applicable.map((integration) => ({
      label: messages.withoutIcons(messages.nameOf(integration)),
      description: messages.withoutIcons(
        messages.withDuplicateMark(integration, messages.statusText(integration.status)),
      ),
      integration,
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.integration;
  }
  if (catalog.integrations.length > 0) {
    nothing();
  } else if (!catalog.isLoading) {
    const error = catalog.snapshot.find((source) => source.error)?.error;
    void notify.information(error?.message ?? messages.noIntegrations());
  }
  return undefined;
}
