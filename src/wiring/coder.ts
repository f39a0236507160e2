import * as vscode from 'vscode';
import { signInToCoder } from '../coder/account.js';
import { mayHaveCoder, SESSION_URL_KEY } from '../coder/outline.js';
import { CoderSource } from '../coder/source.js';
import { caBundleIn } from '../core/caBundle.js';
import type { Catalog } from '../core/catalog.js';
import type { Disposable } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { ListSetting } from '../ui/adapters.js';
import type { CommandHandlers } from '../ui/commands.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { notifications } from '../ui/notifications.js';
import { createSourcePorts } from './sourcePorts.js';

export interface CoderContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly storage: () => Promise<TokenStorage>;
}

/** The Coder deployment, as a source of the catalog while there is something to show. */
export interface Coder extends Disposable {
  readonly commands: CommandHandlers;
}

export async function createCoder({ context, log, catalog, refreshers, storage }: CoderContext): Promise<Coder> {
  const memory = context.globalState;
  const settings = new ListSetting('coder.providers');
  const ports = {
    ...createSourcePorts(log),
    ...{ storage: await storage(), dialogs: new EditorDialogs(notifications), memory },
  };
  let shown: { readonly source: CoderSource; readonly row: Disposable } | undefined;

  const hide = () => {
    shown?.row.dispose();
    shown?.source.dispose();
    shown = undefined;
  };
  const show = () => {
    if (!mayHaveCoder(process.env, memory)) {
      hide();
    } else if (!shown) {
      const source = new CoderSource({
        ...ports,
        providerIds: () => idsIn(settings.read()),
        onDidChangeProviderIds: settings.onDidChange,
        folders: () => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
        onDidChangeStoredSession: remember,
      });
      shown = { source, row: catalog.add(source) };
    }
  };
  const remember = async (url: string | undefined) => {
    await memory.update(SESSION_URL_KEY, url);
    show();
  };
  show();

  return {
    commands: {
      signInToCoder: async () => {
        await vscode.commands.executeCommand('availableCredentials.view.focus');
        const account = shown && (await accountOf(shown.source, { catalog, refreshers }));
        if (account) {
          await vscode.commands.executeCommand('availableCredentials.signIn', { integration: account });
          return;
        }
        const http = ports.http(caBundleIn(process.env));
        try {
          await remember(await signInToCoder({ ...ports, http }, undefined));
        } finally {
          http.dispose();
        }
      },
    },
    dispose: hide,
  };
}

/** The account's row, once the source has been asked. */
async function accountOf(source: CoderSource, { catalog, refreshers }: Pick<CoderContext, 'catalog' | 'refreshers'>) {
  await refreshers.get(source)?.refresh();
  return catalog.snapshot.find(({ id }) => id === source.id)?.account;
}

/** What is not an ID in the setting is left out. */
function idsIn(setting: unknown): readonly string[] {
  const ids = (Array.isArray(setting) ? setting : []).filter((each): each is string => typeof each === 'string');
  return [...new Set(ids.map((id) => id.trim()).filter((id) => id !== ''))];
}
