import type { AccessToken } from '../core/source.js';
import { joinUrl } from '../core/address.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient, JsonResponse } from '../core/httpClient.js';
import type { Secret } from '../core/secret.js';
import { assertUnexpired } from './cookie.js';
import { loadFailedAnswer } from './onFirstUse.js';
import { type IntegrationList, parseIntegrations } from './integrationParser.js';
import type { Finding } from '../core/finding.js';
import { hasSucceeded, isUnknownMethod, parseSignedOut, parseSignIn, parseToken, requestBody } from './protocol.js';
import { COOKIE_HEADER, type Method, type WireParameters, type WireSignIn } from './wire.js';

/** Methods defined by this project, which a Workbench may not have. */
type OptionalMethod = 'oauth_sign_in' | 'oauth_sign_out' | 'oauth_check';

export interface WorkbenchClientOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Whether the server is known to have all methods, as a broker does, so that every failure is a real one. */
  readonly hasAllMethods?: boolean;
  /** Called with the failure that shows that the server lacks a method. */
  readonly onMissing?: (method: Method, failure: unknown) => void;
}

/** Calls Workbench's session RPC. All methods throw `CredentialError`, or the reason that `signal` was aborted with. */
export class WorkbenchClient {
  /** Whether the server has a method, as far as its responses have shown. */
  readonly #has = new Map<OptionalMethod, boolean>();

  /**
   * @param address returns the server's base URL for calls from the session's host
   * @param cookie reads the RPC cookie; called for each request
   */
  constructor(
    private readonly address: () => string,
    private readonly cookie: () => Promise<Secret>,
    private readonly http: Pick<HttpClient, 'postJson'>,
    private readonly options: WorkbenchClientOptions = {},
  ) {}

  async integrations(signal: AbortSignal): Promise<IntegrationList> {
    return parseIntegrations(await this.result('oauth_integrations', {}, signal));
  }

  /**
   * The user's access token; `undefined` if the server has none.
   *
   * @param rejected a token that another server refused, for which a broker returns a new one
   */
  async token(guid: string, signal: AbortSignal, rejected?: Secret): Promise<AccessToken | undefined> {
    const parameters = { uuid: guid, ...(rejected ? { rejected: rejected.reveal() } : {}) };
    return parseToken(await this.result('oauth_token', parameters, signal));
  }

  /**
   * Asks how the user signs in; `undefined` if this server has no such method.
   *
   * @param open asks the server to open the page itself, as a broker does
   */
  signIn(guid: string, signal: AbortSignal, open = false): Promise<WireSignIn | undefined> {
    return this.#callOptional('oauth_sign_in', { uuid: guid, ...(open ? { open } : {}) }, parseSignIn, signal);
  }

  /** Tells a broker that this client no longer waits for the sign-in that it has started. */
  async cancelSignIn(guid: string, signal: AbortSignal): Promise<void> {
    await this.result('oauth_sign_in', { uuid: guid, cancel: true }, signal);
  }

  /** Signs out; `detail` is what the user still has to do by hand, if anything. `undefined` if there is no such method. */
  signOut(guid: string, signal: AbortSignal): Promise<{ readonly detail: string | undefined } | undefined> {
    const parse = (answer: Readonly<Record<string, unknown>>) => ({ detail: parseSignedOut(answer) });
    return this.#callOptional('oauth_sign_out', { uuid: guid }, parse, signal);
  }

  /** The response of a method that only an editor window has. */
  async result(
    method: Method,
    kwparams: Partial<WireParameters>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    return resultOf(await this.#call(method, kwparams, signal));
  }

  /** What a check of an integration finds; `undefined` if this server can't be asked for one. */
  async check(guid: string, signal: AbortSignal): Promise<readonly Finding[] | undefined> {
    const { parseCheck } = await import('./checkResponse.js');
    return this.#callOptional('oauth_check', { uuid: guid }, parseCheck, signal);
  }

  /**
   * Calls a method that the server may lack; `undefined` if it does. How Workbench responds to an unknown method is not
   * public: a page, a redirect to its sign-in page and any error are possible. Until the server has shown that it has the
   * method, every response other than a success or HTTP 401 means that it lacks it.
   */
  async #callOptional<T>(
    method: OptionalMethod,
    kwparams: Partial<WireParameters>,
    parse: (answer: Readonly<Record<string, unknown>>) => T,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    if (this.#has.get(method) === false) {
      return undefined;
    }
    let response: JsonResponse | undefined;
    try {
      response = await this.#call(method, kwparams, signal);
      const parsed = parse(await resultOf(response));
      this.#has.set(method, true);
      return parsed;
    } catch (error) {
      if (!this.#isMissing(method, response, error)) {
        throw error;
      }
      if (response && isLasting(method, response, error)) {
        this.#has.set(method, false);
      }
      this.options.onMissing?.(method, error);
      return undefined;
    }
  }

  #isMissing(method: OptionalMethod, response: JsonResponse | undefined, error: unknown): boolean {
    if (this.options.hasAllMethods || response?.status === 401) {
      return false;
    }
    if (!response) {
      // There was a response, but it could not be used at all, for example because it was too large.
      return error instanceof CredentialError && error.failure === 'protocol';
    }
    // The server may have been replaced by one that lacks the method.
    return this.#has.get(method) !== true || isUnknownMethod(method, response);
  }

  async #call(method: Method, kwparams: Partial<WireParameters>, signal: AbortSignal): Promise<JsonResponse> {
    const url = joinUrl(this.address(), method);
    const cookie = await this.cookie();
    signal.throwIfAborted();
    const response = await this.http.postJson(url, requestBody(method, kwparams), {
      headers: { [COOKIE_HEADER]: cookie },
      signal,
    });
    if (response.status === 401) {
      const { now = Date.now } = this.options;
      await assertUnexpired(cookie, now(), response.received);
    }
    return response;
  }
}

/** The object in the response. Throws `CredentialError` if the response has no result. */
async function resultOf(response: JsonResponse): Promise<Readonly<Record<string, unknown>>> {
  if (hasSucceeded(response)) {
    return response.json;
  }
  const { failureOf } = await loadFailedAnswer();
  throw failureOf(response);
}

/** Whether a failure concerns the method itself, and not just this moment or this integration. */
function isLasting(method: OptionalMethod, response: JsonResponse, error: unknown): boolean {
  const { status } = response;
  if (isUnknownMethod(method, response)) {
    return true;
  }
  const isRejected = error instanceof CredentialError && error.failure === 'rejected';
  return status < 300 ? !isRejected : status < 500 && status !== 429;
}
