import { t } from '@vscode/l10n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time span in words, rounded down: "50 minutes". Milliseconds. */
export function inWords(span: number): string {
  const unit = unitOf(span);
  const count = Math.floor(span / unit);
  if (unit === DAY) {
    return t('{0} days', count);
  }
  if (unit === HOUR) {
    return t('{0} hours', count);
  }
  return count < 1 ? t('less than a minute') : count === 1 ? t('1 minute') : t('{0} minutes', count);
}

/** Milliseconds until the words for a span that gets shorter change. */
export function untilWordsChange(span: number): number {
  return (span % unitOf(span)) + 1;
}

/** Neither hours nor days begin at one, so that rounding down takes away at most a third. */
function unitOf(span: number): number {
  return span < 2 * HOUR ? MINUTE : span < 2 * DAY ? HOUR : DAY;
}
