import { t } from '@vscode/l10n';

/* What programs under test are told, in sentences for their authors. */

export const noToken = (): string =>
  t('The request carries no agent token. Send the header Coder-Session-Token with the value of CODER_AGENT_TOKEN.');

export const unknownPath = (): string =>
  t(
    'credentials coder mock answers only the call for external authentication: this one exists in Coder, but not here.',
  );

export const madeUp = (): string => t('This error was asked for with credentials coder mock --status.');
