import type { Disposable } from './ports.js';
import type { Secret } from './secret.js';

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

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Milliseconds to wait for the whole answer, once there is a connection; the client's own limit if not given. */
  readonly timeout?: number;
}

/** An answer, with its body decoded if it was compressed. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface PostOptions {
  /** Names in lower case. A server that repeats the value of a secret one gets `[secret]` in its place. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly signal: AbortSignal;
}

export interface JsonResponse {
  readonly status: number;
  /** The body as JSON; `undefined` when it is not JSON. */
  readonly json: unknown;
  /** What the body is where it is not JSON: nothing, a page (HTML or XML), or anything else, such as half an answer. */
  readonly notJson?: 'empty' | 'page' | 'broken';
  /** The body where it is plain text, as in `text/plain`: the error of something that does not speak JSON. */
  readonly text?: string;
  /** Milliseconds for which the server asks to be left alone. */
  readonly retryAfter?: number;
  /** What came, for the log: the status, the type and size of the body, and the host that a redirect leads to. */
  readonly received?: string;
}

/** What a TLS handshake shows of a server. Texts are as the certificate has them. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly protocol: string | undefined;
  /** The common name, else the whole subject; and the same of its issuer. */
  readonly subject: string;
  readonly issuer: string;
  /** The names that the certificate is for, as in `DNS:example.org, IP Address:127.0.0.1`. */
  readonly names: string | undefined;
  /** Until when the certificate is valid, in milliseconds since the epoch. */
  readonly validTo: number;
  /** Why the certificate is not trusted, by Node's code, such as `CERT_HAS_EXPIRED`; `undefined` if it is. */
  readonly distrust: string | undefined;
}

/** HTTP as sources use it; `http/` implements it. */
export interface HttpClient extends Disposable {
  /**
   * Posts JSON, and returns the answer whatever its status, also of a redirect. Throws `CredentialError` when there is
   * none (`network`), when it is too large (`protocol`) or when `settings` can't be used (`configuration`).
   */
  postJson(url: string, body: unknown, options: PostOptions): Promise<JsonResponse>;

  /**
   * Sends a request, and returns the answer whatever its status, also a redirect. What the answer repeats of the request
   * is not blanked out. Throws like `postJson`.
   */
  send(url: string, request: HttpRequest): Promise<HttpResponse>;

  /** The URL of the proxy through which a URL is reached now, which may hold a password; `undefined`: directly. */
  proxyFor(url: string): string | undefined;

  /**
   * Shakes hands with an https server, the same way as `postJson` would go, and sends it nothing. A certificate that is
   * not trusted is a fact and no failure; throws like `postJson` where there is no connection.
   */
  inspectTls(url: string, signal: AbortSignal): Promise<TlsFacts>;
}
