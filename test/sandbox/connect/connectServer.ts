import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { sendPage } from '../html.js';
import { problemPage } from '../pages.js';
import type { AffinityCookies } from './affinity.js';
import type { AuthorizationServer } from './authorization.js';
import type { Api } from './router.js';
import type { WebPages } from './webPages.js';

/** Answers a request in place of the server and returns true; or returns false. @param path below the base path */
export type ConnectInterceptor = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** A request that a Connect has answered. */
export interface ConnectRequest {
  readonly method: string;
  /** Below the server's base path, without the query, which may hold secrets. */
  readonly path: string;
  readonly status: number;
  /** Login of the user who called the API; undefined: no user, or not the API. */
  readonly user: string | undefined;
  /** How the caller authenticated, such as `Bearer`; undefined: not at all. */
  readonly scheme: string | undefined;
  readonly userAgent: string | undefined;
  readonly correlationId: string | undefined;
}

export interface ConnectParts {
  /** Without trailing slash. */
  readonly basePath: string;
  readonly api: Api;
  readonly pages: WebPages;
  /** Undefined: the server has none, because it is old or OAuth is turned off. */
  readonly authorization: AuthorizationServer | undefined;
  readonly affinity: AffinityCookies | undefined;
}

/** The HTTP server of a Connect: leads each request to the part that answers it, and keeps a journal. */
export class ConnectServer {
  readonly requests: ConnectRequest[] = [];
  /** Answers 503 to everything. */
  busy = false;
  interceptor: ConnectInterceptor | undefined;

  constructor(private readonly parts: ConnectParts) {}

  readonly listener: RequestListener = (request, response) => {
    this.#answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else sendPage(response, problemPage(500, 'The sandbox failed to answer this request.'));
    });
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { basePath, affinity } = this.parts;
    // Clients that don't strip a trailing slash of the server's address call `//__api__`.
    const target = (request.url ?? '').replace(/^[^?]*/, (path) => path.replace(/\/{2,}/g, '/'));
    const url = URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost') : undefined;
    const path = url?.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : undefined;
    const record: { -readonly [Name in keyof ConnectRequest]: ConnectRequest[Name] } = {
      ...{ method: request.method ?? '', path: path ?? '', status: 0, user: undefined, correlationId: undefined },
      scheme: request.headers.authorization?.split(' ', 1)[0],
      userAgent: request.headers['user-agent'],
    };
    this.requests.push(record);
    response.on('finish', () => (record.status = response.statusCode));
    if (this.interceptor?.(request, response, record.path)) return;
    if (this.busy) {
      sendBusy(response);
    } else if (!url || path === undefined) {
      sendPage(response, problemPage(404, 'There is no such page.'));
    } else {
      affinity?.set(request, response);
      const answered = await this.#dispatch(request, response, url, path);
      record.user = answered?.user?.login;
      record.correlationId = answered?.correlationId;
    }
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse, url: URL, path: string) {
    const { api, authorization, pages } = this.parts;
    if (path.startsWith('/__api__/')) {
      return api.answer(request, response, path.slice('/__api__'.length), url.searchParams);
    }
    if (path === '/__ping__') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } else if (path === '/') {
      response.writeHead(302, { location: `${this.parts.basePath}/connect/` }).end();
    } else if (authorization?.has(path)) {
      // oidc-provider builds its addresses from the difference, as it does below Express.
      const below = `${path}${url.search}`;
      await authorization.answer(
        Object.assign(request, { originalUrl: `${this.parts.basePath}${below}`, url: below }),
        response,
      );
    } else if (!(await pages.answer({ request, response, query: url.searchParams }, path))) {
      sendPage(response, problemPage(404, 'There is no such page.'));
    }
    return undefined;
  }
}

/** What a load balancer answers while the server has no capacity. */
function sendBusy(response: ServerResponse): void {
  response.setHeader('retry-after', '1');
  sendPage(response, problemPage(503, 'The server is busy. Try again in a moment.'));
}
