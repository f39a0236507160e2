import type { ListedIntegration } from '../core/integration.js';
import type { Backend } from './backend.js';
import * as messages from './messages.js';
import { table } from './table.js';
import { ExitCode, type Terminal } from './terminal.js';
import { isoTime } from './time.js';

/** The statuses in JSON, for programs to compare. */
const STATUS = {
  authenticated: 'signed_in',
  notSignedIn: 'not_signed_in',
  signingIn: 'not_signed_in',
  configurationError: 'configuration_error',
} as const;

/** `credentials list`: the integrations in the server's order. */
export async function list(server: Backend, terminal: Terminal, output: string): Promise<ExitCode> {
  const { integrations, problems } = await server.integrations();
  if (problems.length > 0) {
    terminal.say(messages.passedOver(problems.join('; ')));
  }
  if (output === 'json') {
    terminal.writeJson(integrations.map(jsonOf));
  } else if (integrations.length > 0) {
    terminal.write(await table(integrations, Date.now()));
  } else {
    terminal.say(messages.noIntegrations());
  }
  return ExitCode.done;
}

function jsonOf({ guid, name, label, status, expiry, issuer, scopes }: ListedIntegration): object {
  return {
    id: guid ?? null,
    name: name ?? null,
    display_name: label,
    status: STATUS[status.kind],
    ...(status.kind === 'configurationError' ? { error: status.detail } : {}),
    ...(expiry ? { expires_at: isoTime(expiry.at), renewable: expiry.isRenewable } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    ...(scopes ? { scopes } : {}),
  };
}
