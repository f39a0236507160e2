import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Disposable } from '../core/ports.js';
import * as pages from './loopbackPage.js';
import { loopbackUnavailable, portNotAllowed, portTaken } from './messages.js';
import type { CallbackOutcome, CallbackListener } from './callbackListener.js';
import { type LoopbackUri, parseLoopbackUri } from './loopbackUri.js';

/** Bytes of a request's line and headers that are read at most. */
const MAX_HEADER_SIZE = 16 * 1024;

/** Simultaneous connections: a browser opens a few. */
const MAX_CONNECTIONS = 256;

/** How often a free port is chosen that turns out to be taken on the other address of `localhost`. */
const ATTEMPTS = 5;

const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Without a redirect URI of the user's own: IPv4, or IPv6 on a machine without it (RFC 8252, section 7.3). */
const DEFAULT_URIS = ['http://127.0.0.1/callback', 'http://[::1]/callback'];

export interface LoopbackOptions {
  /** The redirect URI that is registered at the server. Without a port, any free one is used. */
  readonly redirectUri?: string | undefined;
  /** Where any port will do, the one to use if it is free. */
  readonly preferredPort?: number | undefined;
  /** For tests: the IP addresses to listen on, by the host of the redirect URI. */
  readonly addresses?: Readonly<Record<LoopbackUri['host'], readonly string[]>>;
  /** Milliseconds in which a request has to arrive completely. A browser opens connections for later use. */
  readonly requestTimeout?: number;
}

const ADDRESSES: Readonly<Record<LoopbackUri['host'], readonly string[]>> = {
  '127.0.0.1': ['127.0.0.1'],
  '[::1]': ['::1'],
  // Which of the two a browser tries first is up to the resolver, and another program must not get the other one.
  localhost: ['127.0.0.1', '::1'],
};

/**
 * Listens for the user's browser on loopback until it is disposed of (RFC 8252, section 7.3). Throws `CallbackUnavailable`
 * if this machine does not allow that, or `CredentialError` that names the port if the user's port is not free.
 */
export async function openLoopback(options: LoopbackOptions = {}): Promise<CallbackListener> {
  let failure: unknown;
  for (const text of options.redirectUri === undefined ? DEFAULT_URIS : [options.redirectUri]) {
    const uri = parseLoopbackUri(text);
    if (!uri) {
      throw new TypeError('The redirect URI is not on loopback.');
    }
    try {
      const { port, servers } = await listen(uri, options);
      return new LoopbackListener(servers, uri, port);
    } catch (error) {
      failure = error;
      if (uri.port !== undefined && hasCode(error, ['EADDRINUSE'])) {
        throw portTaken(uri.host, uri.port, error);
      }
      if (uri.port !== undefined && hasCode(error, ['EACCES'])) {
        throw portNotAllowed(uri.host, uri.port, error);
      }
    }
  }
  throw loopbackUnavailable(failure);
}

interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

async function listen(uri: LoopbackUri, options: LoopbackOptions): Promise<Listening> {
  const { preferredPort, addresses = ADDRESSES, requestTimeout = 10_000 } = options;
  const at = (port: number) => listenOnAll(addresses[uri.host], port, requestTimeout);
  if (uri.port !== undefined) {
    return at(uri.port);
  }
  const ports = [...(preferredPort === undefined ? [] : [preferredPort]), ...Array<number>(ATTEMPTS).fill(0)];
  let failure: unknown;
  for (const port of ports) {
    try {
      return await at(port);
    } catch (error) {
      failure = error;
      if (port === 0 && !hasCode(error, ['EADDRINUSE'])) {
        break;
      }
    }
  }
  throw failure;
}

/** Listens on the same port of all addresses that this machine has. */
async function listenOnAll(addresses: readonly string[], wanted: number, requestTimeout: number): Promise<Listening> {
  const servers: Server[] = [];
  let port = wanted;
  let failure: unknown;
  for (const address of addresses) {
    try {
      const server = await listenOn(address, port, requestTimeout);
      servers.push(server);
      port = portOf(server);
    } catch (error) {
      failure = error;
      if (!hasCode(error, NO_SUCH_ADDRESS)) {
        servers.forEach((each) => each.close());
        throw error;
      }
    }
  }
  if (servers.length === 0) {
    throw failure;
  }
  return { port, servers };
}

async function listenOn(address: string, port: number, requestTimeout: number): Promise<Server> {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_SIZE,
    ...{ headersTimeout: requestTimeout, requestTimeout, connectionsCheckingInterval: requestTimeout / 10 },
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, address);
  await once(server, 'listening');
  // A connection could not be accepted, for example for lack of file descriptors. The browser tries again.
  server.on('error', () => undefined);
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

class LoopbackListener implements CallbackListener {
  readonly redirectUri: string;
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  #listener: ((parameters: URLSearchParams) => CallbackOutcome) | undefined;

  constructor(
    private readonly servers: readonly Server[],
    private readonly uri: LoopbackUri,
    port: number,
  ) {
    this.redirectUri = uri.withPort(port);
    // As a browser sends it: without the port of http.
    this.#host = new URL(this.redirectUri).host;
    for (const server of servers) {
      server.on('connection', (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      });
      server.on('request', (request, response) => this.#answer(request, response));
    }
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
    this.servers.forEach((server) => server.close());
    // Sends the last page to its end, but waits for no client.
    this.#sockets.forEach((socket) => socket.destroySoon());
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // No request that counts has a body.
    request.resume();
    const page = this.#pageFor(request);
    response.writeHead(page.status, pages.HEADERS).end(pages.render(page));
  }

  /** Only a GET of the path counts, at exactly the address that the browser was sent to: DNS rebinding uses another name. */
  #pageFor({ method, url = '', headers }: IncomingMessage): pages.LoopbackPage {
    if (headers.host !== this.#host) {
      return pages.wrongHost();
    }
    const { pathname, search } = splitTarget(url);
    if (pathname !== this.uri.path) {
      return pages.notFound();
    }
    if (method !== 'GET') {
      return pages.wrongMethod();
    }
    const parameters = new URLSearchParams(search);
    // A page of another site could end the sign-in by requesting an image here.
    const isForeign = !parameters.has('state') && (headers['sec-fetch-dest'] ?? 'document') !== 'document';
    const outcome = isForeign ? 'ignored' : (this.#listener?.(parameters) ?? 'ignored');
    if (outcome === 'ignored') {
      return pages.ignored();
    }
    return outcome === 'accepted' ? pages.accepted() : pages.refused(outcome.refusal);
  }
}

/** Not by `URL`, which would turn an absolute target into a path of this server. */
function splitTarget(target: string): { readonly pathname: string; readonly search: string } {
  const mark = target.indexOf('?');
  return mark === -1
    ? { pathname: target, search: '' }
    : { pathname: target.slice(0, mark), search: target.slice(mark + 1) };
}
