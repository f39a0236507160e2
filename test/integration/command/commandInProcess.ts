import childProcess, { type ChildProcess } from 'node:child_process';
import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import * as messages from '../../../src/command/messages.js';
import { run } from '../../../src/command/run.js';
import { ExitCode, Terminal } from '../../../src/command/terminal.js';
import { BuiltCommand, kill, type Run, type RunOptions } from './builtCommand.js';

/** What a run and its children read and have written, and these children. */
interface InOut {
  readonly input: string | Uint8Array;
  readonly written: { stdout: string; stderr: string };
  readonly children: { readonly process: ChildProcess; readonly closed: Promise<void> }[];
}

const current = new AsyncLocalStorage<InOut>();
const { spawn } = childProcess;

/** From now on, a command that a run starts reads and writes what the run does, and not what this process does. */
function connectChildren(): void {
  const connected = (file: string, args: readonly string[], options: childProcess.SpawnOptions): ChildProcess => {
    const inOut = current.getStore();
    if (!inOut || options.stdio !== 'inherit') {
      return spawn(file, args, options);
    }
    const child = spawn(file, args, { ...options, stdio: 'pipe', detached: true });
    // One that reads nothing may have ended by then.
    child.stdin.on('error', () => undefined).end(inOut.input);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (inOut.written.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (inOut.written.stderr += text));
    inOut.children.push({ process: child, closed: new Promise((resolve) => child.once('close', () => resolve())) });
    return child;
  };
  Object.assign(childProcess, { spawn: connected });
  syncBuiltinESMExports();
}

/**
 * The command within this process, where mutation testing can change its code. Tests that need a shell or a signal are
 * skipped: `skip` skips the test that runs.
 */
export class CommandInProcess extends BuiltCommand {
  readonly #children: InOut['children'][] = [];

  constructor(private readonly skip: () => never) {
    super('/nonexistent', '/nonexistent');
    connectChildren();
  }

  override get program(): string {
    return 'credentials';
  }

  override get bin(): string {
    // What a shell finds there is another process.
    return this.skip();
  }

  /** Without the folder in which programs find the command. */
  override get env(): Record<string, string> {
    return { PATH: process.env['PATH'] ?? '' };
  }

  override startProgram(program: string, args: readonly string[], { env = {}, input = '', cwd }: RunOptions): Run {
    const hasOwnNode = 'AVAILABLE_CREDENTIALS_NODE' in env || 'NODE_OPTIONS' in env;
    if (program !== this.program || args.includes(this.program) || cwd !== undefined || hasOwnNode) {
      // Another program, the command in a command that it runs, another folder and another Node are other processes, too.
      this.skip();
    }
    const inOut: InOut = { input, written: { stdout: '', stderr: '' }, children: [] };
    const { written, children } = inOut;
    this.#children.push(children);
    const terminal = new Terminal(
      { write: (text) => (written.stdout += text) },
      { write: (text) => (written.stderr += text) },
    );
    const surroundings = {
      environment: env,
      input: () => chunksOf(input),
      terminal,
    };
    const exitCode = current
      .run(inOut, () => run(args, surroundings))
      .catch((error: unknown) => {
        terminal.say(messages.sentenceOf(error));
        return ExitCode.failed;
      });
    return {
      result: exitCode.then(async (code) => {
        await Promise.all(children.map(({ closed }) => closed));
        return { code, ...written };
      }),
      told: () => written.stderr,
      interrupt: (signal = 'SIGINT') => {
        // A signal to the run itself would end this process.
        if (children.length === 0) this.skip();
        children.forEach(({ process }) => kill(process, signal));
      },
    };
  }

  override end(): void {
    this.#children.flat().forEach(({ process }) => kill(process));
  }
}

// oxlint-disable-next-line typescript/require-await -- An async generator, as a stream is.
async function* chunksOf(input: string | Uint8Array): AsyncIterable<Uint8Array> {
  if (input.length > 0) {
    yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
  }
}
