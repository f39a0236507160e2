import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { CallbackRelay } from '../core/callbackUris.js';
import { errorChain } from '../core/errors.js';
import { LazySource } from '../core/lazySource.js';
import type { SourcePorts } from '../core/source.js';
import { LOCAL_COMMANDS } from '../local/commandNames.js';
import type { LocalSource } from '../local/source.js';
import { ListSetting, systemClock, textSetting, userBrowser } from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { readSession } from '../workbench/session.js';

/** The sources of a window, each loaded when it is first asked for something. */
export interface Sources {
  readonly workbench: LazySource;
  readonly local: LazySource<LocalSource>;
}

export interface SourcesContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly callbackUris: CallbackUriHandler;
  /** Whether code in this window's terminals can ask for the tokens of local integrations. */
  readonly isCodeAnswered: () => boolean;
}

export function createSources({ context, log, callbackUris, isCodeAnswered }: SourcesContext): Sources {
  const workbench = new LazySource({
    id: 'workbench',
    label: () => 'Posit Workbench',
    load: async () => {
      const { WorkbenchSource } = await import('../workbench/source.js');
      return new WorkbenchSource(await sourcePorts(log));
    },
  });

  const settings = new ListSetting('integrations');
  const local = new LazySource({
    id: 'local',
    label: () => t('Local Integrations'),
    commands: LOCAL_COMMANDS,
    hasTokens: () => !settings.isEmpty,
    onDidChange: settings.onDidChange,
    load: async () => {
      const [{ LocalSource }, { EditorDialogs }, { notifications }] = await Promise.all([
        import('../local/source.js'),
        import('../ui/dialogs.js'),
        import('../ui/notifications.js'),
      ]);
      const ports = await sourcePorts(log);
      return new LocalSource({
        ...ports,
        settings,
        secrets: context.secrets,
        memory: context.globalState,
        folder: context.globalStorageUri.fsPath,
        dialogs: new EditorDialogs(notifications),
        redirects: callbackUris,
        relay: await workbenchRelay(ports),
        isCodeAnswered,
      });
    },
  });

  return { workbench, local };
}

/** What every source needs from outside. */
async function sourcePorts(log: vscode.LogOutputChannel): Promise<SourcePorts> {
  const [{ UndiciHttpClient }, { networkSettings }] = await Promise.all([
    import('../http/undiciHttpClient.js'),
    import('./networkSettings.js'),
  ]);
  return {
    environment: process.env,
    clock: systemClock,
    browser: userBrowser,
    log,
    setting: textSetting,
    http: (caBundle) => new UndiciHttpClient(() => networkSettings(process.env, caBundle)),
  };
}

/** The relay of the Workbench session that the window is in, if it is in one. */
async function workbenchRelay({ environment, http, log }: SourcePorts): Promise<CallbackRelay | undefined> {
  const session = readSession(environment);
  if (!session) {
    return undefined;
  }
  try {
    const { WorkbenchRelay } = await import('../workbench/relay.js');
    return new WorkbenchRelay(session, http(session.caBundle));
  } catch (error) {
    log.info(`local: the relay of this session is not known: ${errorChain(error)}`);
    return undefined;
  }
}
