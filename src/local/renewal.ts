import { definedClient } from '../oauth/client.js';
import type { OAuthPorts } from '../oauth/libraryRequest.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import { refreshTokens, clientCredentialsGrant } from '../oauth/tokens.js';
import { clientAtServer } from './signInFlows.js';
import type { Renew } from '../vault/accessTokens.js';

/** Gets another access token without the user: by the refresh token, or as the service account again. */
export function renewal(servers: ServerMetadataCache, ports: OAuthPorts): Renew {
  return async (definition, kept, grant, signal, confirm) => {
    const server = await servers.get(definition.server, signal);
    // Now, since that question may have taken a while, in which the machine may have been asleep.
    await confirm();
    if (definition.authType === 'Service Account') {
      const client = definedClient(definition, kept.clientSecret);
      return clientCredentialsGrant({ server, client, wanted: definition }, ports, signal);
    }
    const parties = clientAtServer(definition, kept, server, grant.registration);
    return refreshTokens(grant, { ...parties, wanted: definition }, ports, signal);
  };
}
