import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { programStart } from '../core/programStart.js';
import { hasCode } from '../core/systemErrors.js';
import type { Environment } from '../core/ports.js';
import * as messages from './runCommandMessages.js';
import type { ExitCode, Terminal } from './terminal.js';

/** Exit codes of shells. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

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
  const start = programStart(program, args, env);
  if (!start) {
    terminal.say(messages.notFound(program));
    return NOT_FOUND;
  }
  const { file, windowsVerbatimArguments } = start;
  const child = spawn(file, start.args, { stdio: 'inherit', env: restored(env), windowsVerbatimArguments });
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
    return hasCode(error, 'ENOENT') ? NOT_FOUND : NOT_EXECUTABLE;
  } finally {
    SIGNALS.forEach((signal) => process.off(signal, pass));
    process.off('SIGINT', ignore);
  }
}

/**
 * The environment without what the scripts in `bin` have changed for the Node of this command: `ELECTRON_RUN_AS_NODE` would make
 * an editor, or another program of Electron, run a file as code.
 */
function restored(env: Environment): Environment {
  const options = env['AVAILABLE_CREDENTIALS_NODE_OPTIONS'];
  return {
    ...{ ...env, ELECTRON_RUN_AS_NODE: undefined },
    ...{ AVAILABLE_CREDENTIALS_NODE_OPTIONS: undefined, AVAILABLE_CREDENTIALS_SET_EXE_PATH: undefined },
    ...(options ? { NODE_OPTIONS: options } : {}),
    // The script marks that it has set the variable: a value of the user's own is kept.
    ...(env['AVAILABLE_CREDENTIALS_SET_EXE_PATH'] ? { NoDefaultCurrentDirectoryInExePath: undefined } : {}),
  };
}
