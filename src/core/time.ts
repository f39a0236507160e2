import { t } from '@vscode/l10n';

/** A time in UTC, since a report may be read anywhere, to the second. `time` in milliseconds since the epoch. */
export function formatTime(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** A time with how long ago it was. Both in milliseconds since the epoch. */
export function formatAge(time: number, now: number): string {
  return t('{0} ({1} ago)', formatTime(time), formatDuration(now - time));
}

/** A time span in its largest unit, rounded down like that in `timeLeft.ts`: it never promises more than there is. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) {
    return t('{0} s', seconds);
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) {
    return t('{0} min', minutes);
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('{0} h', hours) : t('{0} d', Math.floor(hours / 24));
}

/** A time in ISO 8601 in whole seconds, rounded down: a token must not be taken for valid when it no longer is. */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
