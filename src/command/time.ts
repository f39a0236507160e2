/** A time in ISO 8601, in whole seconds, rounded down: a token must not be taken for valid when it no longer is. @param time milliseconds since the epoch */
export function isoTime(time: number): string {
  return new Date(Math.floor(time / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
