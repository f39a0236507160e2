import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorChain } from '../../core/errors.js';
import type { Disposable, Logger } from '../../core/ports.js';
import { App } from './app.js';
import { Entrance } from './entrance.js';
import { judge } from './guard.js';
import * as messages from './messages.js';
import { refused } from './pages.js';
import { sendPage } from '../sendPage.js';
import type { Page } from '../page.js';

/** An IP literal, since a name could be made to resolve to another machine (RFC 8252, section 8.3). */
const ADDRESS = '127.0.0.1';

/** Milliseconds in which the headers of a request must arrive. A body may take its time: it is read only with the cookie. */
const HEADERS_TIMEOUT = 5_000;
const TIMEOUT_CHECK_INTERVAL = 1_000;

/** Milliseconds for which the browser may use a connection again. */
const KEEP_ALIVE_TIMEOUT = 30_000;

/** Bytes of a request's line and headers. */
const MAX_HEADER_SIZE = 16 * 1024;

/** Connections at a time, and those of them that may be WebSockets, so that some remain for requests. */
const MAX_CONNECTIONS = 256;
const MAX_UPGRADES = 192;

export interface ViewerProxyOptions {
  /** The port of the app on 127.0.0.1, ::1 or both. */
  readonly port: number;
  /** The three headers of the viewer for a request that arrives now. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** What the browser has to open for a loopback URL: another one in a remote window. */
  readonly externalUrl: (url: string) => Promise<string>;
  /** What the user has to know about the app before it is shown, in a sentence. */
  readonly notice?: string | undefined;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * A reverse proxy on loopback before a running app: it adds the headers by which content on Posit Connect knows its viewer,
 * to requests and to WebSockets. Only a browser that was let in by a link gets through.
 */
export class ViewerProxy implements Disposable {
  readonly port: number;
  readonly #entrance: Entrance;
  readonly #hosts: Set<string>;
  readonly #origins: Set<string>;
  readonly #upgraded = new Set<Socket>();
  readonly #refused = new Set<string>();

  private constructor(
    private readonly options: ViewerProxyOptions,
    private readonly app: App,
    private readonly server: Server,
  ) {
    this.port = (server.address() as AddressInfo).port;
    this.#entrance = new Entrance(this.port, options.now ?? Date.now);
    this.#hosts = new Set([`${ADDRESS}:${this.port}`]);
    this.#origins = new Set([`http://${ADDRESS}:${this.port}`]);
    server.on('request', (request, response) => void this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
    server.on('error', (error) => options.log.warn(`viewer: a connection could not be accepted: ${errorChain(error)}`));
  }

  /** Starts to listen at any free port. Rejects with Node's error if it can't. */
  static async start(options: ViewerProxyOptions): Promise<ViewerProxy> {
    const app = await App.create(options);
    const server = createServer({
      maxHeaderSize: MAX_HEADER_SIZE,
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL,
    });
    server.maxConnections = MAX_CONNECTIONS;
    // With a limit of their number, the guard would not see those beyond it.
    server.maxHeadersCount = 0;
    server.listen({ host: ADDRESS, port: 0, exclusive: true });
    await once(server, 'listening');
    return new ViewerProxy(options, app, server);
  }

  /** A link that works once, for five minutes: it lets the browser in, and leads to the app's root. */
  async link(): Promise<string> {
    const base = new URL(await this.options.externalUrl(`http://${ADDRESS}:${this.port}/`));
    this.#hosts.add(base.host);
    this.#origins.add(base.origin);
    return this.#entrance.createLink(base);
  }

  /** Stops listening, and closes all connections. */
  dispose(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.#upgraded.forEach((socket) => socket.destroy());
    this.app.dispose();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = this.#judge(request);
    if (page) {
      sendPage(page, response);
    } else {
      await this.app.answer(request, response);
    }
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (!(socket instanceof Socket)) {
      socket.destroy();
      return;
    }
    // Node has ceased to listen for them.
    socket.on('error', (error) => this.options.log.debug(`viewer: a connection failed: ${errorChain(error)}`));
    const page = this.#judge(request) ?? this.#judgeUpgrade(request);
    if (page) {
      sendPage(page, socket);
      return;
    }
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    await this.app.open(request, socket, head);
  }

  #judge(request: IncomingMessage): Page | undefined {
    const page = judge(request, {
      ...{ hosts: this.#hosts, origins: this.#origins, entrance: this.#entrance },
      notice: this.options.notice,
    });
    return page && page.status >= 400 ? this.#noted(page) : page;
  }

  /** Other protocols are of no use to apps, and the handshake of a WebSocket has no body (RFC 6455, section 4.1). */
  #judgeUpgrade({ method, headers }: IncomingMessage): Page | undefined {
    const hasBody = (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
    if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket' || hasBody) {
      return this.#noted(refused(400, messages.malformed()));
    }
    const isFull = this.#upgraded.size >= MAX_UPGRADES;
    return isFull ? this.#noted(refused(503, messages.tooManyUpgrades(MAX_UPGRADES))) : undefined;
  }

  /** Each reason once, so that no caller can fill the log. */
  #noted(page: Page): Page {
    const reason = `HTTP ${page.status}: ${page.text}`;
    if (!this.#refused.has(reason)) {
      this.#refused.add(reason);
      this.options.log.warn(`viewer: refused, ${reason} ${messages.loggedOnce()}`);
    }
    return page;
  }
}
