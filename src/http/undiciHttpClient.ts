import { abortable } from '../core/abort.js';
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
import { jsonResponse, postRequest } from './json.js';
import { networkError } from './networkErrors.js';
import { proxyFor } from './networkSettings.js';
import type { TlsFacts } from '../core/httpClient.js';
import { tlsFactsOf } from './tlsFacts.js';
import { TrustedCertificates } from './certificates.js';
import type * as Undici from './undici.js';

/** Milliseconds for a whole answer, from the request to the last byte of the body. */
const ANSWER_TIMEOUT = 10_000;

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
   */
  constructor(
    private readonly settings: () => NetworkSettings,
    private readonly answerTimeout = ANSWER_TIMEOUT,
  ) {}

  async postJson(url: string, body: unknown, { headers, signal }: PostOptions): Promise<JsonResponse> {
    const answer = await this.send(url, { ...postRequest(body, headers), signal });
    return jsonResponse(answer, new URL(url), headers);
  }

  send(url: string, { method, headers, body, signal: outerSignal }: HttpRequest): Promise<HttpResponse> {
    const target = new URL(url);
    return this.#connected(target, outerSignal, async ({ undici, proxy, connect }, signal) => {
      const dispatcher = createDispatcher(undici, proxy, connect);
      const path = `${target.pathname}${target.search}`;
      const answered = async () => {
        const answer = await dispatcher.request({
          ...{ origin: target.origin, path, method, headers, signal },
          body: body ?? null,
          reset: true,
        });
        return { status: answer.statusCode, headers: answer.headers, body: await answer.body.bytes() };
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
    return this.#connected(target, signal, async ({ undici, proxy, connect }, limited) => {
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
    work: (way: Way, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
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
    const signal = AbortSignal.any([outerSignal, limit.signal]);
    try {
      return await work(await this.#way(target, proxy, settings, signal), signal);
    } catch (error) {
      outerSignal.throwIfAborted();
      throw error instanceof CredentialError
        ? error
        : networkError(error, target, { ...settings, proxy, timeout: this.answerTimeout });
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
