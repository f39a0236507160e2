import type { ListedIntegration } from '../core/integration.js';
import { isoSeconds } from '../core/time.js';
import type { Backend } from './backend.js';
import * as messages from './messages.js';
import { table } from './table.js';
import { ExitCode, type Terminal } from './terminal.js';

/** The values of `status` in JSON. */
const STATUS = {
  authenticated: 'signed_in',
  notSignedIn: 'not_signed_in',
  signingIn: 'not_signed_in',
  configurationError: 'configuration_error',
} as const;

/** `credentials list`: writes the integrations in the server's order. */
export async function list(backend: Backend, terminal: Terminal, output: string): Promise<ExitCode> {
  const { integrations, problems } = await backend.integrations();
  if (problems.length > 0) {
    terminal.say(messages.incompleteList(problems.join('; ')));
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
    ...(expiry ? { expires_at: isoSeconds(expiry.at), renewable: expiry.isRenewable } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    ...(scopes ? { scopes } : {}),
  };
}
