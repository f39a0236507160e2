import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Disposable } from '../core/ports.js';
import { ConnectServers } from '../connect/servers.js';
import { parseServers } from '../connect/settings.js';
import { ConnectSource } from '../connect/source.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import type { ListSetting } from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { notifications } from '../ui/notifications.js';
import { relayOf } from './relay.js';
import { createSourcePorts } from './sourcePorts.js';

export interface ConnectContext {
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  /** The setting `availableCredentials.connect.servers`. */
  readonly settings: ListSetting;
  readonly storage: () => Promise<TokenStorage>;
  readonly callbackUris: CallbackUriHandler;
}

/** The Posit Connect servers of the setting, each as a source. */
export async function createConnect(context: ConnectContext): Promise<Disposable> {
  const { log, catalog, settings, storage, callbackUris } = context;
  const common = createSourcePorts(log);
  const ports = {
    ...common,
    storage: await storage(),
    dialogs: new EditorDialogs(notifications),
    redirects: callbackUris,
    relay: relayOf(common),
  };
  return new ConnectServers({
    read: () => parseServers(settings.read()).servers,
    onDidChange: settings.onDidChange,
    create: (server) => new ConnectSource(server, ports),
    show: (source) => catalog.add(source),
  });
}
