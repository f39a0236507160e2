import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { once } from '../core/once.js';
import { LazySource } from '../core/lazySource.js';
import { LOCAL_COMMANDS, noneDefined } from '../local/outline.js';
import type { LocalSource } from '../local/source.js';
import { ListSetting } from '../ui/adapters.js';
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
  /** Whether code in this window's terminals can get the tokens of local integrations. */
  readonly isCodeAnswered: () => boolean;
  /** Shows a report as a read-only document. */
  readonly showReport: (title: string, text: string) => Promise<void>;
}

export function createSources({ context, log, callbackUris, isCodeAnswered, showReport }: SourcesContext): Sources {
  const workbench = new LazySource({
    id: 'workbench',
    label: () => 'Posit Workbench',
    load: async () => {
      const [{ WorkbenchSource }, { createSourcePorts }] = await Promise.all([
        import('../workbench/source.js'),
        import('./sourcePorts.js'),
      ]);
      return new WorkbenchSource(createSourcePorts(log));
    },
  });

  const settings = new ListSetting('integrations');
  const local = new LazySource({
    id: 'local',
    label: () => t('Local Integrations'),
    emptyAdvice: noneDefined,
    commands: LOCAL_COMMANDS,
    isEmpty: () => settings.isEmpty,
    hasTokens: () => !settings.isEmpty,
    onDidChange: settings.onDidChange,
    load: async () => {
      const [{ LocalSource }, { EditorDialogs }, { notifications }, { createSourcePorts }] = await Promise.all([
        import('../local/source.js'),
        import('../ui/dialogs.js'),
        import('../ui/notifications.js'),
        import('./sourcePorts.js'),
      ]);
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
        showReport,
        isCodeAnswered,
      });
    },
  });

  return { workbench, local };
}
