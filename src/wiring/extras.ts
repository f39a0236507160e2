import * as vscode from 'vscode';
import { ServedIntegrations } from '../broker/servedIntegrations.js';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { isOn, settingChanged } from '../ui/adapters.js';
import type { SessionProvider } from '../ui/sessionProvider.js';
import { Sessions, SESSIONS_SETTING } from '../ui/sessions.js';
import type { SignInAndOut } from './signInAndOut.js';

export interface ExtrasContext {
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly sessions: SessionProvider;
  readonly signInAndOut: LazyPart<SignInAndOut>;
}

/** What follows the catalog, but is not needed for the first rows. */
export interface Extras extends Disposable {
  readonly sessions: Sessions;
}

export function createExtras({ catalog, refreshers, sessions: provider, signInAndOut }: ExtrasContext): Extras {
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
  const owned = vscode.Disposable.from(sessions);
  return { sessions, dispose: () => void owned.dispose() };
}
