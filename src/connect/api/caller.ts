import { randomUUID } from 'node:crypto';
import { CredentialError } from '../../core/errors.js';
import type { HttpClient, HttpRequest, HttpResponse, JsonResponse } from '../../core/httpClient.js';
import { isGuid } from '../../core/integration.js';
import type { Logger } from '../../core/ports.js';
import { jsonResponse } from '../../http/json.js';
import { redact } from '../../core/redaction.js';
import { isSameSecret, revealed, Secret } from '../../core/secret.js';
import { authorizationOf, type ConnectCredential } from '../credential.js';
import { ConnectError } from './connectError.js';
import { codeIn, failureOf, isCredentialRefused } from './failedCall.js';
import { WrongField } from './fields.js';
import * as messages from './messages.js';
import type { ServerSettings } from './server.js';

export interface ConnectApiPorts {
  /** A client for this server; the caller disposes of it. */
  readonly http: Pick<HttpClient, 'send'>;
  /** What requests authenticate with. @param rejected the one that the server has just refused */
  readonly credential: (rejected?: ConnectCredential) => Promise<ConnectCredential>;
  readonly log: Logger;
}

/** A call of the API. */
export interface Call {
  readonly method?: HttpRequest['method'];
  /** Below `/__api__`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its secrets revealed. */
  readonly body?: unknown;
  /** The secrets in the body. */
  readonly secrets?: readonly Secret[];
  /** Who may make it, if that is a question of the role. */
  readonly role?: messages.RequiredRole;
  /** Whether it needs no credential. */
  readonly isPublic?: boolean;
  readonly isAboutUser?: boolean;
  /** Asks the server what it supports if the path does not exist. Absent: the path names an item. */
  readonly settings?: (signal: AbortSignal) => Promise<ServerSettings>;
}

/** A call with an answer. */
export interface Query<T> extends Call {
  /** Parses the answer; throws `WrongField`. */
  readonly parse: (json: unknown) => T;
}

/** A failed call, for a support request. It contains no secrets. */
export interface FailedRequest {
  /** By which the server's administrator finds it in the server's log. */
  readonly correlationId: string;
  readonly method: string;
  /** Below `/__api__`, without the query. */
  readonly path: string;
  /** `undefined` if there was no answer. */
  readonly status: number | undefined;
  readonly code: number | undefined;
}

/** Makes calls to the API of a Posit Connect server. */
export class Caller {
  readonly host: string;
  lastFailure: FailedRequest | undefined;

  /** @param baseUrl of the server, without a slash at the end */
  constructor(
    private readonly baseUrl: string,
    private readonly ports: ConnectApiPorts,
  ) {
    this.host = new URL(baseUrl).host;
  }

  /** Returns the answer of a call. Throws `ConnectError`, another `CredentialError`, or the signal's reason once it is aborted. */
  async query<T>({ parse, ...call }: Query<T>, signal: AbortSignal): Promise<T> {
    const { response, correlationId } = await this.#succeed(call, signal);
    const { json, status, received } = response;
    try {
      if (json === undefined) {
        const { problem, failure, message } = messages.notConnect(this.host);
        throw new ConnectError(failure, message, { problem, status, cause: received });
      }
      return parse(json);
    } catch (error) {
      this.#noteFailure(call, correlationId, status, undefined);
      throw error instanceof WrongField ? this.#malformed(response, error, correlationId) : error;
    }
  }

  /** Makes a call without an answer. Throws like `query`. */
  async run(call: Call, signal: AbortSignal): Promise<void> {
    await this.#succeed(call, signal);
  }

