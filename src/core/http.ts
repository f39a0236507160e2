import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { t } from '@vscode/l10n';
import type { Dispatcher } from 'undici';
import { CredentialError } from './errors.js';
import type { HttpClient, HttpResponse, NetworkSettings, PostOptions } from './httpClient.js';
import { networkError } from './networkErrors.js';
import type * as Undici from './undici.js';
import { isLoopback } from './url.js';

/** Milliseconds for a whole answer, from the request to the last byte of the body. */
export const ANSWER_TIMEOUT = 10_000;

/** Bytes of a body that are read at most. */
export const MAX_BODY_SIZE = 8 * 1024 * 1024;

/**
 * JSON over HTTP, by undici agents of its own, loaded and made with the first request. It follows no redirect, and keeps
 * no cookie.
 */
export class UndiciHttpClient implements HttpClient {
  #agents: { readonly key: string; readonly direct: Dispatcher; readonly proxied: Dispatcher } | undefined;

  /** @param settings read before each request, so that a changed setting takes effect with the next one. */
  constructor(private readonly settings: () => NetworkSettings) {}

  async postJson(url: string, body: unknown, options: PostOptions): Promise<HttpResponse> {
    const settings = this.settings();
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT);
    const dispatcher = await this.#dispatcher(new URL(url), settings);
    try {
      const response = await dispatcher.request({
        origin: new URL(url).origin,
        path: new URL(url).pathname,
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', ...options.headers },
        body: JSON.stringify(body),
        signal: AbortSignal.any([options.signal, timeout]),
      });
      const bytes = await response.body.bytes();
      const retryAfter = parseRetryAfter(response.headers['retry-after'], Date.now());
      return {
        status: response.statusCode,
        json: parseJson(bytes),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
    } catch (error) {
      options.signal.throwIfAborted();
      // The next request begins with new connections, and reads the CA bundle again.
      this.#reset();
      throw networkError(error, new URL(url), isLoopback(new URL(url).hostname) ? undefined : settings.proxy);
    }
  }

  dispose(): void {
    this.#reset();
  }

  #reset(): void {
    const agents = this.#agents;
    this.#agents = undefined;
    void agents?.direct.destroy();
    void agents?.proxied.destroy();
  }

  /** What is on loopback is never sent through a proxy: it would see the cookie, and could not reach the server. */
  async #dispatcher(url: URL, settings: NetworkSettings): Promise<Dispatcher> {
    const key = JSON.stringify(settings);
    if (this.#agents?.key !== key) {
      const [undici, connect] = await Promise.all([import('./undici.js'), connectOptions(settings)]);
      this.#reset();
      this.#agents = { key, ...createAgents(undici, settings, connect) };
    }
    return isLoopback(url.hostname) ? this.#agents.direct : this.#agents.proxied;
  }
}

function createAgents(undici: typeof Undici, settings: NetworkSettings, connect: tls.SecureContextOptions) {
  const options = { connect, maxResponseSize: MAX_BODY_SIZE };
  const direct = new undici.Agent(options);
  try {
    const proxied = new undici.EnvHttpProxyAgent({
      ...options,
      requestTls: connect,
      proxyTls: connect,
      // As every other client does: plain HTTP is asked of the proxy, only TLS goes through a tunnel.
      proxyTunnel: false,
      // Empty texts keep the agent from reading the environment by itself.
      httpProxy: settings.proxy?.http ?? '',
      httpsProxy: settings.proxy?.https ?? '',
      noProxy: settings.noProxy.join(','),
    });
    return { direct, proxied };
  } catch (cause) {
    throw new CredentialError(
      'configuration',
      t('The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.'),
      { cause },
    );
  }
}

async function connectOptions({ caBundle, systemCertificates }: NetworkSettings): Promise<tls.SecureContextOptions> {
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

/** The body as JSON; `undefined` if it is none. A byte order mark is passed over; invalid UTF-8 is no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const delay = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return delay > 0 ? delay : undefined;
}
