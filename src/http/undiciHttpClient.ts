import { abortable } from '../core/abort.js';
import { decodeBody } from './decodeBody.js';
import { type ConnectOptions, createDispatcher, createInspector, proxyInvalid } from './dispatcher.js';
import { CredentialError } from '../core/errors.js';
import type {
  HttpResponse,
  HttpClient,
  HttpRequest,
  JsonResponse,
  NetworkSettings,
  PostOptions,
} from '../core/httpClient.js';
import { networkError } from './networkErrors.js';
import { isSystemProxyUsed, proxyFor } from './networkSettings.js';
import { redact } from '../core/redaction.js';
import { parseRetryAfter } from '../core/retryAfter.js';
import { revealed, Secret } from '../core/secret.js';
import type { TlsFacts } from '../core/httpClient.js';
import type { SystemProxy } from './systemProxy.js';
import { tlsFactsOf } from './tlsFacts.js';
import { TrustedCertificates } from './certificates.js';
import type * as Undici from './undici.js';

/** Milliseconds for a whole answer, from the request to the last byte of the body. */
const ANSWER_TIMEOUT = 10_000;

/** Bytes of a plain text that may be the reason for a failure. */
const MAX_TEXT_SIZE = 16 * 1024;

/**
 * JSON over HTTP, by undici, which is loaded with the first request. It follows no redirect, and keeps no cookie. Each
 * request has a connection of its own, which ends with it: requests are seconds apart and can't be repeated unseen, so
 * that a kept connection, which a server may have closed meanwhile, would do more harm than good.
 */
export class UndiciHttpClient implements HttpClient {
  /** The requests under way. (A signal of the client's own, in `AbortSignal.any`, would keep some bytes of each for good.) */
  readonly #underWay = new Set<AbortController>();
  #isDisposed = false;
  readonly #trust = new TrustedCertificates();

  /**
   * @param settings read before each request, so that a changed setting takes effect with the next one
   * @param answerTimeout milliseconds for a whole answer
   * @param systemProxy finds the operating system's proxy; without it, only a proxy that the settings name is used
   */
  constructor(
    private readonly settings: () => NetworkSettings,
    private readonly answerTimeout = ANSWER_TIMEOUT,
    private readonly systemProxy?: Pick<SystemProxy, 'find'>,
  ) {}

