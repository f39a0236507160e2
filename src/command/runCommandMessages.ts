import { t } from '@vscode/l10n';
import { oneLine } from '../core/text.js';

export const notFound = (program: string): string =>
  t('{0} was not found. Check its name, and that its folder is in PATH.', oneLine(program, 80));

export function notStarted(program: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'ENOENT'
    ? notFound(program)
    : t('{0} could not be started ({1}).', oneLine(program, 80), oneLine(code, 20));
}
