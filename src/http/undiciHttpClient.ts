import { abortable } from '../core/abort.js';
import type { CookieJar } from './cookieJar.js';
import { type ConnectOptions, type ConnectOptionsOf, createDispatcher, proxyInvalid } from './dispatcher.js';
import { CredentialError } from '../core/errors.js';
import type {
  HttpResponse,
  HttpClient,
  HttpRequest,
  JsonResponse,
  NetworkSettings,
  PostOptions,
  ServerOptions,
  TlsFacts,
} from '../core/httpClient.js';
import { jsonResponse, postRequest } from './json.js';
import { isSystemProxyUsed, proxyFor } from './networkSettings.js';
import type { SystemProxy } from './systemProxy.js';
import type { TrustedCertificates, TrustOptions } from './certificates.js';
import type * as Undici from './undici.js';

/** Milliseconds for a whole response, from sending the request to the last byte of the body. */
const RESPONSE_TIMEOUT = 10_000;

/**
 * Milliseconds before one of a name's addresses is given up for the next. After Node's own 250, a server behind a slow VPN would
 * be given up, and any that answers while this process is busy.
 */
const ADDRESS_TIMEOUT = 2_000;

/**
 * An HTTP client on top of undici, which is loaded with the first request. Follows no redirects, and stores cookies only if the
 * options say so.
 * Each request uses a new connection: requests are seconds apart and must not be repeated automatically, so a kept
 * connection, which the server may have closed, would do more harm than good.
 */
export class UndiciHttpClient implements HttpClient {
  /** The pending requests. (One signal of the client in `AbortSignal.any` would leak some bytes for each request.) */
  readonly #pending = new Set<AbortController>();
  #isDisposed = false;
  #trust: TrustedCertificates | undefined;
  #ownTrust: TrustOptions | undefined;
  #cookies: CookieJar | undefined;

  /**
   * @param settings called before each request, so that changes take effect with the next one
   * @param responseTimeout milliseconds for a whole response
   * @param systemProxy finds the operating system's proxy; without it, only a proxy that the settings name is used
   * @param server how servers are treated; by default, certificates are checked and no cookies are stored
   */
  constructor(
    private readonly settings: () => NetworkSettings,
    private readonly responseTimeout = RESPONSE_TIMEOUT,
    private readonly systemProxy?: Pick<SystemProxy, 'find'>,
    private readonly server: ServerOptions = {},
  ) {}

  async postJson(url: string, body: unknown, { headers, signal }: PostOptions): Promise<JsonResponse> {
    const response = await this.send(url, { ...postRequest(body, headers), signal });
    return jsonResponse(response, new URL(url), headers);
  }

