import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import { FIELDS } from './context.js';

/*
 * Why there is no snippet, each with what the user can do. `file` is a template's file name, `line` counts from 1. They are
 * functions and no constants, since the language is known only after activation.
 */

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
    t('The snippet template {0} cannot be read. Check that it is a readable file of UTF-8 text.', shown(file)),
    { cause },
  );
}

export function templateInvalid(file: string, line: number | undefined, cause: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    line === undefined
      ? t('The snippet template {0} has a mistake. The log has the cause.', shown(file))
      : t('The snippet template {0} has a mistake in line {1}. The log has the cause.', shown(file), line),
    { cause },
  );
}

export function unknownField(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} asks in line {1} for {2}, which is not to be had there. The fields are {3}.',
      shown(file),
      line,
      shown(field),
      FIELDS.join(', '),
    ),
  );
}

export function fieldIsList(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} takes {2} for one text in line {1}. It is a list: go through it with #each.',
      shown(file),
      line,
      shown(field),
    ),
  );
}

export function fieldIsText(file: string, line: number, field: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('The snippet template {0} takes {2} for a list in line {1}. It is one text.', shown(file), line, shown(field)),
  );
}

export function unknownConstruct(file: string, line: number, construct: string): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The snippet template {0} uses {2} in line {1}. Templates have fields, #if, #unless, #each and #with, and nothing else.',
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
    t('The Integration ID of {0} is not a GUID, so no code can ask for it. Tell your administrator.', oneLine(label)),
  );
}

export function fieldMissing(file: string, field: string): CredentialError {
  return new CredentialError(
    'protocol',
    t('The snippet template {0} needs {1}, which the server did not give for this integration.', shown(file), field),
  );
}

export function valueNotHeld(file: string, field: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The snippet template {0} cannot be used for this integration: {1} holds characters that cannot be written in its language.',
      shown(file),
      field,
    ),
  );
}

export function valueNotPlain(file: string, field: string, extension: string): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The snippet template {0} cannot be used for this integration: {1} is not made of A-Z, a-z, 0-9 and . _ : / - alone, and how to write other characters in a .{2} file is not known.',
      shown(file),
      field,
      shown(extension),
    ),
  );
}

const shown = (text: string) => oneLine(text, 200);
