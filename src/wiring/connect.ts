import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import { once } from '../core/once.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { ServerLogins } from '../core/serverLogins.js';
import { caBundleIn } from '../core/caBundle.js';
import { CONNECT_COMMANDS } from '../connect/outline.js';
import type { OfferedPrefill } from '../connect/manage/prefill.js';
import { ConnectServers } from '../connect/servers.js';
import { parseServers } from '../connect/settings.js';
import { ConnectSource } from '../connect/source.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import type { CommandHandlers } from '../ui/commands.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { WritableListSetting } from '../ui/writableListSetting.js';
import { notifications } from '../ui/notifications.js';
import type { IntegrationCommandRow } from '../ui/rows.js';
import { relayOf } from './relay.js';
import { signInToAdded } from './signInToAdded.js';
import { createSourcePorts } from './sourcePorts.js';

export interface ConnectContext {
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly storage: () => Promise<TokenStorage>;
  readonly callbackUris: CallbackUriHandler;
  /** The local integrations, to start an integration on a server with one. */
  readonly localForms: () => Promise<readonly OfferedPrefill[]>;
}

/** The Posit Connect servers of the setting, each as a source of the catalog. */
export interface Connect extends Disposable {
  readonly commands: CommandHandlers;
  /** Signs in to servers and out for the command. */
  readonly logins: () => Promise<ServerLogins>;
}

export async function createConnect(context: ConnectContext): Promise<Connect> {
  const { log, catalog, callbackUris } = context;
  const settings = new WritableListSetting('connect.servers');
  const common = createSourcePorts(log);
  const ports = {
    ...common,
    storage: await context.storage(),
    dialogs: new EditorDialogs(notifications),
    redirects: callbackUris,
    relay: relayOf(common),
  };
  const servers = new ConnectServers({
    read: () => parseServers(settings.read()),
    onDidChange: settings.onDidChange,
    create: (server) => new ConnectSource(server, ports),
    show: (source) => catalog.add(source),
  });
  const commands = once(async () => {
    const [{ connectCommands }, { knownServers, PUBLISHER_PROVIDER }] = await Promise.all([
      import('../connect/commands.js'),
      import('../connect/knownServers.js'),
    ]);
    const http: Parameters<typeof connectCommands>[0]['http'] = (server) => ports.http(caBundleIn(process.env), server);
    const publisherAccounts = () => vscode.authentication.getAccounts(PUBLISHER_PROVIDER);
    const publisherKey = async (account: vscode.AuthenticationSessionAccountInformation) =>
      // The editor asks the user whether this extension may have it.
      (await vscode.authentication.getSession(PUBLISHER_PROVIDER, [], { account, createIfNone: true })).accessToken;
    const tools = {
      ...{ environment: process.env, platform: process.platform, home: homedir(), log },
      ...{ publisherAccounts, publisherKey },
      manifests: () => vscode.extensions.all.map(({ packageJSON }): unknown => packageJSON),
    };
    return connectCommands({
      ...{ ...ports, http, servers, settings, prefills: context.localForms },
      knownServers: (shown) => knownServers(tools, shown),
      listed: () => listed(servers.sources, context),
      signIn: (source) => signInToAdded(context, source),
    });
  });
  const handlerOf = (name: (typeof CONNECT_COMMANDS)[number]) => async (row?: IntegrationCommandRow) =>
    (await commands())[name](row?.integration);
  return {
    commands: Object.fromEntries(CONNECT_COMMANDS.map((name) => [name, handlerOf(name)])),
    logins: once(async () => {
      const { windowLogins } = await import('../connect/windowLogins.js');
      return windowLogins({ ports, servers, settings });
    }),
    dispose: () => servers.dispose(),
  };
}

/** The integrations of the servers as they are now. A server that fails keeps its last list. */
async function listed(
  sources: readonly ConnectSource[],
  { catalog, refreshers }: ConnectContext,
): Promise<readonly Integration[]> {
  const refresh = async (source: ConnectSource) => {
    const refresher = refreshers.get(source);
    // Hidden sources are not asked unless they are watched.
    const watch = refresher?.watch();
    await refresher?.refresh();
    watch?.dispose();
  };
  await Promise.all(sources.map(refresh));
  return catalog.integrations.filter((each) => sources.some(({ id }) => id === each.source));
}
