import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from '../../sandbox/httpBody.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import type { ObservedServer } from '../observedServer.js';

/** Secrets by which they are found again, wherever they should not be. */
export const CANARIES = {
  code: 'canary-code-0123456789abcdef',
  accessToken: 'canary-access-token-0123456789abcdef',
  refreshToken: 'canary-refresh-token-0123456789abcdef',
  clientSecret: 'canary-client-secret-0123456789abcdef',
  deviceCode: 'canary-device-code-0123456789abcdef',
} as const;

export const ALL_CANARIES: readonly string[] = Object.values(CANARIES);

/** An answer as it is sent: status 200, and an object as JSON, a text or bytes as they are. */
export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The connection breaks off instead. */
  readonly isLost?: boolean;
}

export const TOKENS = {
  access_token: CANARIES.accessToken,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: CANARIES.refreshToken,
};

/** An authorization server that says what a test makes it say, right or wrong. */
export class HandMadeProvider {
  /** What was posted, by the path, oldest first. */
  readonly posted: { readonly path: string; readonly body: URLSearchParams }[] = [];
  /** Paths and what is answered there; others are not found. A list is answered one after the other, the last for good. */
  readonly replies: Record<string, Reply | (() => Reply | Promise<Reply>) | Reply[]> = {};

  readonly issuer: string;
  readonly host: string;

  private constructor(readonly server: ObservedServer) {
    this.issuer = server.address;
    this.host = new URL(this.issuer).host;
  }

  static async start(startServer: (listener: RequestListener) => Promise<ObservedServer>): Promise<HandMadeProvider> {
    const listener: RequestListener = (request, response) => void provider.#answer(request, response);
    const provider = new HandMadeProvider(await startServer(listener));
    provider.publish();
    provider.replies['/token'] = { body: TOKENS };
    return provider;
  }

  /** Publishes its metadata by OpenID Connect discovery, with some of the members changed. `undefined`: left out. */
  publish(changes: Readonly<Record<string, unknown>> = {}, path = '/.well-known/openid-configuration'): void {
    this.replies[path] = {
      body: {
        issuer: this.issuer,
        authorization_endpoint: `${this.issuer}/authorize`,
        token_endpoint: `${this.issuer}/token`,
        device_authorization_endpoint: `${this.issuer}/device`,
        revocation_endpoint: `${this.issuer}/revoke`,
        registration_endpoint: `${this.issuer}/register`,
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ['S256'],
        ...changes,
      },
    };
  }

  /** The paths that were asked for. */
  get asked(): readonly string[] {
    return this.server.requests.map(({ target }) => target);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'POST') this.posted.push({ path, body: new URLSearchParams(await readBody(request)) });
    const reply = await this.#replyTo(path);
    if (reply.isLost) {
      response.destroy();
      return;
    }
    const isText = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
    response
      .writeHead(reply.status ?? 200, {
        'content-type': reply.type ?? (isText ? 'text/html' : 'application/json'),
        ...reply.headers,
      })
      .end(isText ? reply.body : JSON.stringify(reply.body));
  }

  #replyTo(path: string): Reply | Promise<Reply> {
    const reply = this.replies[path] ?? { status: 404, body: '<h1>Not found</h1>' };
    if (typeof reply === 'function') return reply();
    if (!Array.isArray(reply)) return reply;
    return (reply.length > 1 ? reply.shift() : reply[0]) ?? { status: 500, body: '' };
  }
}

/** Answers an authorization request as a server would, with the parameters changed; `undefined`: left out. */
export function answering(
  changes: Readonly<Record<string, string | undefined>> = {},
): (url: string) => Promise<Response> {
  return (url) => {
    const { origin, searchParams } = new URL(url);
    const parameters = { state: searchParams.get('state'), code: CANARIES.code, iss: origin, ...changes };
    const target = new URL(searchParams.get('redirect_uri') ?? '');
    for (const [name, value] of Object.entries(parameters)) {
      if (typeof value === 'string') target.searchParams.append(name, value);
    }
    return loopbackFetch(target);
  };
}

/** To be used with `serversPerTest`. */
export function handMadeBy(
  startServer: (listener: RequestListener) => Promise<ObservedServer>,
): () => Promise<HandMadeProvider> {
  return () => HandMadeProvider.start(startServer);
}
