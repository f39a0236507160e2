import * as vscode from 'vscode';
import { signInToCoder } from '../coder/account.js';
import { repositoryFolders } from '../coder/remotes.js';
import { type CoderPorts, CoderSource } from '../coder/source.js';
import { caBundleIn } from '../core/caBundle.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { ListSetting } from '../ui/adapters.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { notifications } from '../ui/notifications.js';
import { createSourcePorts } from './sourcePorts.js';

export interface CoderSourceContext {
  readonly log: vscode.LogOutputChannel;
  readonly storage: TokenStorage;
  readonly onDidChangeStoredSession: CoderPorts['onDidChangeStoredSession'];
}

export function createCoderSource(context: CoderSourceContext): CoderSource {
  const settings = new ListSetting('coder.providers');
  return new CoderSource({
    ...{ ...context, ...createSourcePorts(context.log), dialogs: new EditorDialogs(notifications) },
    providerIds: () => idsIn(settings.read()),
    onDidChangeProviderIds: settings.onDidChange,
    folders: () => repositoryFolders(vscode.workspace),
  });
}

/** Asks for a deployment and a session token. Resolves with the deployment's URL. */
export async function askForSession({ log, storage }: CoderSourceContext): Promise<string> {
  const ports = createSourcePorts(log);
  const http = ports.http(caBundleIn(process.env));
  try {
    return await signInToCoder({ ...ports, http, storage, dialogs: new EditorDialogs(notifications) }, undefined);
  } finally {
    http.dispose();
  }
}

/** What is not an ID in the setting is left out. */
function idsIn(setting: unknown): readonly string[] {
  const ids = (Array.isArray(setting) ? setting : []).filter((each): each is string => typeof each === 'string');
  return [...new Set(ids.map((id) => id.trim()).filter((id) => id !== ''))];
}
