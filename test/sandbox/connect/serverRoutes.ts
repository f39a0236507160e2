import { ApiError, notFound, permissionDenied } from './apiError.js';
import type { Features } from './features.js';
import { EmptyAnswer, type Route } from './router.js';
import type { RegisteredClients } from './registeredClients.js';
import { userToWire } from './users.js';

/** What the API says about the server, its users and its OAuth clients. @param clients undefined: without OAuth */
export function serverRoutes(features: Features, clients: RegisteredClients | undefined): readonly Route[] {
  return [
    ...(clients ? clientRoutes(clients) : []),
    { method: 'GET', path: '/server_settings', role: 'anyone', answer: () => settings(features) },
    {
      method: 'GET',
      path: '/v1/user',
      answer: ({ caller: { user } }) => {
        // A service principal is a valid caller without a user: rsconnect-python tells it by this very code.
        if (!user) throw permissionDenied();
        return userToWire(user);
      },
    },
  ];
}

function clientRoutes(clients: RegisteredClients): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/oauth/clients',
      answer: ({ query }) => page(clients.list(), query),
    },
    {
      method: 'GET',
      path: '/v1/oauth/clients/{client_id}',
      answer: ({ parameters }) => {
        const found = clients.list().find((each) => each.client_id === parameters['client_id']);
        if (!found) throw notFound();
        return found;
      },
    },
    {
      method: 'DELETE',
      path: '/v1/oauth/clients/{client_id}',
      role: 'administrator',
      answer: async ({ parameters }) => {
        if (!(await clients.delete(parameters['client_id'] ?? ''))) throw notFound();
        return new EmptyAnswer(204);
      },
    },
  ];
}

/** One page of a list, by `page_number` (from 1) and `page_size` (default: 20). */
export function page(items: readonly object[], query: URLSearchParams): object {
  const [number, size] = [positive(query, 'page_number', 1), positive(query, 'page_size', 20)];
  return { results: items.slice((number - 1) * size, number * size), current_page: number, total: items.length };
}

function positive(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name) ?? String(fallback);
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new ApiError(400, 'BadRequest', `${name} must be a positive number.`);
  return Number(text);
}

function settings({ version, licensed, integrationsEnabled, hideVersion }: Features): object {
  return {
    hostname: 'sandbox-connect',
    version: hideVersion ? '' : version,
    build: hideVersion ? '' : `v${version}-0-gsandbox`,
    about: 'Posit Connect (sandbox)',
    authentication: { handles_credentials: true, name: 'Sandbox', notice: '' },
    license: {
      ...{ status: 'activated', tier: licensed ? 'advanced' : 'basic', expiration: 0, expired: false },
      'oauth-integrations': licensed,
    },
    oauth_integrations_enabled: integrationsEnabled,
    viewer_kiosk: false,
  };
}
