import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { withoutProxyForLoopback } from '../../core/withoutProxy.js';
import type { Environment } from '../../workbench/session.js';
import type { Backends } from '../backends.js';
import { listeningPort } from './listeningPort.js';
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
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...environment, ...withoutProxyForLoopback(environment), ...variables },
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
    // As shells do: not found, and found but not executable.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 127 : 126;
  } finally {
    ended.abort();
    SIGNALS.forEach((signal) => process.off(signal, pass));
    process.off('SIGINT', ignore);
  }
}

/** Opens the app as soon as it listens. Reports a failure, and lets the command run on. */
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