  /** Makes a call, again with a renewed credential if necessary, until it succeeds or fails. */
  async #succeed(call: Call, signal: AbortSignal): Promise<Answer> {
    const credential = call.isPublic ? undefined : await this.ports.credential();
    let answer = await this.#send(call, credential, signal);
    if (credential && isCredentialRefused(answer.response)) {
      const renewed = await this.ports.credential(credential);
      if (!isSameSecret(renewed.value, credential.value)) {
        answer = await this.#send(call, renewed, signal);
      }
    }
    const { response, correlationId } = answer;
    if (response.status >= 200 && response.status < 300) {
      return answer;
    }
    const error = await this.#failure(call, answer, signal);
    this.#noteFailure(call, correlationId, response.status, codeIn(response));
    throw error;
  }

  async #send(call: Call, credential: ConnectCredential | undefined, signal: AbortSignal): Promise<Answer> {
    const { method = 'GET', path, query, body } = call;
    const url = new URL(`${this.baseUrl}/__api__${path}`);
    Object.entries(query ?? {}).forEach(([name, value]) => url.searchParams.set(name, value));
    const correlationId = randomUUID();
    const headers = {
      accept: 'application/json',
      'x-correlation-id': correlationId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(credential ? { authorization: authorizationOf(credential) } : {}),
    };
    try {
      const response = await this.ports.http.send(url.href, {
        ...{ method, headers: revealed(headers), signal },
        ...(body === undefined ? {} : { body: JSON.stringify(revealedIn(body)) }),
      });
      const secrets = [...(call.secrets ?? []), ...(credential ? [credential.value] : [])];
      const known = correlationIdIn(response, secrets) ?? correlationId;
      const answer = jsonResponse(response, url, headers);
      const json = { ...answer, received: redact(answer.received ?? '', secrets) };
      this.ports.log.debug(`Connect: ${this.host} ${method} ${path}: ${json.status} (correlation ID ${known})`);
      return { response: json, correlationId: known, credential };
    } catch (error) {
      if (error instanceof CredentialError) {
        this.#noteFailure(call, correlationId, undefined, undefined);
      }
      throw error;
    }
  }

  #malformed({ status, received }: JsonResponse, wrong: WrongField, correlationId: string): ConnectError {
    const { problem, failure, message } = messages.malformed(this.host, wrong.message);
    const cause = `${wrong.message}, ${received ?? ''}, correlation ID ${correlationId}`;
    return new ConnectError(failure, message, { problem, status, cause });
  }

  async #failure(call: Call, { response, correlationId, credential }: Answer, signal: AbortSignal) {
    const isUnknownPath = response.status === 404 || response.status === 405;
    const settings = isUnknownPath ? await this.#settings(call, signal) : undefined;
    return failureOf({
      ...{ host: this.host, response, correlationId, kind: credential?.kind, role: call.role, settings },
      ...{ isAboutUser: (call.isAboutUser ?? false) || (call.isPublic ?? false), secrets: call.secrets ?? [] },
    });
  }

  async #settings({ settings }: Call, signal: AbortSignal): Promise<ServerSettings | undefined> {
    try {
      return await settings?.(signal);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  #noteFailure(
    { method = 'GET', path }: Call,
    correlationId: string,
    status: number | undefined,
    code: number | undefined,
  ): void {
    this.lastFailure = { correlationId, method, path, status, code };
    const result = status === undefined ? 'no answer' : `HTTP ${status}${code === undefined ? '' : `, code ${code}`}`;
    this.ports.log.warn(`Connect: ${this.host} ${method} ${path} failed: ${result} (correlation ID ${correlationId})`);
  }
}

interface Answer {
  readonly response: JsonResponse;
  readonly correlationId: string;
  readonly credential: ConnectCredential | undefined;
}

/** The ID that the server gives the request, if it has another one. It is shown: it must be nothing else than an ID. */
function correlationIdIn({ headers }: HttpResponse, secrets: readonly Secret[]): string | undefined {
  const id = headers['x-correlation-id'];
  return typeof id === 'string' && isGuid(id) && redact(id, secrets) === id ? id : undefined;
}

/** A body as it is sent. */
function revealedIn(value: unknown): unknown {
  if (value instanceof Secret) {
    return value.reveal();
  }
  if (Array.isArray(value)) {
    return value.map(revealedIn);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealedIn(each)]))
    : value;
}
