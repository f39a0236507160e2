import { CODER_VARIABLES } from '../core/coderVariables.js';
import type { Environment } from '../core/ports.js';
import { COOKIE_VARIABLE } from '../workbench/cookie.js';
import { BROKER_VARIABLES, WINDOW_VARIABLE } from '../workbench/session.js';

/** What leads to an editor window, to Posit Workbench, to Posit Connect or to Coder, which provide real tokens. */
const VARIABLES: readonly string[] = [
  ...[...BROKER_VARIABLES, WINDOW_VARIABLE, COOKIE_VARIABLE],
  ...[...CODER_VARIABLES, 'CODER_AGENT_TOKEN', 'CODER_SESSION_TOKEN', 'CODER_URL'],
  ...['RSTUDIO_PRODUCT', 'CONNECT_SERVER', 'CONNECT_API_KEY', 'CONNECT_CONTENT_GUID', 'CONNECTCREDS_MOCKING'],
  ...['CONNECT_CONTENT_SESSION_TOKEN', 'CONNECT_CONTENT_SESSION_TOKEN_FILE'],
  ...['CONNECT_IDENTITY_TOKEN', 'CONNECT_IDENTITY_TOKEN_FILE'],
  // Git asks it for passwords: in a workspace it is Coder's, in a terminal of an editor the editor's.
  'GIT_ASKPASS',
];

/** An environment in which no program finds real tokens of an editor window, of Posit Workbench, of Posit Connect or of Coder. */
export function withoutRealCredentials(environment: Environment): Environment {
  // Names have no case on Windows.
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !VARIABLES.includes(name.toUpperCase())));
}
