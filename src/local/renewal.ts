import { definedClient } from './oauth/client.js';
import type { OAuthPorts } from './oauth/exchange.js';
import type { AuthorizationServers } from './oauth/metadata.js';
import { refresh, signInAsService } from './oauth/tokens.js';
import { partiesOf } from './signInFlows.js';
import type { Renew } from './tokens.js';

/** Gets another access token without the user: by the refresh token, or as the service account again. */
export function renewal(servers: AuthorizationServers, ports: OAuthPorts): Renew {
  return async (definition, kept, grant, signal, confirm) => {
    const server = await servers.of(definition.server, signal);
    // Now, since that question may have taken a while, in which the machine may have been asleep.
    await confirm();
    if (definition.authType === 'Service Account') {
      const client = definedClient(definition, kept.clientSecret);
      return signInAsService({ server, client, wanted: definition }, ports, signal);
    }
    const parties = partiesOf(definition, kept, server, grant.registration);
    return refresh(grant, { ...parties, wanted: definition }, ports, signal);
  };
}
