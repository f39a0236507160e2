import { revealed } from '../../../src/core/secret.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { HttpClient, JsonResponse, PostOptions } from '../../../src/core/httpClient.js';
import { COOKIE_HEADER } from '../../../src/workbench/wire.js';
import type { FakeClock } from '../fakeClock.js';
import { oneProvider, wireIntegration } from '../workbench/wireIntegration.js';

export const GUIDS = ['a', 'b', 'c'] as const;
export type Guid = (typeof GUIDS)[number];

/** Milliseconds for a whole answer, of this client as of the real one. */
export const ANSWER_TIMEOUT = 10_000;

/** How a server fails: it can't be reached, has an error, is busy (for so many milliseconds), or stands behind a login page. */
export type Fault = 'down' | 'broken' | 'loginPage' | { readonly busyFor: number };

/** In every text of an answer or a failure that is no longer awaited, so that it is found wherever it is shown. */
export const OVERTAKEN = 'overtaken';

type Ending = 'answered' | 'aborted' | 'timedOut' | 'disposed';

/** A Workbench and the HTTP client that reaches it, as reliable as a test wants it to be. */
export class FakeWorkbench implements HttpClient {
  /** Where the user stands with each integration that there is. */
  readonly signedIn = new Map<Guid, boolean>(GUIDS.map((guid) => [guid, false]));
  fault: Fault | undefined;
  /** Milliseconds from a request to its answer, which tells what was true when the request came. */
  latency = 0;
  /** The one cookie that is accepted. */
  cookie = '';
  /** The number of pending list requests, and its maximum so far. */
  lists = 0;
  mostListsAtOnce = 0;
  readonly #ends = new Set<(ending: Ending) => void>();
  #requests = 0;
  #disposed = false;

  /**
   * @param onList called when a list is asked for
   * @param onTurn called when something has changed here by itself: an answer that took long is out, a user is signed out
   */
  constructor(
    private readonly clock: FakeClock,
    private readonly onList: () => void,
    private readonly onTurn: () => void,
  ) {}

  /** Requests that take their time, each of which holds a timer. */
  get pending(): number {
    return this.#ends.size;
  }

  proxyFor(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  send(): Promise<never> {
    return Promise.reject(new Error('A Workbench is asked by postJson'));
  }

  inspectTls(): Promise<never> {
    return Promise.reject(new Error('There are no diagnostics here'));
  }

  async postJson(url: string, body: unknown, { headers, signal }: PostOptions): Promise<JsonResponse> {
    const method = new URL(url).pathname.slice(1);
    const isList = method === 'oauth_integrations';
    this.#requests += 1;
    // A connection can break off at once, or an answer be out already that crosses with the abort.
    const crosses = this.#requests % 2 === 0;
    if (isList) {
      this.lists += 1;
      this.mostListsAtOnce = Math.max(this.mostListsAtOnce, this.lists);
      this.onList();
    }
    try {
      const accepted = revealed(headers)[COOKIE_HEADER] === this.cookie;
      const answer = this.#answerTo(method, JSON.stringify(body), accepted);
      const ending = await this.#end(signal);
      if (signal.aborted) {
        if (crosses) return OVERTAKEN_ANSWER;
        throw new CredentialError('network', OVERTAKEN);
      }
      if (ending !== 'answered' || answer === undefined) {
        throw new CredentialError('network', 'The server cannot be reached.');
      }
      return answer;
    } finally {
      if (isList) this.lists -= 1;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#ends.forEach((end) => end('disposed'));
  }

  /** How the request ends that comes now. */
  async #end(signal: AbortSignal): Promise<Ending> {
    if (this.#disposed || this.latency === 0) {
      return this.#disposed ? 'disposed' : 'answered';
    }
    const inTime = this.latency < ANSWER_TIMEOUT;
    return new Promise((resolve) => {
      const end = (ending: Ending) => {
        timer.dispose();
        signal.removeEventListener('abort', abort);
        this.#ends.delete(end);
        this.onTurn();
        resolve(ending);
      };
      const abort = () => end('aborted');
      const timer = this.clock.setTimeout(
        () => end(inTime ? 'answered' : 'timedOut'),
        Math.min(this.latency, ANSWER_TIMEOUT),
      );
      signal.addEventListener('abort', abort);
      this.#ends.add(end);
    });
  }

  #answerTo(method: string, body: string, accepted: boolean): JsonResponse | undefined {
    if (this.#disposed || this.fault === 'down') return undefined;
    if (this.fault === 'broken') return { status: 500, json: { error: 'It is broken.' } };
    if (this.fault === 'loginPage') return { status: 200, json: undefined };
    if (this.fault) return { status: 503, json: undefined, retryAfter: this.fault.busyFor };
    if (!accepted) return { status: 401, json: undefined };
    if (method === 'oauth_sign_in') return { status: 200, json: { url: 'https://workbench.example.org/sign-in' } };
    if (method === 'oauth_sign_out') {
      GUIDS.filter((guid) => body.includes(`"uuid":"${guid}"`) && this.signedIn.has(guid)).forEach((guid) => {
        this.signedIn.set(guid, false);
        this.onTurn();
      });
      return { status: 200, json: { result: true } };
    }
    const wire = [...this.signedIn].map(([uid, authenticated]) => wireIntegration({ uid, authenticated }));
    return { status: 200, json: oneProvider(...wire) };
  }
}

/** Understood by all who could wait for it, of whichever method. */
const OVERTAKEN_ANSWER: JsonResponse = {
  status: 200,
  json: {
    ...oneProvider(wireIntegration({ uid: OVERTAKEN, display_name: OVERTAKEN })),
    url: `https://${OVERTAKEN}.example.org/`,
    result: true,
  },
};
