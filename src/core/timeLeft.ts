import { t } from '@vscode/l10n';
import { locale } from './language.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a token is valid, in words and rounded down: "for 50 minutes". Milliseconds. */
export function validFor(span: number): string {
  const [count, unit] = rounded(span);
  return count < 1
    ? t('for less than a minute')
    : t('for {0}', count.toLocaleString(locale(), { style: 'unit', unit, unitDisplay: 'long' }));
}

/** When a token is renewed, in words and rounded down: "renews in 50 minutes". Milliseconds. */
export function renewsIn(span: number): string {
  const [count, unit] = rounded(span);
  return count < 1
    ? t('renews in less than a minute')
    : t('renews {0}', new Intl.RelativeTimeFormat(locale()).format(count, unit));
}

function rounded(span: number): readonly [count: number, unit: 'minute' | 'hour' | 'day'] {
  const unit = unitOf(span);
  return [Math.floor(span / unit), unit === DAY ? 'day' : unit === HOUR ? 'hour' : 'minute'];
}

/** Milliseconds until the words for a span that gets shorter change. */
export function untilWordsChange(span: number): number {
  return (span % unitOf(span)) + 1;
}

/** Neither hours nor days begin at one, so that rounding down takes away at most a third. */
function unitOf(span: number): number {
  return span < 2 * HOUR ? MINUTE : span < 2 * DAY ? HOUR : DAY;
}
