import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { endedAfterEach } from '../ended.js';
import type { ServerCertificate } from '../sandbox/loopbackListener.js';
import { Visitors } from './visitors.js';

type Environment = Readonly<Record<string, string>>;

/** A cookie with the marks by which its parts are found again, wherever they should not be. */
const COOKIE = 'canary-cookie-value|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|canary-signature; path=/; HttpOnly';

/** An HTTP server on 127.0.0.1 that answers as a test likes, and tells what it sees of its clients. */
export class ObservedServer {
  readonly #server: http.Server;
  readonly requests: { readonly target: string; readonly headers: IncomingHttpHeaders }[] = [];
  readonly visitors: Visitors;

  /**
   * @param listener without one, nothing is ever answered
   * @param certificate makes it speak TLS
   */
  constructor(
    listener: RequestListener = () => undefined,
    private readonly certificate?: ServerCertificate,
  ) {
    const observe: RequestListener = (request, response) => {
      this.requests.push({ target: request.url ?? '', headers: request.headers });
      listener(request, response);
    };
    this.#server = certificate ? https.createServer(certificate, observe) : http.createServer(observe);
    this.visitors = new Visitors(this.#server);
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Only while it is open. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `${this.certificate ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** The environment of a session whose Workbench this is. */
  get env(): Environment {
    return {
      POSIT_PRODUCT: 'WORKBENCH',
      RS_SERVER_ADDRESS: this.address,
      RS_SERVER_URL: `${this.address}/`,
      RS_SESSION_RPC_COOKIE: COOKIE,
      RSTUDIO_VERSION: '2026.01.0',
    };
  }

  /** Shows another certificate from now on. Only if it speaks TLS. */
  changeCertificate(certificate: ServerCertificate): void {
    if (!(this.#server instanceof https.Server)) throw new Error('This server has no certificate');
    this.#server.setSecureContext(certificate);
  }

  /** Resolves when a request has arrived, at once if one has already. */
  async asked(): Promise<void> {
    if (this.requests.length === 0) await once(this.#server, 'request');
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** To be called in a `describe`: gives a function that starts servers which close after each test. */
export function serversPerTest(): (
  listener?: RequestListener,
  certificate?: ServerCertificate,
) => Promise<ObservedServer> {
  const ended = endedAfterEach();
  return async (listener, certificate) => {
    const server = new ObservedServer(listener, certificate);
    ended(() => server.close());
    await server.open();
    return server;
  };
}
