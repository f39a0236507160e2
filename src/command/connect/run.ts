import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Environment } from '../../workbench/session.js';
import type { Backends } from '../backends.js';
import * as messages from './runMessages.js';
import type { Terminal } from '../terminal.js';

export interface RunOptions {
  /** Whether R code outside Shiny is to take the author for a viewer. */
  readonly rWithoutShiny?: boolean;
}

/** Signals that the editor or a service manager sends to end a process. The terminal sends Ctrl+C to the command, too. */
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/**
 * `credentials connect run`: runs a command as content on Posit Connect, whose credentials the editor window provides.
 * Returns the exit code of the command; for one that a signal has ended, 128 and the number of the signal, as shells do.
 */
export async function runContent(
  backends: Backends,
  environment: Environment,
  terminal: Terminal,
  [program = '', ...args]: readonly string[],
  { rWithoutShiny = false }: RunOptions,
): Promise<number> {
  const variables = await backends.window.environment(rWithoutShiny ? 'connect-mocking' : 'connect');
  const child = spawn(program, args, { stdio: 'inherit', env: { ...withLoopback(environment), ...variables } });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  SIGNALS.forEach((signal) => process.on(signal, pass));
  process.on('SIGINT', ignore);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
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

/** Without a proxy for this machine: it would get the keys. */
function withLoopback(environment: Environment): Environment {
  const exceptions = ['NO_PROXY', 'no_proxy'].map((name) => [
    name,
    [environment[name], '127.0.0.1,localhost'].filter((hosts) => hosts !== undefined && hosts !== '').join(','),
  ]);
  return { ...environment, ...(Object.fromEntries(exceptions) as Environment) };
}