  send(url: string, request: HttpRequest): Promise<HttpResponse> {
    const { method, headers, body, signal: outerSignal, timeout = this.responseTimeout } = request;
    const target = new URL(url);
    return this.#connected(target, outerSignal, timeout, async ({ undici, proxy, connect }, signal) => {
      const dispatcher = createDispatcher(undici, proxy, connect);
      const path = `${target.pathname}${target.search}`;
      const exchange = async () => {
        const cookies = await this.#cookieJar();
        const response = await dispatcher.request({
          origin: target.origin,
          path,
          method,
          headers: { ...headers, ...cookies?.headersFor(target.origin) },
          signal,
          body: body ?? null,
          reset: true,
        });
        cookies?.store(target.origin, response.headers['set-cookie'], undici.parseSetCookie);
        const encoding = response.headers['content-encoding'];
        const bytes = await response.body.bytes();
        const decoded = encoding === undefined ? bytes : await decode(bytes, encoding);
        return { status: response.statusCode, headers: response.headers, body: decoded };
      };
      // undici itself observes a signal only once it is connected, which may take minutes.
      return abortable(signal, exchange).finally(() => void dispatcher.destroy());
    });
  }

  async proxyFor(url: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#proxyFor(new URL(url), this.settings(), signal);
  }

  inspectTls(url: string, signal: AbortSignal): Promise<TlsFacts> {
    const target = new URL(url);
    return this.#connected(target, signal, this.responseTimeout, async ({ undici, proxy, connect }, limited) => {
      const { createInspector, tlsFactsOf } = await import('./tlsInspection.js');
      let facts: TlsFacts | undefined;
      const inspector = createInspector(undici, proxy, connect, (socket) => (facts = tlsFactsOf(socket)));
      try {
        await abortable(limited, () => inspector.request({ origin: target.origin, path: '/', method: 'HEAD' }));
        throw new Error('Unexpected response to a request that was not sent');
      } catch (error) {
        if (!facts) {
          throw error;
        }
        return facts;
      } finally {
        void inspector.destroy();
      }
    });
  }

  /** Calls `work` with what it needs to connect to `target`, and with a signal that includes the time limit. */
  async #connected<T>(
    target: URL,
    outerSignal: AbortSignal,
    timeout: number,
    work: (route: Route, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const settings = this.settings();
    let proxy: string | undefined;
    // Not AbortSignal.timeout: Node may garbage-collect it early if only `AbortSignal.any` refers to it.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException('The operation timed out', 'TimeoutError')), timeout);
    this.#pending.add(limit);
    if (this.#isDisposed) {
      limit.abort();
    }
    const signal = AbortSignal.any([outerSignal, limit.signal]);
    try {
      proxy = await this.#proxyFor(target, settings, signal);
      return await work(await this.#route(target, proxy, settings, signal), signal);
    } catch (error) {
      outerSignal.throwIfAborted();
      if (error instanceof CredentialError) {
        throw error;
      }
      const { networkError } = await import('./networkErrors.js');
      throw networkError(error, target, {
        ...{ ...settings, proxy, timeout },
        isOwnCa: this.server.caCertificate !== undefined,
      });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(limit);
    }
  }

  async #proxyFor(target: URL, settings: NetworkSettings, signal: AbortSignal): Promise<string | undefined> {
    return this.systemProxy && isSystemProxyUsed(target, settings)
      ? this.systemProxy.find(target, signal)
      : proxyFor(target, settings);
  }

  async #route(target: URL, proxy: string | undefined, settings: NetworkSettings, signal: AbortSignal): Promise<Route> {
    // The error for an invalid URL would contain it, including the password.
    if (proxy !== undefined && !URL.canParse(proxy)) {
      throw proxyInvalid();
    }
    const undici = await abortable(signal, () => import('./undici.js'));
    return { undici, proxy, connect: await this.#connectOptions(target, proxy, settings, signal) };
  }

  async #connectOptions(
    target: URL,
    proxy: string | undefined,
    settings: NetworkSettings,
    signal: AbortSignal,
  ): Promise<ConnectOptionsOf> {
    const { caCertificate, insecure = false } = this.server;
    const usesTls = (url: string | undefined) => url !== undefined && new URL(url).protocol === 'https:';
    const needsUsual = usesTls(proxy) || (usesTls(target.href) && caCertificate === undefined);
    const usual = needsUsual ? await (await this.#certificates()).tlsOptions(settings, signal) : {};
    // Without `rejectUnauthorized`, Node would obey NODE_TLS_REJECT_UNAUTHORIZED=0.
    const checked: ConnectOptions = {
      ...usual,
      timeout: this.responseTimeout,
      autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT,
      rejectUnauthorized: true,
    };
    if (!usesTls(target.href)) {
      return { server: checked, proxy: checked };
    }
    const own = caCertificate === undefined ? {} : await this.#trustOnly(caCertificate, target.host);
    return { server: { ...checked, ...own, rejectUnauthorized: !insecure }, proxy: checked };
  }

  async #trustOnly(caCertificate: string, host: string): Promise<TrustOptions> {
    const { trustOnly } = await import('./certificates.js');
    return (this.#ownTrust ??= trustOnly(caCertificate, host));
  }

  async #cookieJar(): Promise<CookieJar | undefined> {
    if (!this.server.returnsCookies) {
      return undefined;
    }
    const { CookieJar } = await import('./cookieJar.js');
    return (this.#cookies ??= new CookieJar());
  }

  async #certificates(): Promise<TrustedCertificates> {
    const { TrustedCertificates } = await import('./certificates.js');
    return (this.#trust ??= new TrustedCertificates());
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const limit of this.#pending) {
      limit.abort();
    }
  }
}

/** How to connect to a server. */
interface Route {
  readonly undici: typeof Undici;
  readonly proxy: string | undefined;
  readonly connect: ConnectOptionsOf;
}

/** Requests accept no content encoding, so that few responses have one. */
async function decode(bytes: Uint8Array, encoding: string | string[]): Promise<Uint8Array> {
  const { decodeBody } = await import('./decodeBody.js');
  return decodeBody(bytes, encoding);
}
