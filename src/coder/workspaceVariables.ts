import { CODER_MARK } from '../core/coderVariables.js';
import type { Environment } from '../core/ports.js';

/* How a workspace is recognised. Imports next to nothing: it is loaded before anything of Coder is needed. */

/** The variables that lead to a workspace's agent. */
export const AGENT_URL = 'CODER_AGENT_URL';
export const AGENT_TOKEN = 'CODER_AGENT_TOKEN';
export const AGENT_TOKEN_FILE = 'CODER_AGENT_TOKEN_FILE';

/** Whether the environment is one of a workspace, and not one in which an editor window answers in the place of Coder. */
export function isInWorkspace(environment: Environment): boolean {
  return (
    environment[CODER_MARK] !== '1' &&
    isSet(environment[AGENT_URL]) &&
    (isSet(environment[AGENT_TOKEN]) || isSet(environment[AGENT_TOKEN_FILE]))
  );
}

export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
