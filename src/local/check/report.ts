import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';
import { formatTime } from '../../core/time.js';
import type { Finding } from '../../core/finding.js';

/** Longest text of a finding, in characters. */
const MAX_TEXT_LENGTH = 1_000;

/** The findings as plain text, one line each. @param now milliseconds since the epoch */
export function checkReport(name: string, findings: readonly Finding[], now: number): string {
  const problems = findings.filter(({ result }) => result === 'problem').length;
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return [
    t('Check of {0}', oneLine(name)),
    t('Made at {0}. It holds no cookie, token or secret.', formatTime(now)),
    '',
    ...findings.map(
      ({ subject, result, text }) => `${mark(result)}  ${subject.padEnd(width)}  ${oneLine(text, MAX_TEXT_LENGTH)}`,
    ),
    '',
    problems === 0 ? t('No problem was found.') : t('Problems: {0}', problems),
    '',
  ].join('\n');
}

function mark(result: Finding['result']): string {
  switch (result) {
    case 'ok':
      return 'ok     ';
    case 'problem':
      return 'PROBLEM';
    case 'unknown':
      return '?      ';
  }
}
