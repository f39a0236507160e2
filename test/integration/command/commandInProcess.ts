import * as messages from '../../../src/command/messages.js';
import { run } from '../../../src/command/run.js';
import { ExitCode, Terminal } from '../../../src/command/terminal.js';
import { BuiltCommand, type Run, type RunOptions } from './builtCommand.js';

/**
 * The command within this process, where mutation testing can change its code. Tests that need a shell or a signal are
 * skipped: `skip` skips the test that runs.
 */
export class CommandInProcess extends BuiltCommand {
  constructor(private readonly skip: () => void) {
    super('/nonexistent', '/nonexistent');
  }

  override get program(): string {
    return 'credentials';
  }

  override get bin(): string {
    // What a shell finds there is another process.
    this.skip();
    return super.bin;
  }

  override startProgram(program: string, args: readonly string[], { env = {}, input = '', cwd }: RunOptions): Run {
    if (program !== this.program || cwd !== undefined || 'AVAILABLE_CREDENTIALS_NODE' in env) {
      // Another program, another folder and another Node are another process, too.
      this.skip();
    }
    const written = { stdout: '', stderr: '' };
    const terminal = new Terminal(
      { write: (text) => (written.stdout += text) },
      { write: (text) => (written.stderr += text) },
    );
    const surroundings = {
      environment: env,
      input: () => chunksOf(input),
      terminal,
    };
    const exitCode = run(args, surroundings).catch((error: unknown) => {
      terminal.say(messages.sentenceOf(error));
      return ExitCode.failed;
    });
    return {
      result: exitCode.then((code) => ({ code, ...written })),
      told: () => written.stderr,
      // A signal would end this process.
      interrupt: () => this.skip(),
    };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- An async generator, as a stream is.
async function* chunksOf(input: string | Uint8Array): AsyncIterable<Uint8Array> {
  if (input.length > 0) {
    yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
  }
}
