import { InvalidArgumentError } from 'commander';
import * as help from './help.js';

/** Seconds for which a bare `--wait` waits: as long as an editor window does. */
export const DEFAULT_WAIT = 600;

/** A day: who waits longer means something else. */
const LONGEST_WAIT = 24 * 60 * 60;

/** The arguments with a bare `--wait` written out, since it would take the name that follows for its seconds. */
export function withWaitingTimes(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, at) => (arg === '--wait' && (end === -1 || at < end) ? `--wait=${DEFAULT_WAIT}` : arg));
}

/** The seconds that `--wait` is given. Throws commander's error for anything else. */
export function parseWait(text: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(seconds <= LONGEST_WAIT)) {
    throw new InvalidArgumentError(help.invalidWait(LONGEST_WAIT));
  }
  return seconds;
}
