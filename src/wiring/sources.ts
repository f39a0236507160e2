import { t } from '@vscode/l10n';
import { LazySource } from '../core/lazySource.js';
import { LOCAL_COMMANDS, noneDefined } from '../local/outline.js';
import type { LocalSource } from '../local/source.js';
import { ListSetting } from '../ui/adapters.js';
import type { LocalSourceContext } from './localSource.js';

/** The sources of a window, each loaded when it is first asked for something. */
export interface Sources {
  readonly workbench: LazySource;
  readonly local: LazySource<LocalSource>;
}

export function createSources(wiring: LocalSourceContext): Sources {
  const workbench = new LazySource({
    id: 'workbench',
    label: () => 'Posit Workbench',
    hasContentTokens: true,
    load: async () => {
      const { createWorkbenchSource } = await import('./workbenchSource.js');
      return createWorkbenchSource(wiring.log);
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
      const { createLocalSource } = await import('./localSource.js');
      return createLocalSource(wiring);
    },
  });

  return { workbench, local };
}
