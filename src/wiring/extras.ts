import * as vscode from 'vscode';
import { ServedIntegrations } from '../broker/servedIntegrations.js';
import type { Catalog } from '../core/catalog.js';
import { EndingSoon } from '../core/endingSoon.js';
import type { Integration } from '../core/integration.js';
import type { LazyPart } from '../core/lazyPart.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { completeStep, isOn, settingChanged, systemClock, windowFocused } from '../ui/adapters.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import type { CommandHandlers } from '../ui/commands.js';
import { ExpiryWarning } from '../ui/expiryWarning.js';
import { ExpiryWatch } from '../ui/expiryWatch.js';
import type { LazyTree } from '../ui/lazyTree.js';
import type { SessionProvider } from '../ui/sessionProvider.js';
import { announceActions } from '../ui/rowActions.js';
import { Sessions, SESSIONS_SETTING } from '../ui/sessions.js';
import { ViewFilter } from '../ui/viewFilter.js';
import { WarningItem } from '../ui/warningItem.js';
import type { SignInAndOut } from './signInAndOut.js';

export interface ExtrasContext {
  readonly context: vscode.ExtensionContext;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly view: CredentialsView;
  readonly tree: LazyTree;
  readonly sessions: SessionProvider;
  readonly signInAndOut: LazyPart<SignInAndOut>;
}

/** What follows the catalog, but is not needed for the first rows. */
export interface Extras extends Disposable {
  readonly sessions: Sessions;
  /** Those that filter the view. */
  readonly commands: CommandHandlers;
}

export function createExtras(wiring: ExtrasContext): Extras {
  const { context, catalog, refreshers, view, tree, sessions: provider, signInAndOut } = wiring;
  // With the tokens that Workbench gives code itself: other extensions know only this way.
  const integrations = new ServedIntegrations(catalog, refreshers, true);
  const signIn = async (integration: Integration) => (await signInAndOut.load()).signIn(integration);
  const sessions = new Sessions({
    ...{ catalog, integrations, signIn },
    isEnabled: () => isOn(SESSIONS_SETTING),
    onDidChangeEnabled: settingChanged(SESSIONS_SETTING),
    signOut: async (integration) => (await signInAndOut.load()).signOut(integration),
    changed: (change) => provider.fire(change),
  });
  const filter = new ViewFilter(catalog, view, context.workspaceState);
  view.add({ announce: announceActions(context.extension) });
  const tellSignedIn = () => {
    if (catalog.signInTargets.some(({ status }) => status.kind === 'authenticated')) {
      completeStep('isSignedIn');
    }
  };
  // The tab of a walkthrough is of a kind that the API does not know.
  const mayBeWalkthrough = ({ input }: vscode.Tab) => input === undefined;
  tellSignedIn();
  const warningItem = new WarningItem(() => warning.signIn());
  const endingSoon = new EndingSoon(catalog, systemClock);
  const warning = new ExpiryWarning({
    ...{ catalog, signIn, endingSoon, clock: systemClock, show: (sentence) => warningItem.show(sentence) },
    isFocused: () => vscode.window.state.focused,
    onDidFocus: windowFocused,
    refresh: () => Promise.all(catalog.sources.map((source) => integrations.refresh(source))),
  });
  const owned = vscode.Disposable.from(
    sessions,
    filter,
    catalog.onDidChange(tellSignedIn),
    tree.view.onDidChangeVisibility(tellSignedIn),
    vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
      if (opened.some(mayBeWalkthrough)) {
        tellSignedIn();
      }
    }),
    new ExpiryWatch(catalog, view, tree.view, systemClock, endingSoon),
    endingSoon,
    warning,
    warningItem,
  );
  return { sessions, commands: filter.commands, dispose: () => void owned.dispose() };
}
