import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../../core/ports.js';
import type { Backends } from '../backends.js';
import { runCommand } from '../runCommand.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { contentEnvironment } from './contentEnvironment.js';
import { listeningPort } from './listeningPort.js';
import * as messages from './runMessages.js';

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

/**
 * `credentials connect run`: runs a command as content on Posit Connect, whose credentials the editor window provides.
 * Returns the exit code of the command.
 */
export async function runContent(
  backends: Backends,
  environment: Environment,
  terminal: Terminal,
  command: readonly string[],
  { rWithoutShiny = false, viewer = false, port }: RunOptions,
): Promise<ExitCode> {
  if (viewer && port === undefined && process.platform !== 'linux') {
    throw messages.portNeeded();
  }
  const variables = await backends.window.environment(rWithoutShiny ? 'connect-mocking' : 'connect');
  const env = contentEnvironment(environment, variables);
  const ended = new AbortController();
  try {
    return await runCommand(command, env, terminal, (pid) => {
      if (viewer) {
        void view(backends, terminal, pid, port, ended.signal);
      }
    });
  } finally {
    ended.abort();
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
    if (!ended.aborted) {
      terminal.say(messages.notOpened(error));
    }
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
