import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/* What the command says about JSON files that it reads. Their content is never repeated: it may contain secrets. */

const STANDARD_INPUT = '-';

export function fileNotRead(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The file {0} could not be read. Check that it exists, and that you may read it.', oneLine(file, 300)),
    { cause },
  );
}

/** @param expected a sentence @param at where it is wrong; `undefined` if that is not known */
export function notJson(
  file: string,
  expected: string,
  at: { readonly line: number; readonly column: number } | undefined,
): CredentialError {
  const message =
    at === undefined
      ? t('{0} is not JSON. {1}', placeOf(file), expected)
      : t('{0} is not JSON: see line {1}, column {2}. {3}', placeOf(file), at.line, at.column, expected);
  return new CredentialError('configuration', message);
}

export function notObject(file: string, expected: string): CredentialError {
  return new CredentialError('configuration', t('{0} is not a JSON object. {1}', placeOf(file), expected));
}

export function placeOf(file: string): string {
  return file === STANDARD_INPUT ? t('Standard input') : t('The file {0}', oneLine(file, 300));
}
