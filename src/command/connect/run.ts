import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../../core/systemErrors.js';
import type { Environment } from '../../workbench/session.js';
import type { Backends } from '../backends.js';
import { contentEnvironment } from './contentEnvironment.js';
import { listeningPort } from './listeningPort.js';
import { programStart } from './programStart.js';
import * as messages from './runMessages.js';
import type { Terminal } from '../terminal.js';

export interface RunOptions {
  /** Whether R code outside Shiny is to take the author for a viewer. */
  readonly rWithoutShiny?: boolean;
  /** Whether to open the app as its viewer. */
  readonly viewer?: boolean;
  /** The port of the app; by default the one at which the command listens. */
  readonly port?: number;
}

/** Milliseconds between two looks whether the command listens. */
const LOOK_INTERVAL = 300;

/** Exit codes of shells. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

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
  { rWithoutShiny = false, viewer = false, port }: RunOptions,
): Promise<number> {
  if (viewer && port === undefined && process.platform !== 'linux') {
    throw messages.portNeeded();
  }
  const variables = await backends.window.environment(rWithoutShiny ? 'connect-mocking' : 'connect');
  const start = programStart(program, args, environment);
  if (!start) {
    terminal.say(messages.notFound(program));
    return NOT_FOUND;
  }
  const { windowsVerbatimArguments } = start;
  const child = spawn(start.file, start.args, {
    ...{ stdio: 'inherit', windowsVerbatimArguments },
    env: contentEnvironment(environment, variables),
  });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  const ignore = () => undefined;
  SIGNALS.forEach((signal) => process.on(signal, pass));
  process.on('SIGINT', ignore);
  const ended = new AbortController();
  try {
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    if (viewer && child.pid !== undefined) {
      void view(backends, terminal, child.pid, port, ended.signal);
    }
    const [code, signal] = await exit;
    return code ?? 128 + (signal ? constants.signals[signal] : 0);
  } catch (error) {
    terminal.say(messages.notStarted(program, error));
    return hasCode(error, 'ENOENT') ? NOT_FOUND : NOT_EXECUTABLE;
  } finally {
    ended.abort();
    SIGNALS.forEach((signal) => process.off(signal, pass));
    process.off('SIGINT', ignore);
  }
}

/** Opens the app as soon as it listens. A failure is told, and the command runs on. */
async function view(
  backends: Backends,
  terminal: Terminal,
  pid: number,
  given: number | undefined,
  ended: AbortSignal,
): Promise<void> {
  try {
    const port = given ?? (await foundPort(pid, ended));
    if (port !== undefined) {
      const { window } = backends;
      // It may have taken the app minutes to start.
      window.endWait();
      await window.viewApp(port);
      terminal.say(messages.opened(port));
    }
  } catch (error) {
    terminal.say(messages.notOpened(error));
  }
}

/** `undefined` if the command ends before it listens. */
async function foundPort(pid: number, ended: AbortSignal): Promise<number | undefined> {
  while (!ended.aborted) {
    const port = await listeningPort(pid);
    if (port !== undefined) {
      return port;
    }
    await delay(LOOK_INTERVAL, undefined, { signal: ended }).catch(() => undefined);
  }
  return undefined;
}
