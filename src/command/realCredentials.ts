import { CODER_VARIABLES } from '../core/coderVariables.js';
import { COOKIE_VARIABLE } from '../workbench/cookie.js';
import { BROKER_VARIABLES, type Environment, WINDOW_VARIABLE } from '../workbench/session.js';

/** What leads to an editor window, to Posit Workbench or to Coder, which provide real tokens. */
const VARIABLES: readonly string[] = [
  ...[...BROKER_VARIABLES, WINDOW_VARIABLE, COOKIE_VARIABLE],
  ...[...CODER_VARIABLES, 'CODER_AGENT_TOKEN', 'CODER_SESSION_TOKEN'],
];

/** An environment in which no program finds real tokens of an editor window, of Posit Workbench or of Coder. */
export function withoutRealCredentials(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !VARIABLES.includes(name)));
}
