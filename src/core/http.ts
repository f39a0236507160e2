import { t } from '@vscode/l10n';
import type { Dispatcher, Pool } from 'undici';
import { unlessAborted } from './abort.js';
import { CredentialError } from './errors.js';
import type { HttpClient, HttpResponse, NetworkSettings, PostOptions } from './httpClient.js';
import { networkError } from './networkErrors.js';
import { proxyFor } from './networkSettings.js';
import { Trust, type TrustOptions } from './trust.js';
import type * as Undici from './undici.js';

/** Milliseconds for a whole answer, from the request to the last byte of the body. */
const ANSWER_TIMEOUT = 10_000;

/** Bytes of a body that are read at most. */
const MAX_BODY_SIZE = 8 * 1024 * 1024;

/**
 * JSON over HTTP, by undici, which is loaded with the first request. It follows no redirect, and keeps no cookie. Each
 * request has a connection of its own, which ends with it: requests are seconds apart and can't be repeated unseen, so
 * that a kept connection, which a server may have closed meanwhile, would do more harm than good.
 */
export class UndiciHttpClient implements HttpClient {
  /** The requests under way. (A signal of the client's own, in `AbortSignal.any`, would keep some bytes of each for good.) */
  readonly #underWay = new Set<AbortController>();
  #isDisposed = false;
  readonly #trust = new Trust();

  /**
   * @param settings read before each request, so that a changed setting takes effect with the next one
   * @param answerTimeout milliseconds for a whole answer
   */
  constructor(
    private readonly settings: () => NetworkSettings,
    private readonly answerTimeout = ANSWER_TIMEOUT,
  ) {}

  async postJson(url: string, body: unknown, options: PostOptions): Promise<HttpResponse> {
    const target = new URL(url);
    const settings = this.settings();
    const proxy = proxyFor(target, settings);
    // Not AbortSignal.timeout: Node may collect that as garbage before its time, when `any` is all that refers to it.
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new DOMException('The time is over', 'TimeoutError')),
      this.answerTimeout,
    );
    this.#underWay.add(limit);
    if (this.#isDisposed) {
      limit.abort();
    }
    const signal = AbortSignal.any([options.signal, limit.signal]);
    try {
      const dispatcher = await this.#dispatcher(target, proxy, settings, signal);
      // undici itself heeds a signal only once it is connected, be it after minutes.
      return await unlessAborted(signal, () => post(dispatcher, target, body, { ...options, signal })).finally(
        () => void dispatcher.destroy(),
      );
    } catch (error) {
      options.signal.throwIfAborted();
      throw error instanceof CredentialError ? error : networkError(error, target, { ...settings, proxy });
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(limit);
    }
  }

  async #dispatcher(
    target: URL,
    proxy: string | undefined,
    settings: NetworkSettings,
    signal: AbortSignal,
  ): Promise<Dispatcher> {
    // The error of an unreadable URL would hold it, with the password.
    if (proxy !== undefined && !URL.canParse(proxy)) {
      throw proxyInvalid();
    }
    const undici = await unlessAborted(signal, () => import('./undici.js'));
    const usesTls = [target, proxy].some((url) => url !== undefined && new URL(url).protocol === 'https:');
    const trust = usesTls ? await this.#trust.tlsOptions(settings, signal) : {};
    return createDispatcher(undici, proxy, { ...trust, timeout: this.answerTimeout });
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const limit of this.#underWay) {
      limit.abort();
    }
  }
}

async function post(
  dispatcher: Dispatcher,
  url: URL,
  body: unknown,
  { headers, signal }: PostOptions,
): Promise<HttpResponse> {
  const response = await dispatcher.request({
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    reset: true,
    signal,
  });
  const bytes = await response.body.bytes();
  const retryAfter = parseRetryAfter(response.headers['retry-after'], Date.now());
  return {
    status: response.statusCode,
    json: parseJson(bytes),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
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

/**
 * A dispatcher for one request, to be destroyed after it. Throws `CredentialError` (`configuration`) when the proxy is
 * none.
 *
 * @param proxy the URL of the proxy; `undefined`: directly
 * @param connect `timeout`: milliseconds in which a connection has to be made; one that is being made lives as long,
 * whatever becomes of its request
 */
function createDispatcher(
  undici: typeof Undici,
  proxy: string | undefined,
  connect: TrustOptions & { readonly timeout: number },
): Dispatcher {
  const limits = { maxResponseSize: MAX_BODY_SIZE };
  if (proxy === undefined) {
    return new undici.Agent({ ...limits, connect });
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
