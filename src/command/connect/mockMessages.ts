import { t } from '@vscode/l10n';

export const expectedInFile = (): string => t('It must be an object with rules, answers or associations.');

export const logIncomplete = (): string =>
  t('The log is not complete: it could not be written. Check the space on the disk, then run the command again.');
