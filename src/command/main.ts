import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { CredentialError } from '../core/errors.js';
import * as messages from './messages.js';
import { runProgram } from './program.js';
import { ExitCode, Terminal } from './terminal.js';

/** The entry of the command `credentials`. It sets the exit code and lets the process end by itself, with all output written. */
async function main(): Promise<ExitCode> {
  const { argv, env, stdout, stderr } = process;
  const terminal = new Terminal(stdout, stderr);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads the output may have seen enough.
    if (error.code !== 'EPIPE') {
      terminal.say(messages.notWritten(error));
      process.exitCode = ExitCode.failed;
    }
  });
  stderr.on('error', () => undefined);
  try {
    return await runProgram(argv.slice(2), {
      environment: env,
      input: () => process.stdin,
      terminal,
      columns: stdout.columns,
    });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return ExitCode.done;
    }
    terminal.say(sentenceOf(error));
    return ExitCode.failed;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof CredentialError || error instanceof CommanderError
    ? error.message
    : messages.unexpected(error);
}

/**
 * undici parses by WebAssembly. To have it optimised takes longer than the few answers that come here, and a process that ends
 * waits for it. (Whether Electron still takes flags once it runs is not known, and to try would end it.)
 */
function leaveWebAssemblyAsItIs(): void {
  if (process.versions['electron'] === undefined) {
    setFlagsFromString('--liftoff-only');
  }
}

leaveWebAssemblyAsItIs();
// It is ignored, but Node would warn that certificates are not checked.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
// That the output could not be written may be known by now.
void main().then((exitCode) => (process.exitCode ??= exitCode));
