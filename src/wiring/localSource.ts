import type * as vscode from 'vscode';
import { once } from '../core/once.js';
import { LocalSource } from '../local/source.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { WritableListSetting } from '../ui/writableListSetting.js';
import { notifications } from '../ui/notifications.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { relayOf } from './relay.js';
import { createSourcePorts } from './sourcePorts.js';

export interface LocalSourceContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly storage: () => Promise<TokenStorage>;
  readonly callbackUris: CallbackUriHandler;
  /** Whether code in this window's terminals can get the tokens of local integrations. */
  readonly isCodeAnswered: () => boolean;
  /** Signs in to the integration with this Integration ID, which has just been added. */
  readonly signInToAdded: (id: string) => Promise<void>;
  /** Shows a report as a read-only document. */
  readonly showReport: (title: string, text: string) => Promise<void>;
}

export async function createLocalSource(wiring: LocalSourceContext): Promise<LocalSource> {
  const { context, log, storage, callbackUris, isCodeAnswered, signInToAdded, showReport } = wiring;
  const ports = createSourcePorts(log);
  return new LocalSource({
    ...ports,
    settings: new WritableListSetting('integrations'),
    storage: await storage(),
    dialogs: new EditorDialogs(notifications),
    providers: once(async () => {
      const { readProviders } = await import('../local/providers/providerFiles.js');
      return readProviders(context.asAbsolutePath('providers'));
    }),
    redirects: callbackUris,
    relay: relayOf(ports),
    isCodeAnswered,
    signIn: signInToAdded,
    showReport,
  });
}
