import { t } from '@vscode/l10n';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import { CredentialError } from '../core/errors.js';
import type { TrustOptions } from './certificates.js';
import { MAX_BODY_SIZE } from './json.js';
import type * as Undici from './undici.js';

export interface ConnectOptions extends TrustOptions {
  /** Milliseconds for connecting. An attempt lasts as long even if its request is aborted. */
  readonly timeout: number;
  /** Milliseconds before one of a name's addresses is given up for the next. */
  readonly autoSelectFamilyAttemptTimeout: number;
  /** Whether certificates are checked. Always given, so that the environment has no say. */
  readonly rejectUnauthorized: boolean;
}

/** How to connect to a server and to the proxy before it. */
export interface ConnectOptionsOf {
  readonly server: ConnectOptions;
  readonly proxy: ConnectOptions;
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
  connect: ConnectOptionsOf,
): Dispatcher {
  const limits = { maxResponseSize: MAX_BODY_SIZE };
  if (proxy === undefined) {
    return new undici.Agent({ ...limits, connect: connect.server });
  }
  return proxyAgent(undici, proxy, {
    requestTls: connect.server,
    proxyTls: connect.proxy,
    // Like other clients: plain HTTP requests are sent to the proxy, only TLS goes through a tunnel.
    proxyTunnel: false,
    // Without a factory, the limits would not apply to plain HTTP requests.
    factory: (origin, options: Pool.Options) =>
      new undici.Pool(origin, { ...wrapConnector(failOnHangUp, options), ...limits }),
  });
}

export type Connector = buildConnector.connector;

export function proxyAgent(
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

export function wrapConnector(wrap: (connector: Connector) => Connector, options: Pool.Options): Pool.Options {
  const { connect } = options;
  return typeof connect === 'function' ? { ...options, connect: wrap(connect) } : options;
}

/** If a proxy closes the connection instead of opening a tunnel, undici would retry forever without a pause. */
export function failOnHangUp(connect: Connector): Connector {
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

export function proxyInvalid(cause?: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.'),
    { cause },
  );
}
