import type * as vscode from 'vscode';
import type { CallbackRelay } from '../core/callbackUris.js';
import { errorChain } from '../core/errors.js';
import { once } from '../core/once.js';
import type { SourcePorts } from '../core/source.js';
import { LocalSource } from '../local/source.js';
import type { ListSetting } from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { notifications } from '../ui/notifications.js';
import type { TokenStorage } from '../signIn/tokenStorage.js';
import { WorkbenchRelay } from '../workbench/relay.js';
import { readSession } from '../workbench/session.js';
import { createSourcePorts } from './sourcePorts.js';

export interface LocalSourceContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly settings: ListSetting;
  readonly storage: () => Promise<TokenStorage>;
  readonly callbackUris: CallbackUriHandler;
  /** Whether code in this window's terminals can get the tokens of local integrations. */
  readonly isCodeAnswered: () => boolean;
  /** Shows a report as a read-only document. */
  readonly showReport: (title: string, text: string) => Promise<void>;
}

export async function createLocalSource(wiring: LocalSourceContext): Promise<LocalSource> {
  const { context, log, settings, storage, callbackUris, isCodeAnswered, showReport } = wiring;
  const ports = createSourcePorts(log);
  return new LocalSource({
    ...ports,
    settings,
    storage: await storage(),
    dialogs: new EditorDialogs(notifications),
    providers: once(async () => {
      const { readProviders } = await import('../local/providers/providerFiles.js');
      return readProviders(context.asAbsolutePath('providers'));
    }),
    redirects: callbackUris,
    relay: relayOf(ports),
    isCodeAnswered,
    showReport,
  });
}

/** The relay of the Workbench session that the window is in, if it is in one. */
function relayOf({ environment, http, log }: SourcePorts): CallbackRelay | undefined {
  const session = readSession(environment);
  if (!session) {
    return undefined;
  }
  try {
    return new WorkbenchRelay(session, http(session.caBundle));
  } catch (error) {
    log.info(`local: the relay of this session cannot be used: ${errorChain(error)}`);
    return undefined;
  }
}
