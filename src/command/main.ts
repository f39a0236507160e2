import path from 'node:path';
import process from 'node:process';
import { useLanguageOf } from './language.js';
import * as messages from './messages.js';
import { run } from './run.js';
import { ExitCode, Terminal } from './terminal.js';

/** The entry point of `credentials`. Sets the exit code and lets the process end by itself, so that all output is written. */
async function main(): Promise<ExitCode> {
  const { argv, env, stdout, stderr } = process;
  useLanguageOf(env, path.join(argv[1] ?? '', '../../l10n'));
  const terminal = new Terminal(stdout, stderr, stdout.columns);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of the output may have closed it early, as `head` does.
    if (error.code !== 'EPIPE') {
      terminal.say(messages.notWritten(error));
      process.exitCode = ExitCode.failed;
    }
  });
  stderr.on('error', () => undefined);
  try {
    return await run(argv.slice(2), {
      environment: env,
      input: () => process.stdin,
      terminal,
    });
  } catch (error) {
    terminal.say(messages.sentenceOf(error));
    return ExitCode.failed;
  }
}

// The client ignores it, but Node would warn that certificates are not checked.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
// The exit code may be set already, if the output could not be written.
void main().then((exitCode) => (process.exitCode ??= exitCode));
