import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { LazySource } from '../core/lazySource.js';
import type { SourcePorts } from '../core/source.js';
import { LOCAL_COMMANDS } from '../local/commandNames.js';
import type { LocalSource } from '../local/source.js';
import { ListSetting, systemClock, textSetting, userBrowser } from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';

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
      return new LocalSource({
        ...(await sourcePorts(log)),
        settings,
        secrets: context.secrets,
        memory: context.globalState,
        folder: context.globalStorageUri.fsPath,
        dialogs: new EditorDialogs(notifications),
        redirects: callbackUris,
        isCodeAnswered,
      });
    },
  });

  return { workbench, local };
}

/** What every source needs from outside. */
async function sourcePorts(log: vscode.LogOutputChannel): Promise<SourcePorts> {
  const [{ UndiciHttpClient }, { SystemProxy }, { networkSettings }] = await Promise.all([
    import('../http/undiciHttpClient.js'),
    import('../http/systemProxy.js'),
    import('./networkSettings.js'),
  ]);
  const systemProxy = new SystemProxy();
  return {
    environment: process.env,
    clock: systemClock,
    browser: userBrowser,
    log,
    setting: textSetting,
    http: (caBundle) => new UndiciHttpClient(() => networkSettings(process.env, caBundle), undefined, systemProxy),
  };
}
