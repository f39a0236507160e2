import { t } from '@vscode/l10n';
import { padded, widthOf } from './columns.js';
import type { Finding } from './finding.js';
import { oneLine } from './text.js';

/** Longest text of a finding, in characters. */
const MAX_TEXT_LENGTH = 1_000;

/** One line for each finding, with aligned columns. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const rows = findings.map(({ subject, result, text }) => [
    markOf(result),
    oneLine(subject),
    oneLine(text, MAX_TEXT_LENGTH),
  ]);
  const widths = [widthOf(markOf('problem')), Math.max(...rows.map(([, subject = '']) => widthOf(subject)))];
  return rows.map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '));
}

function markOf(result: Finding['result']): string {
  switch (result) {
    case 'ok':
      return t('ok');
    case 'problem':
      return t('PROBLEM');
    case 'unknown':
      return '?';
  }
}
