import type { Dialogs } from '../../core/dialogs.js';
import type { HttpClient, ServerOptions } from '../../core/httpClient.js';
import type { Clock, Logger } from '../../core/ports.js';
import type { KnownServer } from '../knownServers.js';
import type { FoundServer } from '../probe.js';
import type { ConnectServer } from '../server.js';
import type { ServerFields } from '../settings.js';

/** What it takes to ask for a server. */
export interface AddServerPorts {
  readonly dialogs: Dialogs;
  readonly clock: Clock;
  readonly log: Logger;
  /** Creates a client for one server; the caller disposes of it. */
  readonly http: (server: ServerOptions) => HttpClient;
  /** The servers that there are already. */
  readonly servers: readonly ConnectServer[];
  /** The servers that other tools know, without those. */
  readonly known: readonly KnownServer[];
}

/** How the certificate of a server is treated. */
export type Trust = Pick<ServerFields, 'ca_certificate' | 'insecure'>;

/** A server that was found, as it was typed and how it is reached. */
export interface Found {
  readonly typed: string;
  readonly server: FoundServer;
  readonly trust: Trust;
}

/** How requests reach a server. */
export function optionsOf({ ca_certificate: caCertificate, insecure = false }: Trust): ServerOptions {
  return { caCertificate, insecure, returnsCookies: true };
}
