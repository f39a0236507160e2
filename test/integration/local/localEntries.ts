import type { RunningProvider } from '../../sandbox/authorizationServer.js';
import type { LocalClient } from '../../sandbox/localClients.js';

type Fields = Readonly<Record<string, unknown>>;

/** An entry of the setting, by which people sign in to a provider as one of its clients; `undefined`: it registers one. */
export function entry(
  provider: Pick<RunningProvider, 'issuer'>,
  client: LocalClient | undefined,
  fields: Fields = {},
): Fields {
  return {
    name: 'reports',
    issuer: provider.issuer,
    scopes: ['reports:read'],
    ...(client && { client_id: client.id }),
    ...(client?.secret === undefined ? {} : { auth_mode: 'Confidential' }),
    ...fields,
  };
}

/** An entry of the provider's service account. */
export function serviceEntry({ issuer, clients, resource }: RunningProvider, fields: Fields = {}): Fields {
  return {
    ...{ name: 'service', issuer, client_id: clients.service.id, auth_type: 'Service Account', resource },
    ...{ scopes: ['reports:read'], ...fields },
  };
}
