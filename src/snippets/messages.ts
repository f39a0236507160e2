import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';
import { FIELDS } from './context.js';

/*
 * Why a snippet can't be created, each with what the user can do. `file` is a template's file name, `line` counts from 1.
 * They are functions, not constants, because the language is known only after activation.
 */

export function notForContent(language: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('There are no {0} snippets for content on a server. Use Python or R.', oneLine(language)),
  );
}

export function folderUnreadable(folder: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The snippet templates in {0} cannot be read. Check that this folder exists and is readable.', shown(folder)),
    { cause },
  );
}

export function templateUnreadable(file: string, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The snippet template {0} cannot be read. Check that it is a readable UTF-8 text file.', shown(file)),
    { cause },
  );
}

export function templateInvalid(file: string, line: number | undefined, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    line === undefined
      ? t('The snippet template {0} is not valid. See the log for details, then correct it.', shown(file))
      : t('The snippet template {0} is not valid in line {1}. See the log for details, then correct it.', shown(file), line),
    { cause },
  );
}

export function unknownField(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} uses {2} in line {1}, which is not available there. The fields are {3}.',
      shown(file),
      line,
      shown(field),
      listOf(FIELDS),
    ),
  );
}

export function fieldIsList(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} uses {2} as a text in line {1}, but it is a list. Use #each.',
      shown(file),
      line,
      shown(field),
    ),
  );
}

export function fieldIsText(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} uses {2} as a list in line {1}, but it is a text. Use it without #each.',
      shown(file),
      line,
      shown(field),
    ),
  );
}

export function unknownConstruct(file: string, line: number, construct: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} uses {2} in line {1}. Templates can only use fields, #if, #unless, #each and #with.',
      shown(file),
      line,
      shown(construct),
    ),
  );
}

/** `label` is the server's text. */
export function guidInvalid(label: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('The Integration ID of {0} is not a GUID, so code cannot use it. Contact your administrator.', oneLine(label)),
  );
}

export function fieldMissing(file: string, field: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The snippet template {0} requires {1}, which the server did not send for this integration. Use another language.',
      shown(file),
      field,
    ),
  );
}

export function valueNotHeld(file: string, field: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The snippet template {0} cannot be used for this integration: {1} contains characters that its language cannot express. Use another language.',
      shown(file),
      field,
    ),
  );
}

export function valueNotPlain(file: string, field: string, extension: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The snippet template {0} cannot be used for this integration: {1} contains characters other than A-Z, a-z, 0-9 and . _ : / -, and this extension does not know how to write them in .{2} files. Use another language.',
      shown(file),
      field,
      shown(extension),
    ),
  );
}

const shown = (text: string) => oneLine(text, 200);
