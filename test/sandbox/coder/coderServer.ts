import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AGENT_EXTERNAL_AUTH_PATH, SESSION_TOKEN_HEADER } from '../../../src/coder/wire.js';
import { readBody } from '../httpBody.js';
import type { AgentApi } from './agentApi.js';
import { ApiError } from './apiError.js';
import type { Pages } from './pages.js';
import type { UserApi } from './userApi.js';

/** Answers a request in place of the server and returns true; or returns false. */
export type CoderInterceptor = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/** A request that the server has answered. */
export interface CoderRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly status: number;
}

export interface CoderParts {
  readonly agentToken: string;
  readonly sessionTokens: ReadonlySet<string>;
  readonly agent: AgentApi;
  readonly user: UserApi;
  readonly pages: Pages;
  /** Ends a session. */
  readonly logOut: (token: string) => void;
}

const API = '/api/v2';

/** The HTTP server of a Coder: leads each request to the part that answers it, and keeps a journal. */
export class CoderServer {
  readonly requests: CoderRequest[] = [];
  interceptor: CoderInterceptor | undefined;

  constructor(private readonly parts: CoderParts) {}

  readonly listener: RequestListener = (request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof ApiError) sendJson(response, error.status, error.toWire());
      else sendJson(response, 500, { message: 'The sandbox failed to answer this request.' });
    });
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams, search } = new URL(request.url ?? '', 'http://localhost');
    const method = request.method ?? '';
    const record = { method, path: pathname, query: search, status: 0 };
    this.requests.push(record);
    response.on('finish', () => (record.status = response.statusCode));
    if (this.interceptor?.(request, response, pathname)) return;
    if (!pathname.startsWith(`${API}/`)) {
      await this.parts.pages.answer(response, pathname, searchParams);
      return;
    }
    const answer = await this.#call(request, response, pathname, searchParams);
    if (answer === undefined) response.writeHead(204).end();
    else sendJson(response, 200, answer);
  }

  async #call(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) {
    const { agentToken, sessionTokens, agent, user, logOut } = this.parts;
    const token = request.headers[SESSION_TOKEN_HEADER];
    const given = typeof token === 'string' ? token : '';
    if (path.startsWith(`${API}/workspaceagents/me/`)) {
      if (given !== agentToken)
        throw new ApiError(401, 'Workspace agent not authorized.', 'The agent token is invalid.');
      if (path !== AGENT_EXTERNAL_AUTH_PATH) throw new ApiError(404, 'Route not found.');
      const closed = new AbortController();
      response.on('close', () => closed.abort());
      return agent.answer(query, closed.signal);
    }
    if (!sessionTokens.has(given)) {
      throw new ApiError(401, 'You are signed out or your session has expired. Please sign in again to continue.');
    }
    if (path === `${API}/users/logout` && request.method === 'POST') {
      logOut(given);
      return { message: 'Logged out!' };
    }
    const body = async (): Promise<unknown> => JSON.parse(await readBody(request)) as unknown;
    return user.answer(request.method ?? '', path.slice(API.length), body);
  }
}

function sendJson(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}
