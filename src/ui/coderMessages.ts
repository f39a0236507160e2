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
      'Programs written for Coder get no tokens here, since credentials in terminals are off or there is nothing to serve. Run Posit Workbench: Turn Credentials in Terminals On or Off.',
    ),
  );
