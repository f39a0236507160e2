import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Dispatcher, Pool } from 'undici';
import type { TlsFacts } from '../core/httpClient.js';
import { type ConnectOptionsOf, type Connector, failOnHangUp, proxyAgent, wrapConnector } from './dispatcher.js';
import type * as Undici from './undici.js';

/**
 * A dispatcher that connects to an https server without checking its certificate, passes the connection to `inspect` and
 * closes it. Each request fails before anything is sent.
 */
export function createInspector(
  undici: typeof Undici,
  proxy: string | undefined,
  connect: ConnectOptionsOf,
  inspect: (socket: TLSSocket) => void,
): Dispatcher {
  const unchecked = { ...connect.server, rejectUnauthorized: false, maxCachedSessions: 0 };
  const inspecting = (connector: Connector): Connector => inspectAndClose(inspect, failOnHangUp(connector));
  if (proxy === undefined) {
    return new undici.Agent({ connect: inspecting(undici.buildConnector(unchecked)) });
  }
  return proxyAgent(undici, proxy, {
    requestTls: unchecked,
    proxyTls: connect.proxy,
    factory: (origin, options: Pool.Options) => new undici.Pool(origin, wrapConnector(inspecting, options)),
  });
}

function inspectAndClose(inspect: (socket: TLSSocket) => void, connect: Connector): Connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      if (isTls(socket)) {
        inspect(socket);
      }
      // Not `destroy`: the server would log an error about an aborted handshake.
      socket.destroySoon();
      callback(new Error('The connection was only inspected'), null);
    });
}

function isTls(socket: Socket | TLSSocket): socket is TLSSocket {
  return 'getPeerCertificate' in socket;
}

/** The facts of an established connection, whether or not its certificate is trusted. */
export function tlsFactsOf(socket: TLSSocket): TlsFacts {
  const { subject, issuer, subjectaltname, valid_to: validTo } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? undefined,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: subjectaltname,
    validTo: Date.parse(validTo),
    // Declared as an error in Node's types, but it is the error's code.
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function nameOf(name: { readonly CN?: unknown }): string {
  return typeof name.CN === 'string' ? name.CN : Object.values(name).flat().join(', ');
}
