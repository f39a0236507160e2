import { InvalidArgumentError } from 'commander';
import * as help from './help.js';

/** Seconds for `--wait` without a value: as long as an editor window waits. */
export const DEFAULT_WAIT = 600;

/** A day: more is likely a mistake. */
const LONGEST_WAIT = 24 * 60 * 60;

const SECONDS = /^\d+(?:\.\d+)?$/;

/** The subcommands that have the option. Others may run a program that has an option of the same name. */
const WAITING = ['access-token', 'sign-in'];

/** The arguments with `--wait` given its default value, since commander would take the name that follows for the value. */
export function withWaitingTimes(args: readonly string[]): readonly string[] {
  if (!WAITING.includes(args[0] ?? '')) {
    return args;
  }
  const end = args.indexOf('--');
  return args.map((arg, at) => (arg === '--wait' && (end === -1 || at < end) ? `--wait=${DEFAULT_WAIT}` : arg));
}

/** The seconds after `--wait` and a space, which count as another argument. */
export function separateSeconds(args: readonly string[]): string | undefined {
  const at = args.indexOf('--wait');
  const [next = ''] = at === -1 ? [] : args.slice(at + 1);
  return SECONDS.test(next) ? next : undefined;
}

/** The value of `--wait` in seconds. Throws commander's error if it is not a number in range. */
export function parseWait(text: string): number {
  const seconds = SECONDS.test(text) ? Number(text) : NaN;
  if (!(seconds <= LONGEST_WAIT)) {
    throw new InvalidArgumentError(help.invalidWait(LONGEST_WAIT));
  }
  return seconds;
}
