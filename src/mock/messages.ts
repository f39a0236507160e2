import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';

/* What the servers for tests say about their files. The content of a file is never repeated: it may be a secret. */

/** @param place such as `answers[2].delay`; empty: the whole file @param problem as below */
export function wrongPlace(file: string, place: string, problem: string): string {
  const name = oneLine(file, 300);
  return place === ''
    ? t('The file {0} is wrong: {1}. Correct it, then run the command again.', name, problem)
    : t('The file {0} is wrong at {1}: {2}. Correct it, then run the command again.', name, oneLine(place), problem);
}

export const mustBeObject = (): string => t('it must be an object');

export const mustBeList = (): string => t('it must be a list');

export const mustBeText = (): string => t('it must be a text that is not empty');

export const mustBeOneOf = (values: readonly string[]): string => t('it must be one of {0}', listOf(values));

export const mustBeWholeNumber = (least: number, most: number): string =>
  t('it must be a whole number from {0} to {1}', least, most);

export const unknownField = (known: readonly string[]): string =>
  t('there is no such field. Use one of {0}', listOf(known));

export function logNotOpened(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The log {0} could not be created. Check that its folder exists, and that you may write to it.',
      oneLine(file, 300),
    ),
    { cause },
  );
}
