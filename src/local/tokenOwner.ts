import type { OAuthPorts } from '../oauth/libraryRequest.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { clientCredentialsGrant, refreshTokens } from '../oauth/tokens.js';
import type { TokenOwner } from '../vault/tokenOwner.js';
import { clientAtServer, configuredClient } from '../signIn/configuredClient.js';
import type { Definition } from './definition/definition.js';
import { nameOf } from '../signIn/target.js';

/** An integration as the owner of access tokens that are renewed at its authorization server. */
export function tokenOwner(
  definition: Definition,
  servers: Pick<ServerMetadataCache, 'get'>,
  ports: OAuthPorts,
): TokenOwner {
  const isServiceAccount = definition.authType === 'Service Account';
  return {
    id: definition.id,
    name: nameOf(definition),
    isRenewable: ({ clientSecret }, { refreshToken, registration }) =>
      (isServiceAccount || refreshToken !== undefined) &&
      (definition.authMode === 'Public' || registration !== undefined || clientSecret !== undefined),
    renew: async (stored, tokens, signal, confirm) => {
      const server = await servers.get(definition.server, signal);
      if (isServiceAccount) {
        const client = configuredClient(definition, stored.clientSecret, server);
        return clientCredentialsGrant({ server, client, wanted: definition }, ports, signal);
      }
      const client = clientAtServer(definition, stored, server, tokens.registration);
      // Confirmed right before the request: the machine may have been suspended meanwhile.
      return refreshTokens(tokens, { ...client, wanted: definition, confirm }, ports, signal);
    },
  };
}
