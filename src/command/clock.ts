import process from 'node:process';

/**
 * Milliseconds of a clock that is never set. Not `performance.now()`: Node would first have to load that, which takes longer
 * than a request to an editor window.
 */
export function now(): number {
  return process.uptime() * 1_000;
}
