import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';
import { formatTime } from '../../core/time.js';
import type { Finding } from '../../core/finding.js';
import { findingLines } from '../../core/findingLines.js';

/** The findings as plain text, one line each. @param now milliseconds since the epoch */
export function checkReport(name: string, findings: readonly Finding[], now: number): string {
  const problems = findings.filter(({ result }) => result === 'problem').length;
  return [
    t('Check of {0}', oneLine(name)),
    t('Made at {0}. It holds no cookie, token or secret.', formatTime(now)),
    '',
    ...findingLines(findings),
    '',
    problems === 0 ? t('No problem was found.') : t('Problems: {0}', problems),
    '',
  ].join('\n');
}
