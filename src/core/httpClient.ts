import type { Disposable } from './ports.js';

/** How requests leave this machine. */
export interface NetworkSettings {
  /** The proxies for requests to http and https URLs. Loopback is never proxied. */
  readonly proxy: { readonly http?: string | undefined; readonly https?: string | undefined } | undefined;
  /** Hosts to go to directly: `host`, `.domain`, `*.domain`, each with an optional `:port`; `address/bits`; or `*`. */
  readonly noProxy: readonly string[];
  /** A PEM file of the certificates to trust instead of the usual ones, and the variable that names it. */
  readonly caBundle: { readonly path: string; readonly variable: string } | undefined;
  /** Whether the operating system's certificates are trusted as well. */
  readonly systemCertificates: boolean;
}

export interface PostOptions {
  /** Names in lower case. May hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** The body as JSON; `undefined` when it is not JSON. */
  readonly json: unknown;
  /** Milliseconds for which the server asks to be left alone. */
  readonly retryAfter?: number;
}

/** JSON over HTTP: what a source needs of `http.ts`. */
export interface HttpClient extends Disposable {
  /**
   * Posts JSON, and returns the answer whatever its status, also of a redirect. Throws `CredentialError` when there is
   * none (`network`), when it is too large (`protocol`) or when `settings` can't be used (`configuration`).
   */
  postJson(url: string, body: unknown, options: PostOptions): Promise<HttpResponse>;
}
