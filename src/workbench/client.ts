import type { AccessToken } from '../core/accessToken.js';
import type { HttpClient, HttpResponse } from '../core/httpClient.js';
import type { Secret } from '../core/secret.js';
import { joinUrl } from '../core/url.js';
import { expiredCookieError } from './cookie.js';
import { type IntegrationList, parseIntegrations } from './integrationParser.js';
import { isUnknownMethod, parseAnswer, parseSignedOut, parseSignIn, parseToken, requestBody } from './protocol.js';
import { COOKIE_HEADER, type Method, type WireParameters, type WireSignIn } from './wire.js';

export interface WorkbenchClientOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Calls of Workbench's session RPC. All throw `CredentialError`, or what `signal` was aborted with. */
export class WorkbenchClient {
  /**
   * @param address gives the server's base URL for calls from the session's host
   * @param cookie reads the RPC cookie, anew for each call
   */
  constructor(
    private readonly address: () => string,
    private readonly cookie: () => Promise<Secret>,
    private readonly http: HttpClient,
    private readonly options: WorkbenchClientOptions = {},
  ) {}

  async integrations(signal: AbortSignal): Promise<IntegrationList> {
    return parseIntegrations(parseAnswer(await this.#call('oauth_integrations', {}, signal)));
  }

  /** The user's access token; `undefined` where the server has none. */
  async token(guid: string, signal: AbortSignal): Promise<AccessToken | undefined> {
    return parseToken(parseAnswer(await this.#call('oauth_token', { uuid: guid }, signal)));
  }

  /**
   * Asks how the user signs in; `undefined` if this server does not know how to tell.
   *
   * @param open asks the server to open the page itself, which a broker does
   */
  async signIn(guid: string, signal: AbortSignal, open = false): Promise<WireSignIn | undefined> {
    const response = await this.#call('oauth_sign_in', { uuid: guid, ...(open ? { open } : {}) }, signal);
    return isUnknownMethod('oauth_sign_in', response) ? undefined : parseSignIn(parseAnswer(response));
  }

  /** Signs out, and tells what is still to be done by hand, if anything. `undefined` if this server does not know how to. */
  async signOut(guid: string, signal: AbortSignal): Promise<{ readonly detail: string | undefined } | undefined> {
    const response = await this.#call('oauth_sign_out', { uuid: guid }, signal);
    if (isUnknownMethod('oauth_sign_out', response)) {
      return undefined;
    }
    return { detail: parseSignedOut(parseAnswer(response)) };
  }

  async #call(method: Method, kwparams: Partial<WireParameters>, signal: AbortSignal): Promise<HttpResponse> {
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
