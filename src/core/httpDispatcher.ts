import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { t } from '@vscode/l10n';
import type { Dispatcher, Pool } from 'undici';
import { CredentialError } from './errors.js';
import type { NetworkSettings } from './httpClient.js';

/** Bytes of a body that are read at most. */
const MAX_BODY_SIZE = 8 * 1024 * 1024;

/**
 * A dispatcher for one request, to be destroyed after it. undici is loaded with the first. Throws `CredentialError`
 * (`configuration`) when the certificates can't be read or the proxy is none.
 *
 * @param proxy the URL of the proxy; `undefined`: directly
 * @param timeout milliseconds in which a connection has to be made; one that is being made lives as long, whatever becomes
 * of its request
 */
export async function createDispatcher(
  proxy: string | undefined,
  settings: NetworkSettings,
  timeout: number,
): Promise<Dispatcher> {
  const [undici, trust] = await Promise.all([import('./undici.js'), trustOptions(settings)]);
  const connect = { ...trust, timeout };
  const limits = { maxResponseSize: MAX_BODY_SIZE };
  if (proxy === undefined) {
    return new undici.Agent({ ...limits, connect });
  }
  // The error of an unreadable URL would hold it, with the password.
  if (!URL.canParse(proxy)) {
    throw proxyInvalid();
  }
  try {
    return new undici.ProxyAgent({
      uri: proxy,
      requestTls: connect,
      proxyTls: connect,
      // As every other client does: plain HTTP is asked of the proxy, only TLS goes through a tunnel.
      proxyTunnel: false,
      // Without a factory, the limits are not handed on to what asks the proxy for plain HTTP.
      factory: (origin, options: Pool.Options) => new undici.Pool(origin, connectingOnce({ ...options, ...limits })),
    });
  } catch (cause) {
    throw proxyInvalid(cause);
  }
}

/** undici takes it for no failure when a proxy hangs up on a tunnel: it would ask again, with no pause and no end. */
function connectingOnce(options: Pool.Options): Pool.Options {
  const { connect } = options;
  if (typeof connect !== 'function') {
    return options;
  }
  return {
    ...options,
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error === null) {
          callback(null, socket);
        } else {
          const hangsUp = 'code' in error && error.code === 'UND_ERR_SOCKET';
          callback(hangsUp ? new Error('The proxy made no connection', { cause: error }) : error, null);
        }
      }),
  };
}

function proxyInvalid(cause?: unknown): CredentialError {
  return new CredentialError(
    'configuration',
    t('The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.'),
    { cause },
  );
}

/** Which certificates are trusted, of servers and of proxies. */
async function trustOptions({ caBundle, systemCertificates }: NetworkSettings): Promise<tls.SecureContextOptions> {
  if (caBundle !== undefined) {
    try {
      return { ca: await readFile(caBundle.path, 'utf8') };
    } catch (cause) {
      throw new CredentialError(
        'configuration',
        t('The certificates named by {0} cannot be read. Correct it, or ask your administrator to.', caBundle.variable),
        { cause },
      );
    }
  }
  // Node has this from 22.15 on; the oldest hosts trust Node's own certificates alone.
  const { getCACertificates } = tls as typeof tls & { getCACertificates?: (type: 'default' | 'system') => string[] };
  return systemCertificates && getCACertificates
    ? { ca: [...getCACertificates('default'), ...getCACertificates('system')] }
    : {};
}
