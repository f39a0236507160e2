import type { AccessToken } from '../core/source.js';
import { CredentialError } from '../core/errors.js';
import type { HttpClient, JsonResponse } from '../core/httpClient.js';
import type { Secret } from '../core/secret.js';
import { joinUrl } from '../core/url.js';
import { expiredCookieError } from './cookie.js';
import { type IntegrationList, parseIntegrations } from './integrationParser.js';
import { isUnknownMethod, parseAnswer, parseSignedOut, parseSignIn, parseToken, requestBody } from './protocol.js';
import { COOKIE_HEADER, type Method, type WireParameters, type WireSignIn } from './wire.js';

/** The methods of ours, which a Workbench may not know. */
type OptionalMethod = 'oauth_sign_in' | 'oauth_sign_out';

export interface WorkbenchClientOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Whether the server is known to have all methods, as a broker has: then each of its failures is one. */
  readonly hasAllMethods?: boolean;
  /** Called with the failure from which the client concludes that the server lacks a method. */
  readonly onMissing?: (method: Method, failure: unknown) => void;
}

/** Calls of Workbench's session RPC. All throw `CredentialError`, or what `signal` was aborted with. */
export class WorkbenchClient {
  /** Whether the server has a method, as far as its answers have shown. */
  readonly #has = new Map<OptionalMethod, boolean>();

  /**
   * @param address gives the server's base URL for calls from the session's host
   * @param cookie reads the RPC cookie, anew for each call
   */
  constructor(
    private readonly address: () => string,
    private readonly cookie: () => Promise<Secret>,
    private readonly http: Pick<HttpClient, 'postJson'>,
    private readonly options: WorkbenchClientOptions = {},
  ) {}

  async integrations(signal: AbortSignal): Promise<IntegrationList> {
    return parseIntegrations(parseAnswer(await this.#call('oauth_integrations', {}, signal)));
  }

  /**
   * The user's access token; `undefined` if the server has none.
   *
   * @param rejected a token that another server refused, for which a broker returns a new one
   */
  async token(guid: string, signal: AbortSignal, rejected?: Secret): Promise<AccessToken | undefined> {
    const parameters = { uuid: guid, ...(rejected ? { rejected: rejected.reveal() } : {}) };
    return parseToken(parseAnswer(await this.#call('oauth_token', parameters, signal)));
  }

  /**
   * Asks how the user signs in; `undefined` if this server does not say.
   *
   * @param open asks the server to open the page itself, which a broker does
   */
  signIn(guid: string, signal: AbortSignal, open = false): Promise<WireSignIn | undefined> {
    return this.#callOptional('oauth_sign_in', { uuid: guid, ...(open ? { open } : {}) }, parseSignIn, signal);
  }

  /** Tells a broker that nobody waits any longer for the sign-in that this client has started. */
  async cancelSignIn(guid: string, signal: AbortSignal): Promise<void> {
    parseAnswer(await this.#call('oauth_sign_in', { uuid: guid, cancel: true }, signal));
  }

  /** Signs out, and tells what is still to be done by hand, if anything. `undefined` if this server can't be asked to. */
  signOut(guid: string, signal: AbortSignal): Promise<{ readonly detail: string | undefined } | undefined> {
    const parse = (answer: Readonly<Record<string, unknown>>) => ({ detail: parseSignedOut(answer) });
    return this.#callOptional('oauth_sign_out', { uuid: guid }, parse, signal);
  }

  /**
   * Calls a method that the server may lack; `undefined` if it does. How a Workbench answers a method that it lacks is not
   * public: a page, a redirect to its sign-in page and any error are all possible. So any answer but a success and HTTP 401
   * means that, until the server has shown that it has the method.
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
      const parsed = parse(parseAnswer(response));
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
      // There was an answer, but one of which no part can be used, such as a page that is too large.
      return error instanceof CredentialError && error.failure === 'protocol';
    }
    // One that had the method may have been replaced.
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
    const { now = Date.now } = this.options;
    const expired = response.status === 401 ? expiredCookieError(cookie, now(), response.received) : undefined;
    if (expired) {
      throw expired;
    }
    return response;
  }
}

/** Whether an answer without success is about the method itself, and not about this moment or this integration. */
function isLasting(method: OptionalMethod, response: JsonResponse, error: unknown): boolean {
  const { status } = response;
  if (isUnknownMethod(method, response)) {
    return true;
  }
  const isRefusal = error instanceof CredentialError && error.failure === 'rejected';
  return status < 300 ? !isRefusal : status < 500 && status !== 429;
}
