import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '../httpBody.js';
import { ApiError, checkGuid, notFound, permissionDenied } from './apiError.js';
import type { Caller } from './callers.js';
import { isAtLeast, type Role, type User } from './users.js';

/** A call of the API that may be answered. */
export interface ApiCall {
  readonly caller: Caller;
  /** Of the path, such as `guid`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** @throws ApiError where the body is not a JSON object. */
  readonly json: () => Promise<Readonly<Record<string, unknown>>>;
  /** @throws ApiError where the body is not JSON. */
  readonly value: () => Promise<unknown>;
  readonly form: () => Promise<URLSearchParams>;
}

/** An answer without a body. */
export class EmptyAnswer {
  constructor(readonly status: 200 | 204) {}
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/__api__`, with `{name}` for what varies. */
  readonly path: string;
  /** Who may call it: this role or a higher one. `anyone`: without credentials. Default: any credential. */
  readonly role?: Role | 'anyone';
  /** The value to send as JSON, or `EmptyAnswer`. */
  readonly answer: (call: ApiCall) => unknown;
}

export interface ApiOptions {
  readonly routes: readonly Route[];
  readonly identify: (request: IncomingMessage) => Promise<Caller>;
  /** Called before each route that needs credentials. Throws `ApiError` to refuse a call independently of its sender. */
  readonly check: (path: string) => void;
}

/** Details of an answered call, for the journal. */
export interface Answered {
  readonly user: User | undefined;
  readonly correlationId: string;
}

/** Connect's API below `/__api__`. */
export class Api {
  constructor(private readonly options: ApiOptions) {}

  /** Answers a call. @param path below `/__api__` */
  async answer(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) {
    const correlationId = correlationIdOf(request);
    response.setHeader('x-correlation-id', correlationId);
    response.setHeader('cache-control', 'no-store');
    let caller: Caller | undefined;
    try {
      const { route, parameters } = this.#find(request.method ?? '', path);
      caller = await this.#admit(request, route);
      const body = caller ?? { user: undefined, role: 'viewer' };
      send(response, await route.answer({ caller: body, parameters, query, ...bodyReaders(request) }));
    } catch (error) {
      if (error instanceof BodyTooLarge) sendError(response, new ApiError(400, 'BadRequest', 'The body is too large.'));
      else if (error instanceof ApiError) sendError(response, error);
      else throw error;
    }
    return { user: caller?.user, correlationId } satisfies Answered;
  }

  #find(method: string, path: string): { route: Route; parameters: Record<string, string> } {
    for (const route of this.options.routes) {
      const parameters = route.method === method ? matchPath(route.path, path) : undefined;
      if (parameters) {
        if (parameters['guid'] !== undefined) parameters['guid'] = checkGuid(parameters['guid']);
        return { route, parameters };
      }
    }
    throw notFound();
  }

  async #admit(request: IncomingMessage, { role, path }: Route): Promise<Caller | undefined> {
    if (role === 'anyone') return undefined;
    const caller = await this.options.identify(request);
    this.options.check(path);
    if (role !== undefined && !isAtLeast(caller.role, role)) throw permissionDenied();
    return caller;
  }
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [expected, actual] = [pattern.split('/'), path.split('/')];
  if (expected.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      if (segment !== value) return undefined;
    } else {
      const decoded = decode(value);
      if (decoded === undefined) return undefined;
      parameters[name] = decoded;
    }
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function bodyReaders(request: IncomingMessage): Pick<ApiCall, 'json' | 'value' | 'form'> {
  const value = async (): Promise<unknown> => {
    try {
      return JSON.parse(await readBody(request)) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new ApiError(400, 'CannotParseRequestBody', 'The request body could not be parsed.');
    }
  };
  return {
    value,
    json: async () => {
      const parsed = await value();
      if (isObject(parsed)) return parsed;
      throw new ApiError(400, 'CannotParseRequestBody', 'The request body is not an object.');
    },
    form: async () => new URLSearchParams(await readBody(request)),
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The caller's own ID where it has one that can be put into a log. */
function correlationIdOf(request: IncomingMessage): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

function send(response: ServerResponse, answer: unknown): void {
  if (answer instanceof EmptyAnswer) response.writeHead(answer.status).end();
  else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}

function sendError(response: ServerResponse, error: ApiError): void {
  response
    .writeHead(error.status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(error.toWire()));
}
