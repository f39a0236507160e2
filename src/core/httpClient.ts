import type { Disposable } from './ports.js';
import type { Secret } from './secret.js';

/** How requests reach the network. */
export interface NetworkSettings {
  /** The proxies for requests to http and https URLs. Loopback is never proxied. */
  readonly proxy: { readonly http?: string | undefined; readonly https?: string | undefined } | undefined;
  /** Hosts that are reached without the proxy: `host`, `.domain`, `*.domain`, each with an optional `:port`; `address/bits`; or `*`. */
  readonly noProxy: readonly string[];
  /** A PEM file of the certificates to trust instead of the usual ones, and the variable that names it. */
  readonly caBundle: { readonly path: string; readonly variable: string } | undefined;
  /** Whether the operating system's certificates are trusted as well. */
  readonly systemCertificates: boolean;
}

/** How a client treats a server that the user has configured. It does not apply to proxies. */
export interface ServerOptions {
  /** The PEM certificates to trust for servers, instead of the usual ones. */
  readonly caCertificate?: string | undefined;
  /** Servers' certificates are not verified. The caller has to warn the user. */
  readonly insecure?: boolean;
  /**
   * Sends the cookies that an origin sets back to it with later requests, as a cluster's load balancer needs it. They are kept in
   * memory, in this client alone.
   */
  readonly returnsCookies?: boolean;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
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
  /** Names in lower case. If the response repeats the value of a `Secret`, it is replaced by `[secret]`. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly signal: AbortSignal;
}

export interface JsonResponse {
  readonly status: number;
  /** The parsed body; `undefined` if it is not JSON. */
  readonly json: unknown;
  /** What the body is if it is not JSON: empty, a page (HTML or XML), or anything else, such as a truncated response. */
  readonly notJson?: 'empty' | 'page' | 'broken';
  /** The body if it is `text/plain`: usually an error message. */
  readonly text?: string;
  /** Milliseconds that the server asks us to wait. */
  readonly retryAfter?: number;
  /** A description for the log: status, type and size of the body, and the target host of a redirect. */
  readonly received?: string;
}

/** What a TLS handshake reveals about a server. Texts are unchanged from the certificate. */
export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly protocol: string | undefined;
  /** The common name, or the whole subject if there is none; the same for the issuer. */
  readonly subject: string;
  readonly issuer: string;
  /** The certificate's subject alternative names, such as `DNS:example.org, IP Address:127.0.0.1`. */
  readonly names: string | undefined;
  /** When the certificate expires, in milliseconds since the epoch. */
  readonly validTo: number;
  /** Node's error code if the certificate is not trusted, such as `CERT_HAS_EXPIRED`; `undefined` if it is. */
  readonly distrust: string | undefined;
}

/** HTTP as sources use it; `http/` implements it. */
export interface HttpClient extends Disposable {
  /**
   * Posts JSON and returns the response with any status, including redirects. Throws `CredentialError` if there is no
   * response (`network`), if it is too large (`protocol`) or if the network settings are invalid (`configuration`).
   */
  postJson(url: string, body: unknown, options: PostOptions): Promise<JsonResponse>;

  /**
   * Sends a request and returns the response with any status, including redirects. Secrets that the response repeats are
   * not redacted. Throws like `postJson`.
   */
  send(url: string, request: HttpRequest): Promise<HttpResponse>;

  /**
   * The URL of the proxy that is currently used for `url`, which may be the operating system's; it may contain a password.
   * `undefined` means no proxy. Throws like `postJson` if it can't be used or found.
   */
  proxyFor(url: string, signal: AbortSignal): Promise<string | undefined>;

  /**
   * Performs the TLS handshake that `postJson` would, without sending a request. An untrusted certificate is reported,
   * not thrown. Throws like `postJson` if the connection fails.
   */
  inspectTls(url: string, signal: AbortSignal): Promise<TlsFacts>;
}
