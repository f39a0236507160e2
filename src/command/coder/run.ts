import { isInCoderWorkspace } from '../../core/coderVariables.js';
import { withoutProxyForLoopback } from '../../core/withoutProxy.js';
import type { Environment } from '../../core/ports.js';
import type { Backends } from '../backends.js';
import { runCommand } from '../runCommand.js';
import type { ExitCode, Terminal } from '../terminal.js';
import * as messages from './messages.js';

/**
 * `credentials coder run`: runs a command for which the editor window is the Coder of its workspace. Returns the exit code of
 * the command.
 */
export async function runAsInCoder(
  backends: Backends,
  environment: Environment,
  terminal: Terminal,
  command: readonly string[],
): Promise<ExitCode> {
  if (isInCoderWorkspace(environment)) {
    throw messages.inWorkspace();
  }
  const variables = await backends.window.environment('coder');
  // Programs prefer a token to the file that has the window's.
  const env = { ...environment, ...withoutProxyForLoopback(environment), ...variables, CODER_AGENT_TOKEN: undefined };
  return runCommand(command, env, terminal);
}
