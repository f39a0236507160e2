import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Disposable } from '../core/ports.js';
import * as pages from './loopbackPage.js';
import { loopbackUnavailable } from './messages.js';
import type { CallbackOutcome, CallbackListener } from './callbackListener.js';

const PATH = '/callback';

/** Bytes of a request's line and headers that are read at most. */
const MAX_HEADER_SIZE = 16 * 1024;

/** Connections at a time: a browser makes a few. */
const MAX_CONNECTIONS = 256;

export interface LoopbackOptions {
  /** IP literals of this machine, the first that can be listened on counts. */
  readonly addresses?: readonly string[];
  /** Milliseconds in which a request has to have come whole. A browser opens connections for later, and may keep them. */
  readonly requestTimeout?: number;
}

/**
 * Opens the receiver of a desktop: a server on an IP literal of this machine, IPv4 or else IPv6, at a port of the system's
 * choosing (RFC 8252, section 7.3). It is open until it is disposed of. Throws `CredentialError` if it can't be opened.
 */
export async function openLoopback({
  addresses = ['127.0.0.1', '::1'],
  requestTimeout = 10_000,
}: LoopbackOptions = {}): Promise<CallbackListener> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await LoopbackReceiver.open(address, requestTimeout);
    } catch (error) {
      failure = error;
    }
  }
  throw loopbackUnavailable(failure);
}

class LoopbackReceiver implements CallbackListener {
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  #listener: ((parameters: URLSearchParams) => CallbackOutcome) | undefined;

  static async open(address: string, requestTimeout: number): Promise<LoopbackReceiver> {
    const server = createServer({
      maxHeaderSize: MAX_HEADER_SIZE,
      ...{ headersTimeout: requestTimeout, requestTimeout, connectionsCheckingInterval: requestTimeout / 10 },
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.listen(0, address);
    await once(server, 'listening');
    // A connection could not be accepted, for lack of file descriptors for example. The browser tries again.
    server.on('error', () => undefined);
    return new LoopbackReceiver(server);
  }

  private constructor(private readonly server: Server) {
    const { address, family, port } = server.address() as AddressInfo;
    this.#host = `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => this.#answer(request, response));
  }

  get redirectUri(): string {
    return `http://${this.#host}${PATH}`;
  }

  onCallback(listener: (parameters: URLSearchParams) => CallbackOutcome): Disposable {
    this.#listener = listener;
    return {
      dispose: () => {
        if (this.#listener === listener) {
          this.#listener = undefined;
        }
      },
    };
  }

  dispose(): void {
    this.#listener = undefined;
    this.server.close();
    // Lets the page that was sent last come through, and waits for nobody.
    this.#sockets.forEach((socket) => socket.destroySoon());
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // Nothing that has a body is asked for.
    request.resume();
    const page = this.#pageFor(request);
    response.writeHead(page.status, pages.HEADERS).end(pages.render(page));
  }

  /** Only a GET of the path counts, at the very address that the browser was sent to: no other name may lead here. */
  #pageFor({ method, url = '', headers: { host } }: IncomingMessage): pages.LoopbackPage {
    if (host !== this.#host) {
      return pages.wrongHost();
    }
    const { pathname, search } = splitTarget(url);
    if (pathname !== PATH) {
      return pages.notFound();
    }
    if (method !== 'GET') {
      return pages.wrongMethod();
    }
    switch (this.#listener?.(new URLSearchParams(search)) ?? 'ignored') {
      case 'taken':
        return pages.answered();
      case 'refused':
        return pages.refused();
      case 'ignored':
        return pages.ignored();
    }
  }
}

/** Not as a URL: what is no path of this server is not made one. */
function splitTarget(target: string): { readonly pathname: string; readonly search: string } {
  const mark = target.indexOf('?');
  return mark === -1
    ? { pathname: target, search: '' }
    : { pathname: target.slice(0, mark), search: target.slice(mark + 1) };
}
