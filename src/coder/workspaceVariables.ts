/* How a workspace is recognised. Imports nothing: it is loaded before anything of Coder is needed. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that lead to a workspace's agent. */
export const AGENT_URL = 'CODER_AGENT_URL';
export const AGENT_TOKEN = 'CODER_AGENT_TOKEN';
export const AGENT_TOKEN_FILE = 'CODER_AGENT_TOKEN_FILE';

/** Whether the environment is one of a workspace. */
export function isInWorkspace(environment: Environment): boolean {
  return isSet(environment[AGENT_URL]) && (isSet(environment[AGENT_TOKEN]) || isSet(environment[AGENT_TOKEN_FILE]));
}

export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
