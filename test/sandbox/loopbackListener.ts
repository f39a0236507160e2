import { lookup } from 'node:dns/promises';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';

export interface ServerCertificate {
  key: string;
  cert: string;
}

const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
const ATTEMPTS = 5;

/** One port of the loopback interface, on 127.0.0.1 and on every address that names of this machine mean. */
export class LoopbackListener {
  #servers: http.Server[] = [];
  #port: number;
  #handler: RequestListener = (_request, response) => response.writeHead(503).end();

  /**
   * @param port 0 lets the system choose one at the first `open`
   * @param names `localhost`, or other addresses of loopback
   */
  constructor(
    port: number,
    private readonly certificate?: ServerCertificate,
    private readonly names: readonly string[] = ['localhost'],
  ) {
    this.#port = port;
  }

  /** The port listened on; 0 before `open` when the system chooses. */
  get port(): number {
    return this.#port;
  }

  /** Who answers from now on; before that, every request is answered with 503. */
  serve(handler: RequestListener): void {
    this.#handler = handler;
  }

  /** Starts to listen; after `close`, on the same port again. Rejects with the system's error, such as EADDRINUSE. */
  async open(): Promise<void> {
    if (this.#servers.length > 0) return;
    const found = await Promise.all(this.names.map((name) => lookup(name, { all: true })));
    const hosts = new Set(['127.0.0.1', ...found.flat().map(({ address }) => address)]);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#listen([...hosts], this.#port);
        return;
      } catch (error) {
        await this.close();
        // A port that is free on one address can be taken on the next: then another is tried.
        if (this.#port !== 0 || !hasCode(error, ['EADDRINUSE']) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Stops listening and ends every connection, also in the middle of an answer. */
  async close(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    await Promise.all(servers.map(closeServer));
  }

  async #listen(hosts: string[], requestedPort: number): Promise<void> {
    let port = requestedPort;
    for (const host of hosts) {
      const server = this.#createServer();
      try {
        port = await listen(server, host, port);
        this.#servers.push(server);
      } catch (error) {
        if (host === '127.0.0.1' || !hasCode(error, NO_IPV6)) throw error;
      }
    }
    this.#port = port;
  }

  #createServer(): http.Server {
    const handler: RequestListener = (request, response) => this.#handler(request, response);
    return this.certificate ? https.createServer(this.certificate, handler) : http.createServer(handler);
  }
}

async function listen(server: http.Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function hasCode(error: unknown, codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
