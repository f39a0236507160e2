import type { IntegrationStatus, ListedIntegration } from '../core/integration.js';
import { isoSeconds } from '../core/time.js';
import type { IntegrationBackend } from './integrationBackend.js';
import type { Backends } from './backends.js';
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

/** `credentials list`: writes the integrations of each server, in its order. */
export async function list(backends: Backends, terminal: Terminal, output: string): Promise<ExitCode> {
  const { listed: answered, problems, notices, failures } = await backends.lists();
  const listed = answered.map(({ backend, integration }) => ({
    backend,
    integration: { ...integration, status: listedStatus(integration) },
  }));
  if (problems.length > 0) {
    terminal.say(messages.incompleteList(problems.join('; ')));
  }
  notices.forEach((notice) => terminal.say(notice));
  if (output === 'json') {
    const sourceOf = ({ isBroker }: IntegrationBackend) =>
      backends.areSeveral ? { source: isBroker ? 'window' : 'workbench' } : {};
    terminal.writeJson(listed.map(({ backend, integration }) => ({ ...jsonOf(integration), ...sourceOf(backend) })));
  } else if (listed.length > 0) {
    const sources = listed.map(({ backend }) => messages.sourceName(backend.isBroker));
    const integrations = listed.map(({ integration }) => integration);
    terminal.write(await table(integrations, Date.now(), backends.areSeveral ? sources : undefined));
  } else if (notices.length === 0) {
    terminal.say(messages.noIntegrations());
  }
  failures.forEach((failure) => terminal.say(messages.sentenceOf(failure)));
  return failures.length > 0 ? ExitCode.failed : ExitCode.done;
}

/** A window calls it signed in if a refresh has failed, to lead code that asks for the token to the failure. */
function listedStatus({ status, signInReason }: ListedIntegration): IntegrationStatus {
  return status.kind === 'authenticated' && signInReason !== undefined ? { kind: 'notSignedIn' } : status;
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
