import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { endedAfterAll } from '../../ended.js';
import { cleanUpAtExit } from '../../exitCleanup.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { sharedBundle } from '../builtBundle.js';

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the command that may still be going on. */
export interface Run {
  readonly result: Promise<Result>;
  /** What it has written to standard error so far. */
  readonly told: () => string;
  /** Presses Ctrl+C, which a shell sends to all processes of the run. */
  readonly interrupt: (signal?: NodeJS.Signals) => void;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; empty by default. */
  readonly input?: string | Uint8Array;
  /** The folder in which it runs; the home folder by default. */
  readonly cwd?: string;
}

/** The command as it is shipped: built, and run by the script that is on the PATH of terminals. */
export class BuiltCommand {
  readonly #children = new Set<ChildProcess>();

  /**
   * @param bundle the folder of the bundle.
   * @param home the home folder of runs, in which they start.
   */
  constructor(
    private readonly bundle: string,
    private readonly home: string,
  ) {}

  /** The folder that is on the PATH of terminals. */
  get bin(): string {
    return path.join(this.bundle, 'bin');
  }

  /** The script that runs the command. */
  get program(): string {
    return path.join(this.bin, 'credentials');
  }

  /** The environment of a terminal, without what leads to a server. */
  get env(): Record<string, string> {
    return {
      PATH: `${this.bin}:${process.env['PATH'] ?? ''}`,
      HOME: this.home,
      AVAILABLE_CREDENTIALS_NODE: process.execPath,
    };
  }

  /** Runs the command to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.start(args, options).result;
  }

  start(args: readonly string[], options: RunOptions = {}): Run {
    return this.startProgram(this.program, args, options);
  }

  /** Runs another program, such as a shell, that finds the command on its PATH. */
  runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.startProgram(program, args, options).result;
  }

  startProgram(program: string, args: readonly string[], { env = {}, input = '', cwd = this.home }: RunOptions): Run {
    const child = spawn(program, args, { cwd, env: { ...this.env, ...env }, detached: true });
    const endedAlready = cleanUpAtExit(() => kill(child));
    this.#children.add(child);
    const closed = once(child, 'close');
    closed
      .catch(() => undefined)
      .finally(() => {
        endedAlready();
        this.#children.delete(child);
      });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined).end(input);
    const stdout = text(child.stdout);
    const result = closed.then(async () => ({ code: child.exitCode, stdout: await stdout, stderr: told }));
    const interrupt = (signal: NodeJS.Signals = 'SIGINT') => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    };
    return { result, told: () => told, interrupt };
  }

  /** Ends what still runs. */
  end(): void {
    this.#children.forEach((child) => kill(child));
  }
}

/** Ends a process that is `detached` with all that it has started. */
export function kill({ pid }: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(-(pid ?? NaN), signal);
  } catch {
    // It has ended already.
  }
}

/**
 * To be called in a `describe`: prepares the built command before its tests, and gives a function that returns it. Mutation
 * testing sets COMMAND_IN_PROCESS, because its changes are seen only there.
 *
 * @param isOwn whether its folder is a copy, whose files the tests may change
 */
export function commandForAll({ isOwn = false } = {}): () => BuiltCommand {
  const ended = endedAfterAll();
  let command: BuiltCommand | undefined;
  let test: Mocha.Test | undefined;
  beforeEach(function () {
    test = this.currentTest;
  });
  const copyOf = async (bundle: string): Promise<string> => {
    const copy = temporaryFolder('command-copy');
    ended(() => copy.remove());
    await cp(bundle, copy.path, { recursive: true });
    return copy.path;
  };
  before('the command is built, and has a home', async () => {
    if (process.env['COMMAND_IN_PROCESS'] !== undefined) {
      const { CommandInProcess } = await import('./commandInProcess.js');
      const inProcess = new CommandInProcess(() => (test ?? assert.fail('There is no test to skip')).skip());
      ended(() => inProcess.end());
      command = inProcess;
      return;
    }
    const home = temporaryFolder('command');
    ended(() => home.remove());
    const shared = await sharedBundle();
    const built = new BuiltCommand(isOwn ? await copyOf(shared) : shared, home.path);
    ended(() => built.end());
    command = built;
  });
  return () => {
    if (!command) throw new Error('The command is built before the tests, not before they are defined');
    return command;
  };
}