  async postJson(url: string, body: unknown, { headers, signal }: PostOptions): Promise<JsonResponse> {
    const secrets = Object.values(headers).filter((value) => value instanceof Secret);
    const answer = await this.send(url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...revealed(headers) },
      body: JSON.stringify(body),
      signal,
    });
    return responseOf(answer, new URL(url), (text) => redact(text, secrets));
  }

  send(url: string, request: HttpRequest): Promise<HttpResponse> {
    const { method, headers, body, signal: outerSignal, timeout = this.answerTimeout } = request;
    const target = new URL(url);
    return this.#connected(target, outerSignal, timeout, async ({ undici, proxy, connect }, signal) => {
      const dispatcher = createDispatcher(undici, proxy, connect);
      const path = `${target.pathname}${target.search}`;
      const answered = async () => {
        const answer = await dispatcher.request({
          ...{ origin: target.origin, path, method, headers, signal },
          body: body ?? null,
          reset: true,
        });
        const bytes = await decodeBody(await answer.body.bytes(), answer.headers['content-encoding']);
        return { status: answer.statusCode, headers: answer.headers, body: bytes };
      };
      // undici itself heeds a signal only once it is connected, be it after minutes.
      return abortable(signal, answered).finally(() => void dispatcher.destroy());
    });
  }

  proxyFor(url: string): string | undefined {
    return proxyFor(new URL(url), this.settings());
  }

  inspectTls(url: string, signal: AbortSignal): Promise<TlsFacts> {
    const target = new URL(url);
    return this.#connected(target, signal, this.answerTimeout, async ({ undici, proxy, connect }, limited) => {
      let facts: TlsFacts | undefined;
      const inspector = createInspector(undici, proxy, connect, (socket) => (facts = tlsFactsOf(socket)));
      try {
        await abortable(limited, () => inspector.request({ origin: target.origin, path: '/', method: 'HEAD' }));
        throw new Error('A request was answered that cannot have been sent');
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

  /** Gives `work` what a connection to `target` needs, and all the time that an answer may take. */
  async #connected<T>(
    target: URL,
    outerSignal: AbortSignal,
    timeout: number,
    work: (way: Way, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const settings = this.settings();
    let proxy = proxyFor(target, settings);
    // Not AbortSignal.timeout: Node may collect that as garbage before its time, when `any` is all that refers to it.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new DOMException('The time is over', 'TimeoutError')), timeout);
    this.#underWay.add(limit);
    if (this.#isDisposed) {
      limit.abort();
    }
    const signal = AbortSignal.any([outerSignal, limit.signal]);
    try {
      if (this.systemProxy && isSystemProxyUsed(target, settings)) {
        proxy = await this.systemProxy.find(target, signal);
      }
      return await work(await this.#way(target, proxy, settings, signal), signal);
    } catch (error) {
      outerSignal.throwIfAborted();
      throw error instanceof CredentialError ? error : networkError(error, target, { ...settings, proxy, timeout });
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(limit);
    }
  }

  async #way(target: URL, proxy: string | undefined, settings: NetworkSettings, signal: AbortSignal): Promise<Way> {
    // The error of an unreadable URL would hold it, with the password.
    if (proxy !== undefined && !URL.canParse(proxy)) {
      throw proxyInvalid();
    }
    const undici = await abortable(signal, () => import('./undici.js'));
    const usesTls = [target, proxy].some((url) => url !== undefined && new URL(url).protocol === 'https:');
    const trust = usesTls ? await this.#trust.tlsOptions(settings, signal) : {};
    // Without it, Node would obey NODE_TLS_REJECT_UNAUTHORIZED=0.
    return { undici, proxy, connect: { ...trust, timeout: this.answerTimeout, rejectUnauthorized: true } };
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const limit of this.#underWay) {
      limit.abort();
    }
  }
}

/** What a connection needs. */
interface Way {
  readonly undici: typeof Undici;
  readonly proxy: string | undefined;
  readonly connect: ConnectOptions;
}

/** @param redacted blanks out the secrets that were sent: an error text that repeats one would be shown and logged */
function responseOf(answer: HttpResponse, url: URL, redacted: (text: string) => string): JsonResponse {
  const retryAfter = parseRetryAfter(answer.headers['retry-after'], Date.now());
  const json = parseJson(answer.body, redacted);
  return {
    status: answer.status,
    json,
    ...(json === undefined ? otherBody(answer, redacted) : {}),
    received: redacted(received(answer, url)),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** What is known of a body that is not JSON. */
function otherBody(
  { headers, body }: HttpResponse,
  redacted: (text: string) => string,
): Pick<JsonResponse, 'notJson' | 'text'> {
  const type = String(headers['content-type'] ?? '');
  if (body.length === 0) {
    return { notJson: 'empty' };
  }
  const decoder = new TextDecoder();
  if (/\bx?html\b/i.test(type) || decoder.decode(body.subarray(0, 100)).trimStart().startsWith('<')) {
    return { notJson: 'page' };
  }
  const isText = /^text\/plain\b/i.test(type) && body.length <= MAX_TEXT_SIZE;
  return { notJson: 'broken', ...(isText ? { text: redacted(decoder.decode(body)) } : {}) };
}

/** The body as JSON; `undefined` if it is none. A byte order mark is passed over; invalid UTF-8 is no JSON. */
function parseJson(bytes: Uint8Array, redacted: (text: string) => string): unknown {
  try {
    return JSON.parse(redacted(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Of a redirect's target no more than the host: its query may hold anything. */
function received({ status, headers, body }: HttpResponse, url: URL): string {
  const type = String(headers['content-type'] ?? 'no type');
  const location = typeof headers['location'] === 'string' ? headers['location'] : undefined;
  const target =
    location !== undefined && URL.canParse(location, url.href) ? [`to ${new URL(location, url).host}`] : [];
  return [`HTTP ${status}`, type, `${body.length} bytes`, ...target].join(', ');
}
