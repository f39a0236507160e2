import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Refreshers } from '../core/refreshers.js';
import type { CredentialSource } from '../core/source.js';

/**
 * Signs in to what has just been added, as its row does, once the row is there.
 *
 * @param guid of an integration of the source; `undefined` for the source's account
 */
export async function signInToAdded(
  { catalog, refreshers }: { readonly catalog: Catalog; readonly refreshers: Refreshers },
  source: CredentialSource,
  guid?: string,
): Promise<void> {
  await vscode.commands.executeCommand('availableCredentials.view.focus');
  await refreshers.get(source)?.refresh();
  const shown = catalog.snapshot.find(({ id }) => id === source.id);
  const added = guid === undefined ? shown?.account : shown?.integrations?.find((each) => each.guid === guid);
  if (added) {
    await vscode.commands.executeCommand('availableCredentials.signIn', { integration: added });
  }
}
