import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { t } from '@vscode/l10n';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import { CredentialError } from '../core/errors.js';
import type { TrustOptions } from './certificates.js';
import { MAX_BODY_SIZE } from './json.js';
import type * as Undici from './undici.js';

export interface ConnectOptions extends TrustOptions {
  /** Milliseconds in which a connection has to be made; one that is being made lives as long, whatever becomes of its request. */
  readonly timeout: number;
  /** Certificates are always checked, whatever the environment says. */
  readonly rejectUnauthorized: true;
}

/**
 * A dispatcher for one request, to be destroyed after it. Throws `CredentialError` (`configuration`) when the proxy is
 * none.
 *
 * @param proxy the URL of the proxy; `undefined`: directly
 */
export function createDispatcher(
  undici: typeof Undici,
  proxy: string | undefined,
  connect: ConnectOptions,
): Dispatcher {
  const limits = { maxResponseSize: MAX_BODY_SIZE };
  if (proxy === undefined) {
    return new undici.Agent({ ...limits, connect });
  }
  return proxyAgent(undici, proxy, {
    requestTls: connect,
    proxyTls: connect,
    // As every other client does: plain HTTP is asked of the proxy, only TLS goes through a tunnel.
    proxyTunnel: false,
    // Without a factory, the limits are not handed on to what asks the proxy for plain HTTP.
    factory: (origin, options: Pool.Options) => new undici.Pool(origin, { ...connectingBy(once, options), ...limits }),
  });
}

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

type Connector = buildConnector.connector;

function proxyAgent(
  undici: typeof Undici,
  proxy: string,
  options: Omit<ConstructorParameters<typeof Undici.ProxyAgent>[0] & object, 'uri'>,
): Dispatcher {
  try {
    return new undici.ProxyAgent({ ...options, uri: proxy });
  } catch (cause) {
    throw proxyInvalid(cause);
  }
}

function connectingBy(wrap: (connector: Connector) => Connector, options: Pool.Options): Pool.Options {
  const { connect } = options;
  return typeof connect === 'function' ? { ...options, connect: wrap(connect) } : options;
}

/** undici takes it for no failure when a proxy hangs up on a tunnel: it would ask again, with no pause and no end. */
function once(connect: Connector): Connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error === null) {
        callback(null, socket);
      } else {
        const hangsUp = 'code' in error && error.code === 'UND_ERR_SOCKET';
        callback(hangsUp ? new Error('The proxy made no connection', { cause: error }) : error, null);
      }
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

export function proxyInvalid(cause?: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.'),
    { cause },
  );
}
