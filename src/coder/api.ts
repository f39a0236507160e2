import type { HttpClient, HttpRequest, JsonResponse } from '../core/httpClient.js';
import { WrongField } from '../core/jsonFields.js';
import { revealed, type Secret } from '../core/secret.js';
import { jsonResponse } from '../http/json.js';
import { CoderError } from './coderError.js';
import * as messages from './apiMessages.js';
import {
  type DeviceCode,
  type ExternalAuth,
  type ExternalAuthList,
  LOGOUT_PATH,
  parseDeviceCode,
  parseExternalAuth,
  parseList,
  parseSignedOut,
  parseUsername,
  type SignedOut,
  USER_EXTERNAL_AUTH_PATH,
  USER_PATH,
} from './userWire.js';
import { AGENT_EXTERNAL_AUTH_PATH, type AgentAuth, parseAgentAuth, parseError, SESSION_TOKEN_HEADER } from './wire.js';

/** Milliseconds for a call that makes the server refresh links, one after the other. */
const SLOW_CALL = 60_000;

export interface ApiTarget {
  /** The origin of the deployment. */
  readonly url: string;
  readonly token: Secret;
}

interface Call<T> {
  readonly method?: HttpRequest['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, string | Secret>>;
  readonly timeout?: number;
  /** Whose token it is, for the advice if it is refused. */
  readonly caller: 'agent' | 'user';
  /** Parses the answer, which is `undefined` if there was none; throws `WrongField`. */
  readonly parse: (json: unknown) => T;
}

/** Which provider code asks for: by its ID, or by the URL of a Git repository. */
export type Asked = { readonly id: string } | { readonly match: string };

type Http = Pick<HttpClient, 'send'>;

/** Asks for an access token, as code in a workspace does. Throws `CredentialError`. */
export function askAgent(target: ApiTarget, asked: Asked, http: Http, signal: AbortSignal): Promise<AgentAuth> {
  const query = { id: '', match: '', ...asked };
  return run(
    target,
    { path: AGENT_EXTERNAL_AUTH_PATH, query, timeout: SLOW_CALL, caller: 'agent', parse: parseAgentAuth },
    ...[http, signal],
  );
}

/** The calls of a user with a session token. They throw `CredentialError`. */
export class UserApi {
  constructor(
    private readonly target: ApiTarget,
    private readonly http: Http,
  ) {}

  username(signal: AbortSignal): Promise<string> {
    return this.#run({ path: USER_PATH, parse: parseUsername }, signal);
  }

  /** Makes the server refresh every link in turn. */
  list(signal: AbortSignal): Promise<ExternalAuthList> {
    return this.#run({ path: USER_EXTERNAL_AUTH_PATH, timeout: SLOW_CALL, parse: parseList }, signal);
  }

  status(id: string, signal: AbortSignal): Promise<ExternalAuth> {
    return this.#run({ path: pathOf(id), timeout: SLOW_CALL, parse: parseExternalAuth }, signal);
  }

  async signOut(id: string, signal: AbortSignal): Promise<SignedOut> {
    const call = { method: 'DELETE', path: pathOf(id), timeout: SLOW_CALL, parse: parseSignedOut } as const;
    try {
      return await this.#run(call, signal);
    } catch (error) {
      if (error instanceof CoderError && error.status === 404 && error.failure === 'rejected') {
        // The user has signed out elsewhere.
        return { tokenRevoked: undefined, revocationError: undefined };
      }
      throw error;
    }
  }

  startDevice(id: string, signal: AbortSignal): Promise<DeviceCode> {
    return this.#run({ path: `${pathOf(id)}/device`, parse: parseDeviceCode }, signal);
  }

  /** Resolves once the user has entered the code; until then it throws `CoderError` with the `detail` of RFC 8628. */
  exchangeDevice(id: string, code: Secret, signal: AbortSignal): Promise<void> {
    const path = `${pathOf(id)}/device`;
    return this.#run({ method: 'POST', path, body: { device_code: code }, parse: () => undefined }, signal);
  }

  /** Ends the session. */
  logOut(signal: AbortSignal): Promise<void> {
    return this.#run({ method: 'POST', path: LOGOUT_PATH, parse: () => undefined }, signal);
  }

  #run<T>(call: Omit<Call<T>, 'caller'>, signal: AbortSignal): Promise<T> {
    return run(this.target, { ...call, caller: 'user' }, this.http, signal);
  }
}

function pathOf(id: string): string {
  return `${USER_EXTERNAL_AUTH_PATH}/${encodeURIComponent(id)}`;
}

async function run<T>({ url: base, token }: ApiTarget, call: Call<T>, http: Http, signal: AbortSignal): Promise<T> {
  const { method = 'GET', path, query = {}, body, timeout, parse } = call;
  const url = new URL(path, base);
  Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
  const headers = {
    ...{ accept: 'application/json', [SESSION_TOKEN_HEADER]: token },
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const response = await http.send(url.href, {
    ...{ method, headers: revealed(headers), signal },
    ...(body ? { body: JSON.stringify(revealed(body)) } : {}),
    ...(timeout === undefined ? {} : { timeout }),
  });
  // An answer that repeats a secret of the request must not bring it into a message.
  const answer = jsonResponse(response, url, { ...headers, ...body });
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (!isSuccess) {
    throw failureOf(url.host, call.caller, answer);
  }
  if (answer.json === undefined && answer.notJson !== 'empty') {
    throw new CoderError('protocol', messages.notCoder(url.host), { cause: answer.received });
  }
  try {
    return parse(answer.json);
  } catch (error) {
    if (error instanceof WrongField) {
      const cause = `${error.message}, ${answer.received ?? ''}`;
      throw new CoderError('protocol', messages.malformed(url.host, error.message), { cause });
    }
    throw error;
  }
}

function failureOf(host: string, caller: Call<unknown>['caller'], response: JsonResponse): CoderError {
  const { status, json, retryAfter, received } = response;
  const error = parseError(json);
  const options = {
    ...{ status, cause: received, detail: error?.detail },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  // A proxy answers 401, too, when its own sign-in has expired.
  if (!error && status < 500) {
    return new CoderError('protocol', messages.notCoder(host), options);
  }
  if (status === 401) {
    const message = caller === 'user' ? messages.sessionRefused(host) : messages.agentRefused(host);
    return new CoderError('authorization', message, options);
  }
  const said = error && messages.said(error);
  const isServer = status >= 500 || status === 429;
  return new CoderError(
    isServer ? 'network' : 'rejected',
    isServer ? messages.failed(host, status, said) : messages.rejected(host, status, said),
    { ...options, ...(said === undefined ? {} : { said }) },
  );
}
