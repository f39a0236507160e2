import { spawn } from 'node:child_process';
import { hasCode } from '../core/systemErrors.js';
import type { Environment } from '../core/ports.js';
import * as messages from './messages.js';

/** Milliseconds for one run of a program: it may ask the user to unlock the keyring. */
const TIME_LIMIT = 30_000;

/** Octets of output that are kept. A key is much shorter. */
const MAX_OUTPUT = 64 * 1024;

/**
 * The variables that these programs need to find the user's session, and no others: the environment of a CI job may contain
 * secrets.
 */
const VARIABLES =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_.*|TMPDIR|DBUS_SESSION_BUS_ADDRESS|XDG_.*|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|SystemRoot|windir|TEMP|TMP|USERPROFILE|USERNAME|USERDOMAIN|APPDATA|LOCALAPPDATA)$/i;

/** A program of the operating system that stores secrets. */
export interface ProgramOptions {
  /** Its path, or its name on the PATH. */
  readonly program: string;
  /** The name that users know. */
  readonly name: string;
  readonly environment: Environment;
  /** Milliseconds for each run, if not the usual ones. */
  readonly timeLimit?: number | undefined;
}

/** How a run ended. */
export interface Output {
  /** `null` if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why a program could not be run, as a clause. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

/**
 * Runs a program to its end. Secrets go in by standard input and come out by standard output: other users can see
 * arguments. Throws `ProgramFailure` if it can't be started, or does not end in time, after which it is killed.
 */
export function run(
  { program, name, environment, timeLimit = TIME_LIMIT }: ProgramOptions,
  args: readonly string[],
  input = '',
): Promise<Output> {
  const variables = Object.entries(environment).filter(([variable]) => VARIABLES.test(variable));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: Object.fromEntries(variables), windowsHide: true });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, MAX_OUTPUT);
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // What it has started may still hold its output open.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new ProgramFailure(messages.noAnswer(name, Math.ceil(timeLimit / 1_000))));
    }, timeLimit);
    child.once('error', (error) => {
      clearTimeout(timer);
      const why = hasCode(error, 'ENOENT') ? messages.notInstalled(name) : messages.notStarted(name);
      reject(new ProgramFailure(why, { cause: error }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...output });
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined).end(input);
  });
}
