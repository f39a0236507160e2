import * as vscode from 'vscode';
import { ServedIntegrations } from '../broker/servedIntegrations.js';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { isOn, settingChanged, systemClock } from '../ui/adapters.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import type { CommandHandlers } from '../ui/commands.js';
import { ExpiryWatch } from '../ui/expiryWatch.js';
import type { LazyTree } from '../ui/lazyTree.js';
import type { SessionProvider } from '../ui/sessionProvider.js';
import { Sessions, SESSIONS_SETTING } from '../ui/sessions.js';
import { ViewFilter } from '../ui/viewFilter.js';
import type { SignInAndOut } from './signInAndOut.js';

export interface ExtrasContext {
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly view: CredentialsView;
  readonly tree: LazyTree;
  readonly sessions: SessionProvider;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
}

/** What follows the catalog, but is not needed for the first rows. */
export interface Extras extends Disposable {
  readonly sessions: Sessions;
  /** Those that filter the view. */
  readonly commands: CommandHandlers;
}

export function createExtras(context: ExtrasContext): Extras {
  const { catalog, refreshers, view, tree, sessions: provider, signInAndOut } = context;
  const sessions = new Sessions({
    catalog,
    // With the tokens that Workbench gives code itself: other extensions know only this way.
    integrations: new ServedIntegrations(catalog, refreshers, true),
    isEnabled: () => isOn(SESSIONS_SETTING),
    onDidChangeEnabled: settingChanged(SESSIONS_SETTING),
    signIn: async (integration) => (await signInAndOut.load()).signIn(integration),
    signOut: async (integration) => (await signInAndOut.load()).signOut(integration),
    changed: (change) => provider.fire(change),
  });
  const filter = new ViewFilter(catalog, view, context.memory);
  // For the walkthrough, which remembers it.
  const tellSignedIn = () => {
    if (catalog.signInTargets.some(({ status }) => status.kind === 'authenticated')) {
      void vscode.commands.executeCommand('setContext', 'availableCredentials.isSignedIn', true);
    }
  };
  tellSignedIn();
  const owned = vscode.Disposable.from(
    sessions,
    filter,
    catalog.onDidChange(tellSignedIn),
    new ExpiryWatch(catalog, view, tree.view, systemClock),
  );
  return { sessions, commands: filter.commands, dispose: () => void owned.dispose() };
}
