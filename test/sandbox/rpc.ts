import type { IncomingMessage, ServerResponse } from 'node:http';
import { oauthErrorOf } from './client.js';
import type { RpcCookies } from './cookie.js';
import { Refusal, type Credentials } from './credentials.js';
import { BodyTooLarge, readBody } from './httpBody.js';
import { answerToUnknownMethod, type RawAnswer, type UnknownMethodAnswer } from './unknownMethod.js';

/** One RPC as it arrived. */
export interface RecordedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly httpMethod: string;
  /** Without slash. */
  readonly method: string;
  /** Undefined until the body has been read, which happens only with an accepted cookie and no interceptor. */
  readonly kwparams: unknown;
  /** The client went away before it had the answer. */
  readonly aborted: boolean;
}

/** Answers an RPC in the server's place, and returns true; false leaves it to the server. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse, method: string) => boolean;

export interface RpcOptions {
  credentials: Credentials;
  cookies: RpcCookies;
  /** Whether the server knows `oauth_sign_in` and `oauth_sign_out`. */
  signInMethods: boolean;
  /** How it answers a method that it does not know. */
  unknownMethod: UnknownMethodAnswer;
}

type Method = (guid: string) => Promise<object>;

/** The RPC half of the Workbench server. */
export class Rpc {
  readonly #requests: RecordedRequest[] = [];
  readonly #methods: ReadonlyMap<string, Method>;
  interceptor: Interceptor | undefined;

  constructor(private readonly options: RpcOptions) {
    this.#methods = methods(options);
  }

  /** Every RPC that has arrived, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** @param method by the request's path */
  async answer(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const record = { at: Date.now(), httpMethod: request.method ?? '', method, kwparams: undefined, aborted: false };
    this.#requests.push(record);
    response.on('close', () => (record.aborted = !response.writableFinished));
    if (this.interceptor?.(request, response, method)) return;

    const { status, headers, body } = await this.#call(request, record);
    if (response.destroyed) return;
    // The unread rest of a body must not delay the answer.
    const connection = request.complete ? {} : { connection: 'close' };
    response.writeHead(status, { 'cache-control': 'no-store', ...headers, ...connection }).end(body);
  }

  async #call(request: IncomingMessage, record: { method: string; kwparams: unknown }): Promise<RawAnswer> {
    if (request.method !== 'GET' && request.method !== 'POST') return failure(405, 'Method not allowed');
    if (!this.options.cookies.accepts(request.headers['x-rs-session-server-rpc-cookie'])) {
      return failure(401, 'The session is not authorized: its RPC cookie is missing, wrong, or expired.');
    }
    try {
      const { method, kwparams } = parseCall(await readBody(request));
      record.kwparams = kwparams;
      if (method !== undefined && method !== record.method) {
        return failure(400, 'The path and the body name different methods.');
      }
      const call = this.#methods.get(record.method);
      if (!call) return answerToUnknownMethod(this.options.unknownMethod, record.method);
      return jsonAnswer(200, await call(guidIn(kwparams)));
    } catch (error) {
      return answerTo(error);
    }
  }
}

function methods({ credentials, signInMethods }: RpcOptions): Map<string, Method> {
  const known = new Map<string, Method>([
    ['oauth_integrations', () => Promise.resolve(credentials.toWire())],
    [
      'oauth_token',
      async (guid) => {
        const { accessToken, expiresAt } = await credentials.grant(guid);
        // To the second and with Z: the one form that every client reads.
        return { access_token: accessToken, expiry: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z') };
      },
    ],
  ]);
  if (!signInMethods) return known;
  known.set('oauth_sign_in', async (guid) => ({ url: await credentials.startSignIn(guid) }));
  known.set('oauth_sign_out', async (guid) => {
    await credentials.signOut(guid);
    return { result: true };
  });
  return known;
}

class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

function parseCall(text: string): { method: string | undefined; kwparams: unknown } {
  const body = parseJson(text);
  if (!isObject(body)) throw new BadRequest('The body is no JSON object.');
  const { method, kwparams = {} } = body;
  if (method !== undefined && typeof method !== 'string') throw new BadRequest('method is no text.');
  // R writes its empty list of parameters as an array.
  const isEmptyList = Array.isArray(kwparams) && kwparams.length === 0;
  if (!isObject(kwparams) && !isEmptyList) throw new BadRequest('kwparams is no object.');
  return { method: method?.replace(/^\/+/, ''), kwparams };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('The body is no JSON.');
  }
}

function guidIn(kwparams: unknown): string {
  return isObject(kwparams) && typeof kwparams['uuid'] === 'string' ? kwparams['uuid'] : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Failures of the user's request have HTTP 200, in the coats that a Workbench uses. */
function answerTo(error: unknown): RawAnswer {
  if (error instanceof BadRequest) return failure(400, error.message);
  if (error instanceof BodyTooLarge) return failure(413, 'The body is too large.');
  if (error instanceof Refusal) return failure(200, error.message);
  const refusal = oauthErrorOf(error);
  if (!refusal) return failure(502, 'The identity provider did not answer as it should.');
  // Clients differ in which of these they read, so all three are given.
  const message = `The identity provider refused: ${refusal.error_description || refusal.error}.`;
  return jsonAnswer(200, { result: false, error: message, oauth2_error: refusal });
}

function failure(status: number, error: string): RawAnswer {
  return jsonAnswer(status, { error });
}

function jsonAnswer(status: number, body: object): RawAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
