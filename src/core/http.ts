import type { Dispatcher } from 'undici';
import { CredentialError } from './errors.js';
import type { HttpClient, HttpResponse, NetworkSettings, PostOptions } from './httpClient.js';
import { createDispatcher } from './httpDispatcher.js';
import { networkError } from './networkErrors.js';
import { proxyFor } from './networkSettings.js';

/** Milliseconds for a whole answer, from the request to the last byte of the body. */
export const ANSWER_TIMEOUT = 10_000;

/**
 * JSON over HTTP, by undici, which is loaded with the first request. It follows no redirect, and keeps no cookie. Each
 * request has a connection of its own, which ends with it: requests are seconds apart and can't be repeated unseen, so
 * that a kept connection, which a server may have closed meanwhile, would do more harm than good.
 */
export class UndiciHttpClient implements HttpClient {
  readonly #disposal = new AbortController();

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
    const signal = AbortSignal.any([options.signal, this.#disposal.signal, limit.signal]);
    let dispatcher: Dispatcher | undefined;
    try {
      dispatcher = await createDispatcher(proxy, settings, this.answerTimeout);
      signal.throwIfAborted();
      // undici itself heeds a signal only once it is connected, be it after minutes.
      return await Promise.race([post(dispatcher, target, body, { ...options, signal }), abortOf(signal)]);
    } catch (error) {
      options.signal.throwIfAborted();
      throw error instanceof CredentialError
        ? error
        : networkError(error, target, proxy === undefined ? undefined : settings.proxy);
    } finally {
      clearTimeout(timer);
      void dispatcher?.destroy();
    }
  }

  dispose(): void {
    this.#disposal.abort();
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

/** Rejects with the reason of `signal`, once it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
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
