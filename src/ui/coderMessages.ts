import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';

export const coderTerminalName = (): string => t('As in Coder');

export const inCoderWorkspace = (): CredentialError =>
  new CredentialError(
    'unavailable',
    t('This window is in a Coder workspace: Coder itself answers in all of its terminals. Open an ordinary terminal.'),
  );

export const notServedAsCoder = (): CredentialError =>
  new CredentialError(
    'unavailable',
    t(
      'Programs written for Coder get no tokens here: credentials in terminals are turned off, or there is no integration yet. Run Posit Workbench: Turn Credentials in Terminals On or Off, or Posit Workbench: Add Integration….',
    ),
  );
