import { parseRetryAfter } from '../core/retryAfter.js';
import type { HttpClient } from '../core/httpClient.js';
import type { Clock } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { unsafetyOf } from '../core/url.js';
import { normalizeResponse, secretsIn } from './response.js';
import { credentialErrorOf } from './libraryErrors.js';
import * as messages from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { endpointUnsafe } from './serverMessages.js';

/** What the protocol needs from outside. */
export interface OAuthPorts {
  readonly http: HttpClient;
  readonly clock: Clock;
}

/** The library, and what each of its requests is given. */
export interface LibraryRequest {
  readonly oauth: typeof OAuth;
  readonly options: OAuth.HttpRequestOptions<'GET'> &
    OAuth.HttpRequestOptions<'POST', URLSearchParams> &
    OAuth.HttpRequestOptions<'POST', string>;
}

export interface LibraryRequestOptions {
  /** The server that failures name. */
  readonly host: string;
  /** A secret that is sent other than as a parameter. */
  readonly secret?: Secret | undefined;
  /** Members of answers that nobody may rely on. */
  readonly passedOver?: readonly string[];
}

/**
 * Lets `work` exchange messages with an authorization server by oauth4webapi, which is loaded now if it is not yet. Its
 * requests go out by {@link HttpClient}: with its proxy, certificates and limits, and without following a redirect.
 * Throws `CredentialError` for whatever fails, or the signal's reason once it is aborted.
 */
export async function withLibrary<T>(
  { host, secret, passedOver = [] }: LibraryRequestOptions,
  { http, clock }: OAuthPorts,
  signal: AbortSignal,
  work: (exchange: LibraryRequest) => Promise<T>,
): Promise<T> {
  const oauth = await import('./oauth4webapi.js');
  signal.throwIfAborted();
  const send = async (url: string, { method, headers, body }: SentOptions): Promise<Response> => {
    const problem = unsafetyOf(url);
    if (problem !== undefined) {
      throw endpointUnsafe(host, 'URL', problem);
    }
    const answer = await http.send(url, {
      ...{ method, headers, signal },
      ...(body === undefined ? {} : { body: body.toString() }),
    });
    const { status } = answer;
    if (status >= 300 && status < 400) {
      throw messages.redirected(new URL(url).host, status);
    }
    if (status === 429 || status >= 500) {
      const retryAfter = parseRetryAfter(answer.headers['retry-after'], clock.now());
      throw messages.busy(new URL(url).host, status, retryAfter);
    }
    const sent = secretsIn(headers, body);
    return normalizeResponse(answer, secret ? [...sent, secret] : sent, passedOver);
  };
  try {
    return await work({
      oauth,
      // What is http and not on loopback has been refused with the server's metadata.
      options: { [oauth.customFetch]: send, [oauth.allowInsecureRequests]: true, signal },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw credentialErrorOf(error, host, oauth);
  }
}

type SentOptions = OAuth.CustomFetchOptions<'GET' | 'POST', URLSearchParams | string | undefined>;
