import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { t } from '@vscode/l10n';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import { CredentialError } from '../core/errors.js';
import type { TrustOptions } from './certificates.js';
import type * as Undici from './undici.js';

/** Largest response body, in bytes. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

export interface ConnectOptions extends TrustOptions {
  /** Milliseconds for connecting. An attempt lasts as long even if its request is aborted. */
  readonly timeout: number;
  /** Certificates are always checked, whatever the environment says. */
  readonly rejectUnauthorized: true;
}

/**
 * A dispatcher for one request; destroy it afterwards. Throws `CredentialError` (`configuration`) if the proxy's URL is
 * invalid.
 *
 * @param proxy the URL of the proxy; `undefined` means no proxy
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
    // Like other clients: plain HTTP requests are sent to the proxy, only TLS goes through a tunnel.
    proxyTunnel: false,
    // Without a factory, the limits would not apply to plain HTTP requests.
    factory: (origin, options: Pool.Options) =>
      new undici.Pool(origin, { ...wrapConnector(failOnHangUp, options), ...limits }),
  });
}

/**
 * A dispatcher that connects to an https server without checking its certificate, passes the connection to `inspect` and
 * closes it. Each request fails before anything is sent.
 */
export function createInspector(
  undici: typeof Undici,
  proxy: string | undefined,
  connect: ConnectOptions,
  inspect: (socket: TLSSocket) => void,
): Dispatcher {
  const unchecked = { ...connect, rejectUnauthorized: false, maxCachedSessions: 0 };
  const inspecting = (connector: Connector): Connector => inspectAndClose(inspect, failOnHangUp(connector));
  if (proxy === undefined) {
    return new undici.Agent({ connect: inspecting(undici.buildConnector(unchecked)) });
  }
  return proxyAgent(undici, proxy, {
    requestTls: unchecked,
    proxyTls: connect,
    factory: (origin, options: Pool.Options) => new undici.Pool(origin, wrapConnector(inspecting, options)),
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

function wrapConnector(wrap: (connector: Connector) => Connector, options: Pool.Options): Pool.Options {
  const { connect } = options;
  return typeof connect === 'function' ? { ...options, connect: wrap(connect) } : options;
}

/** If a proxy closes the connection instead of opening a tunnel, undici would retry forever without a pause. */
function failOnHangUp(connect: Connector): Connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error === null) {
        callback(null, socket);
      } else {
        const isHangUp = 'code' in error && error.code === 'UND_ERR_SOCKET';
        callback(isHangUp ? new Error('The proxy did not connect', { cause: error }) : error, null);
      }
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

export function proxyInvalid(cause?: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.'),
    { cause },
  );
}
