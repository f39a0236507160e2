import { BROKER_VARIABLE, readServer } from '../workbench/session.js';
import { serverAddressOf } from '../workbench/sessionServer.js';
import { COOKIE_VARIABLE } from '../workbench/cookie.js';
import * as connectionMessages from './connectionMessages.js';
import * as messages from './messages.js';
import { ExitCode, type Terminal } from './terminal.js';
import type { Environment } from '../core/ports.js';

/** The variables that lead code to its server. The cookie is not one of them: it is a secret. */
const VARIABLES = [
  'POSIT_PRODUCT',
  'RS_SERVER_ADDRESS',
  'RS_SERVER_URL',
  'RS_SESSION_URL',
  'PWB_SESSION_RUNTIME_DIR',
  'RSTUDIO_VERSION',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  // Otherwise a proxy would get the cookie.
  'NO_PROXY',
  'no_proxy',
  BROKER_VARIABLE,
];

export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** `credentials env`: writes statements of a shell that set these variables as they are set here. */
export function env(environment: Environment, terminal: Terminal, shell: Shell): ExitCode {
  const session = readServer(environment);
  if (!session) {
    throw connectionMessages.noServer();
  }
  // The other variables are useless without it.
  serverAddressOf(session);
  for (const name of VARIABLES) {
    const value = environment[name];
    if (value !== undefined && value !== '') {
      terminal.write(`${assignment(shell, name, value)}\n`);
    }
  }
  if (environment[COOKIE_VARIABLE] && !environment['PWB_SESSION_RUNTIME_DIR']) {
    terminal.say(messages.cookieIsSecret());
  }
  return ExitCode.done;
}

/** A statement that sets an environment variable to exactly this value. */
export function assignment(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case 'sh':
      // Only a single quote ends a quoted text (POSIX.1-2017, Shell Command Language, section 2.2.2).
      return `export ${name}='${value.replaceAll("'", "'\\''")}'`;
    case 'fish':
      return `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`;
    case 'powershell':
      // PowerShell treats typographic quotes like the plain one.
      return `$env:${name} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
  }
}
