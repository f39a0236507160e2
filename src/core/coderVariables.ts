import type { Environment } from './ports.js';

/** This project's broker sets this variable to `1` besides those of a Coder workspace. */
export const CODER_MARK = 'AVAILABLE_CREDENTIALS_CODER';

/** All variables by which the broker is the Coder of a program. */
export const CODER_VARIABLES = ['CODER_AGENT_URL', 'CODER_AGENT_TOKEN_FILE', CODER_MARK];

/** The key under which all windows remember the deployment of the stored session. */
export const SESSION_URL_KEY = 'coder.url';

/** Whether this is a real Coder workspace, and not the terminal of an editor window that answers in the place of Coder. */
export function isInCoderWorkspace(environment: Environment): boolean {
  return Boolean(environment['CODER_AGENT_URL']) && environment[CODER_MARK] !== '1';
}
