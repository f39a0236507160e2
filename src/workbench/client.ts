import type { HttpClient, HttpResponse } from '../core/httpClient.js';
import type { Secret } from '../core/secret.js';
import { joinUrl } from '../core/url.js';
import {
  COOKIE_HEADER,
  type IntegrationList,
  isUnknownMethod,
  type Method,
  parseAnswer,
  parseIntegrations,
  parseSignedOut,
  parseSignInUrl,
  requestBody,
} from './protocol.js';

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
  ) {}

  async integrations(signal: AbortSignal): Promise<IntegrationList> {
    return parseIntegrations(parseAnswer(await this.#call('oauth_integrations', {}, signal)));
  }

  /** The page at which the user signs in; `undefined` if this server does not know how to tell. */
  async signInUrl(guid: string, signal: AbortSignal): Promise<string | undefined> {
    const response = await this.#call('oauth_sign_in', { uuid: guid }, signal);
    return isUnknownMethod('oauth_sign_in', response) ? undefined : parseSignInUrl(parseAnswer(response));
  }

  /** Signs out. `false` if this server does not know how to. */
  async signOut(guid: string, signal: AbortSignal): Promise<boolean> {
    const response = await this.#call('oauth_sign_out', { uuid: guid }, signal);
    if (isUnknownMethod('oauth_sign_out', response)) {
      return false;
    }
    parseSignedOut(parseAnswer(response));
    return true;
  }

  async #call(method: Method, kwparams: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpResponse> {
    const url = joinUrl(this.address(), method);
    const cookie = await this.cookie();
    signal.throwIfAborted();
    return this.http.postJson(url, requestBody(method, kwparams), {
      headers: { [COOKIE_HEADER]: cookie },
      signal,
    });
  }
}
