import { InvalidArgumentError } from 'commander';
import * as help from './help.js';

/** Seconds for which a bare `--wait` waits: as long as an editor window does. */
export const DEFAULT_WAIT = 600;

/** A day: who waits longer means something else. */
const LONGEST_WAIT = 24 * 60 * 60;

const SECONDS = /^\d+(?:\.\d+)?$/;

/** The arguments with a bare `--wait` written out, since it would take the name that follows for its seconds. */
export function withWaitingTimes(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) => (arg === '--wait' && (end === -1 || at < end) ? `--wait=${DEFAULT_WAIT}` : arg));
}

/** The seconds that a user has written after `--wait` and a space, where they count as another argument. */
export function separateSeconds(args: readonly string[]): string | undefined {
  const at = args.indexOf('--wait');
  const [next = ''] = at === -1 ? [] : args.slice(at + 1);
  return SECONDS.test(next) ? next : undefined;
}

/** The seconds that `--wait` is given. Throws commander's error for anything else. */
export function parseWait(text: string): number {
  const seconds = SECONDS.test(text) ? Number(text) : NaN;
  if (!(seconds <= LONGEST_WAIT)) {
    throw new InvalidArgumentError(help.invalidWait(LONGEST_WAIT));
  }
  return seconds;
}
