import { CredentialError } from '../core/errors.js';
import type { HttpClient, HttpResponse } from '../core/httpClient.js';
import type { Clock, Logger } from '../core/ports.js';
import { parseRetryAfter } from '../core/retryAfter.js';
import type { Secret } from '../core/secret.js';
import { unsafetyOf } from '../core/url.js';
import type { OAuthRequest } from './oauthRequest.js';
import { credentialErrorOf } from './libraryErrors.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { secretsIn } from './redactError.js';
import { normalizeResponse } from './response.js';
import { endpointUnsafe } from './serverMessages.js';

/** What the protocol needs from outside. */
export interface OAuthPorts {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The library, and the options for each of its requests. */
export interface LibraryRequest {
  readonly oauth: typeof OAuth;
  readonly options: OAuth.HttpRequestOptions<'POST', URLSearchParams> & OAuth.HttpRequestOptions<'POST', string>;
}

export interface LibraryRequestOptions {
  /** The server that failures name. */
  readonly host: string;
  readonly request: OAuthRequest;
  /** A secret that is sent other than as a parameter. */
  readonly secret?: Secret | undefined;
  readonly authMethod?: string | undefined;
  /** Awaited right before each attempt to send the request; nothing is sent if it rejects. */
  readonly confirm?: (() => Promise<void>) | undefined;
}

/** Milliseconds to wait for the answer to a refresh: the old refresh token may be spent, and the new one is in that answer. */
const REFRESH_TIMEOUT = 30_000;

/**
 * Lets `work` exchange messages with an authorization server through oauth4webapi, which is loaded on first use. Requests are
 * sent by {@link HttpClient}: with its proxy, certificates and limits, and without following a redirect. Each response is
 * normalised before the library sees it. Throws `CredentialError` for any failure, or the signal's reason once it is aborted.
 */
export async function withLibrary<T>(
  { host, request, secret, authMethod, confirm }: LibraryRequestOptions,
  { http, clock }: Pick<OAuthPorts, 'http' | 'clock'>,
  signal: AbortSignal,
  work: (library: LibraryRequest) => Promise<T>,
): Promise<T> {
  const oauth = await import('./oauth4webapi.js');
  signal.throwIfAborted();
  const send = async (url: string, { method, headers, body }: SentOptions): Promise<Response> => {
    const problem = unsafetyOf(url);
    if (problem !== undefined) {
      throw endpointUnsafe(host, 'URL', problem);
    }
    const sendOnce = async () => {
      await confirm?.();
      return http.send(url, {
        ...{ method, headers, signal, body: body.toString() },
        ...(request === 'refresh' ? { timeout: REFRESH_TIMEOUT } : {}),
      });
    };
    const response = await (request === 'refresh' ? twiceIfLost(sendOnce, signal) : sendOnce());
    assertFinal(response, new URL(url).host, clock.now());
    const sent = secretsIn(headers, body);
    return normalizeResponse(response, { host, request, authMethod, secrets: secret ? [...sent, secret] : sent });
  };
  try {
    return await work({
      oauth,
      // URLs with http that are not on loopback have been refused with the server's metadata.
      options: { [oauth.customFetch]: send, [oauth.allowInsecureRequests]: true, signal },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw credentialErrorOf(error, host, oauth);
  }
}

/** By these a gateway says that it got no answer from the server (RFC 9110, sections 15.6.3 and 15.6.5). */
const NO_ANSWER = [502, 504];

/**
 * Sends a request again at once if there was no answer. A server that rotates refresh tokens may have spent the old one, and
 * then accepts it once more for a short while, since the new one was in the answer that was lost.
 */
async function twiceIfLost(send: () => Promise<HttpResponse>, signal: AbortSignal): Promise<HttpResponse> {
  try {
    const response = await send();
    if (!NO_ANSWER.includes(response.status)) {
      return response;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CredentialError) || error.failure !== 'network') {
      throw error;
    }
  }
  return send();
}

/** Throws `CredentialError` for a redirect, and if the server is busy or down. @param now milliseconds since the epoch */
export function assertFinal({ status, headers }: HttpResponse, host: string, now: number): void {
  if (status >= 300 && status < 400) {
    throw messages.redirected(host, status);
  }
  if (status === 408 || status === 429 || status >= 500) {
    throw messages.busy(host, status, parseRetryAfter(headers['retry-after'], now));
  }
}

type SentOptions = OAuth.CustomFetchOptions<'POST', URLSearchParams | string>;
