import { Agent, ServerResponse, type IncomingMessage } from 'node:http';
import type { LookupFunction, Socket } from 'node:net';
import type { ProxyServer } from './httpxy.js';
import { LOOPBACK_ADDRESS_TIMEOUT } from '../../core/address.js';
import { errorChain } from '../../core/errors.js';
import type { Disposable, Logger } from '../../core/ports.js';
import { down } from './pages.js';
import { dropConnectionHeaders, headersForApp, redirectedTo, upgradeHeadersForApp } from './passedHeaders.js';
import { sendPage } from '../sendPage.js';

/** Milliseconds in which the app must answer a request for a WebSocket: R can be busy for long. With a limit, the library notices that the browser has gone. */
const UPGRADE_TIMEOUT = 10 * 60_000;

/** Where the app may listen, whatever this machine takes `localhost` for. Node tries both. */
const ADDRESSES = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];
const lookup: LookupFunction = (_, __, callback) => callback(null, ADDRESSES);

export interface AppOptions {
  readonly port: number;
  /** The viewer's headers for a request that arrives now. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** The running app to which requests are passed on. It may be down, and come back. */
export class App implements Disposable {
  readonly #url: URL;
  readonly #target: string;
  // A connection for each request: apps reload, and one that was kept could be closed just when it is used again.
  readonly #agent = new Agent({
    ...{ keepAlive: false, autoSelectFamily: true, lookup },
    autoSelectFamilyAttemptTimeout: LOOPBACK_ADDRESS_TIMEOUT,
  });
  /** The connections that have become WebSockets. */
  readonly #opened = new WeakSet<Socket>();
  #isDown = false;

  private constructor(
    private readonly options: AppOptions,
    private readonly proxy: ProxyServer,
  ) {
    this.#url = new URL(`http://127.0.0.1:${options.port}`);
    this.#target = `http://localhost:${options.port}`;
    this.proxy.on('proxyRes', (answer, _request, response) => this.#adapt(answer, response));
    this.proxy.on('proxyReqWs', (request, _incoming, socket) => {
      request.once('upgrade', (_answer, appSocket: Socket) => this.#pair(socket, appSocket));
    });
    this.proxy.on('error', (error, _request, response) => this.#fail(error, response));
    this.proxy.on('econnreset', (error) => this.#note(error));
  }

  static async create(options: AppOptions): Promise<App> {
    const { ProxyServer } = await import('./httpxy.js');
    return new App(options, new ProxyServer());
  }

  /** Passes a request on, and the answer back. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.headers = headersForApp(request.headers, this.#url);
    await this.proxy
      .web(request, response, { target: this.#target, agent: this.#agent, headers: { ...this.options.headers() } })
      .catch((error: unknown) => this.#fail(error, response));
  }

  /** The same for a WebSocket. Resolves when it is closed. */
  async open(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    request.headers = upgradeHeadersForApp(request.headers, this.#url);
    const { headers } = this.options;
    const options = {
      target: this.#target,
      agent: this.#agent,
      headers: { ...headers() },
      upgradeTimeout: UPGRADE_TIMEOUT,
    };
    await this.proxy.ws(request, socket, options, head).catch((error: unknown) => this.#fail(error, socket));
  }

  dispose(): void {
    this.#agent.destroy();
    this.proxy.removeAllListeners();
    // The library throws what nothing listens to.
    this.proxy.on('error', () => undefined);
  }

  #adapt(answer: IncomingMessage, response: ServerResponse): void {
    this.#isDown = false;
    dropConnectionHeaders(answer.headers);
    if (answer.headers.location !== undefined) {
      answer.headers.location = redirectedTo(answer.headers.location, this.#url);
    }
    // The library waits with the headers for the first octet of the body: that of a stream of events may come much later.
    setImmediate(() => {
      if (!response.headersSent && !response.destroyed) {
        response.flushHeaders();
      }
    });
  }

  /** The library passes on only the regular end of a connection. */
  #pair(socket: Socket, appSocket: Socket): void {
    this.#isDown = false;
    this.#opened.add(socket);
    socket.once('close', () => appSocket.destroy());
    appSocket.once('close', () => socket.destroySoon());
  }

  #fail(error: unknown, response?: ServerResponse | Socket): void {
    this.#note(error);
    if (!response || response.destroyed) {
      return;
    }
    const hasBegun = response instanceof ServerResponse ? response.headersSent : this.#opened.has(response);
    if (hasBegun) {
      // Closed without an end, so that the browser notices what is missing.
      response.destroy();
    } else {
      sendPage(down(this.options.port), response);
    }
  }

  /** Not each time, so that a page that tries again does not fill the log. */
  #note(error: unknown): void {
    const line = `viewer: the app at port ${this.options.port} did not answer: ${errorChain(error)}`;
    if (this.#isDown) {
      this.options.log.debug(line);
    } else {
      this.options.log.info(line);
    }
    this.#isDown = true;
  }
}
