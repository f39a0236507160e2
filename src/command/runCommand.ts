import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Environment } from '../workbench/session.js';
import * as messages from './runCommandMessages.js';
import type { ExitCode, Terminal } from './terminal.js';

/** Signals that the editor or a service manager sends to end a process. The terminal sends Ctrl+C to the command, too. */
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command in the foreground. Returns its exit code; for one that a signal has ended, 128 and the number of the
 * signal, as shells do.
 *
 * @param started is called with the id of the process
 */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  env: Environment,
  terminal: Terminal,
  started: (pid: number) => void = () => undefined,
): Promise<ExitCode> {
  const child = spawn(program, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  SIGNALS.forEach((signal) => process.on(signal, pass));
  process.on('SIGINT', ignore);
  try {
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    if (child.pid !== undefined) {
      started(child.pid);
    }
    const [code, signal] = await exit;
    return code ?? 128 + (signal ? constants.signals[signal] : 0);
  } catch (error) {
    terminal.say(messages.notStarted(program, error));
    // As shells do: not found, and found but not executable.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 127 : 126;
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, pass));
    process.off('SIGINT', ignore);
  }
}
