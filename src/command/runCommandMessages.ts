import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/** Windows: cmd.exe ends a command line there. */
export const lineBreak = (program: string): CredentialError =>
  new CredentialError(
    'rejected',
    t(
      '{0} is a batch file, and its arguments can’t contain line breaks. Put the text into a file, or start the program that the batch file starts.',
      oneLine(program, 80),
    ),
  );

export const notFound = (program: string): string =>
  t('{0} was not found. Check its name, and that its folder is in PATH.', oneLine(program, 80));

export function notStarted(program: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'ENOENT'
    ? notFound(program)
    : t('{0} could not be started ({1}).', oneLine(program, 80), oneLine(code, 20));
}
