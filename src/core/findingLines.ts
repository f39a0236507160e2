import { t } from '@vscode/l10n';
import { LEAST_WIDTH, padded, widthOf, wrap } from './columns.js';
import type { Finding } from './finding.js';
import { oneLine } from './text.js';

/** Longest text of a finding, in characters. */
const MAX_TEXT_LENGTH = 1_000;

/** The findings in aligned columns. @param columns in which long texts are wrapped, if there is room for them */
export function findingLines(findings: readonly Finding[], columns = Infinity): readonly string[] {
  const markWidth = widthOf(markOf('problem'));
  const subjectWidth = Math.max(...findings.map(({ subject }) => widthOf(oneLine(subject))));
  const indentation = markWidth + subjectWidth + 4;
  return findings.flatMap(({ subject, result, text: whole }) => {
    const text = oneLine(whole, MAX_TEXT_LENGTH);
    const lines = columns - indentation < LEAST_WIDTH ? [text] : wrap(text, columns - indentation);
    const beginning = `${padded(markOf(result), markWidth)}  ${padded(oneLine(subject), subjectWidth)}  `;
    return lines.map((line, at) => (at === 0 ? beginning : ' '.repeat(indentation)) + line);
  });
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
