import type * as vscode from 'vscode';
import { once } from '../core/once.js';
import { LocalSource } from '../local/source.js';
import type { ListSetting } from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { notifications } from '../ui/notifications.js';
import { createSourcePorts } from './sourcePorts.js';

export interface LocalSourceContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly settings: ListSetting;
  readonly callbackUris: CallbackUriHandler;
  /** Whether code in this window's terminals can get the tokens of local integrations. */
  readonly isCodeAnswered: () => boolean;
  /** Shows a report as a read-only document. */
  readonly showReport: (title: string, text: string) => Promise<void>;
}

export function createLocalSource(wiring: LocalSourceContext): LocalSource {
  const { context, log, settings, callbackUris, isCodeAnswered, showReport } = wiring;
  return new LocalSource({
    ...createSourcePorts(log),
    settings,
    secrets: context.secrets,
    memory: context.globalState,
    folder: context.globalStorageUri.fsPath,
    dialogs: new EditorDialogs(notifications),
    providers: once(async () => {
      const { readProviders } = await import('../local/providers/providerFiles.js');
      return readProviders(context.asAbsolutePath('providers'));
    }),
    redirects: callbackUris,
    isCodeAnswered,
    showReport,
  });
}
