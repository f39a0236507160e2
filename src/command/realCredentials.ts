import { COOKIE_VARIABLE } from '../workbench/cookie.js';
import { BROKER_VARIABLES, type Environment, WINDOW_VARIABLE } from '../workbench/session.js';

/** What leads to an editor window or to Posit Workbench, which provide real tokens. */
const VARIABLES: readonly string[] = [...BROKER_VARIABLES, WINDOW_VARIABLE, COOKIE_VARIABLE];

/** An environment in which no library finds real tokens of an editor window or of Posit Workbench. */
export function withoutRealCredentials(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !VARIABLES.includes(name)));
}
