import { ConnectLogins } from '../../connect/logins.js';
import type { ServerLogins } from '../../core/serverLogins.js';
import type { OwnServers } from './ownServers.js';

/** Signs in to the servers in the command's own list and out, without an editor window. */
export function ownLogins(own: OwnServers): ServerLogins {
  return new ConnectLogins({
    clock: own.clock,
    credentials: own.credentials,
    servers: async () => {
      const servers = await own.servers();
      await own.assertOpen();
      return servers;
    },
    assertChangeable: () => undefined,
    change: (change) => own.file.change(change),
    http: (server) => own.http(server),
    source: (server, progress) => own.newSource(server, progress),
    stored: () => own.stored(),
  });
}
