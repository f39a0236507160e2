import { t } from '@vscode/l10n';

/* What is known of this source before its code is loaded. */

/** The commands, by their names below `availableCredentials.`. */
export const LOCAL_COMMANDS = [
  'addIntegration',
  'addIntegrationFromJson',
  'editIntegration',
  'removeIntegration',
  'checkIntegration',
  'copyConnectRequest',
  'forgetLocalSignIns',
] as const;

export type LocalCommand = (typeof LOCAL_COMMANDS)[number];

export function noneDefined(): string {
  return t(
    'There are no local integrations. To add one, run Posit Workbench: Add Integration… in the command palette.',
  );
}
