import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Dispatcher, Pool } from 'undici';
import type { TlsFacts } from '../core/httpClient.js';
import { type ConnectOptions, connectingBy, type Connector, once, proxyAgent } from './dispatcher.js';
import type * as Undici from './undici.js';

/**
 * A dispatcher that connects to an https server whomever it trusts, shows the connection to `look`, and hangs up: each
 * request fails, and nothing of it is sent.
 */
export function createInspector(
  undici: typeof Undici,
  proxy: string | undefined,
  connect: ConnectOptions,
  look: (socket: TLSSocket) => void,
): Dispatcher {
  const unchecked = { ...connect, rejectUnauthorized: false, maxCachedSessions: 0 };
  const inspecting = (connector: Connector): Connector => lookingBy(look, once(connector));
  if (proxy === undefined) {
    return new undici.Agent({ connect: inspecting(undici.buildConnector(unchecked)) });
  }
  return proxyAgent(undici, proxy, {
    requestTls: unchecked,
    proxyTls: connect,
    factory: (origin, options: Pool.Options) => new undici.Pool(origin, connectingBy(inspecting, options)),
  });
}

function lookingBy(look: (socket: TLSSocket) => void, connect: Connector): Connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      if (isTls(socket)) {
        look(socket);
      }
      // Not at once: the server would note a handshake that broke off, with an error in its log.
      socket.destroySoon();
      callback(new Error('Only the connection was to be looked at'), null);
    });
}

function isTls(socket: Socket | TLSSocket): socket is TLSSocket {
  return 'getPeerCertificate' in socket;
}

/** The facts of a connection that has been made, be its certificate trusted or not. */
export function tlsFactsOf(socket: TLSSocket): TlsFacts {
  const { subject, issuer, subjectaltname, valid_to: validTo } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? undefined,
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    names: subjectaltname,
    validTo: Date.parse(validTo),
    // An error by Node's types, and its code in fact.
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

function nameOf(name: { readonly CN?: unknown }): string {
  return typeof name.CN === 'string' ? name.CN : Object.values(name).flat().join(', ');
}
