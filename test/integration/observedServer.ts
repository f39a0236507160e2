import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { endedAfterEach } from './endedAfterEach.js';

type Environment = Readonly<Record<string, string>>;

/** A cookie with the marks by which its parts are found again, wherever they should not be. */
const COOKIE = 'canary-cookie-value|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|canary-signature; path=/; HttpOnly';

/** An HTTP server on 127.0.0.1 that answers as a test likes, and tells what it sees of its clients. */
export class ObservedServer {
  readonly #sockets = new Set<Socket>();
  readonly #server: http.Server;
  readonly requests: { readonly target: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** How many connections there have been. */
  connections = 0;

  /** @param listener without one, nothing is ever answered */
  constructor(listener: RequestListener = () => undefined) {
    this.#server = http.createServer((request, response) => {
      this.requests.push({ target: request.url ?? '', headers: request.headers });
      listener(request, response);
    });
    this.#server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket.once('close', () => this.#sockets.delete(socket)));
    });
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Free again once `close` has settled: then it is a port that refuses connections. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
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

  /** Resolves when a request has arrived, at once if one has already. */
  async asked(): Promise<void> {
    if (this.requests.length === 0) await once(this.#server, 'request');
  }

  /** Resolves when no client is connected. */
  async deserted(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** To be called in a `describe`: gives a function that starts servers which close after each test. */
export function serversPerTest(): (listener?: RequestListener) => Promise<ObservedServer> {
  const ended = endedAfterEach();
  return async (listener) => {
    const server = new ObservedServer(listener);
    ended(() => server.close());
    await server.open();
    return server;
  };
}
