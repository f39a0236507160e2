import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { ViewerProxy } from '../../../../src/broker/viewer/viewerProxy.js';
import type { Ended } from '../../../ended.js';
import { RecordingLog } from '../../../unit/recordingLog.js';

/** Milliseconds within which a whole call must be over on a machine that is busy. */
const LIMIT = 20_000;

export type Headers = Readonly<Record<string, string | string[]>>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Headers;
  readonly body?: string;
}

/** The headers of a viewer, in the form of those of the broker. */
export const VIEWER = {
  'posit-connect-user-session-token': 'canary.user.token',
  'rstudio-connect-credentials': '{"user":"ada","groups":[]}',
  'shiny-server-credentials': '{"user":"ada","groups":[]}',
};

/** An app that answers with what it has been sent, and a proxy before it, as a browser sees it that was let in. */
export class ViewedApp {
  /** What the app has been sent, except bodies. */
  readonly seen: IncomingMessage[] = [];
  readonly log = new RecordingLog();
  #server: Server | undefined;
  #proxy: ViewerProxy | undefined;
  #port = 0;
  cookie = '';

  private constructor(private readonly answer: (request: IncomingMessage, response: ServerResponse) => void) {}

  static async start(
    ended: Ended,
    answer: (request: IncomingMessage, response: ServerResponse) => void = echo,
    externalUrl = (url: string): Promise<string> => Promise.resolve(url),
    headers = (): typeof VIEWER => VIEWER,
  ): Promise<ViewedApp> {
    const viewed = new ViewedApp(answer);
    ended(() => viewed.stop());
    await viewed.run();
    const { log } = viewed;
    const proxy = await ViewerProxy.start({ port: viewed.#port, headers, externalUrl, log });
    ended(() => proxy.dispose());
    viewed.#proxy = proxy;
    return viewed;
  }

  /** The same, with a browser that the proxy has let in. */
  static async entered(
    ended: Ended,
    answer?: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<ViewedApp> {
    const viewed = await ViewedApp.start(ended, answer);
    await viewed.enter();
    return viewed;
  }

  get proxy(): ViewerProxy {
    return this.#proxy ?? assert.fail('There is no proxy');
  }

  get origin(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  /** The port of the app. */
  get port(): number {
    return this.#port;
  }

  /** Starts the app, at the same port as before. */
  async run(): Promise<void> {
    const server = createServer((incoming, response) => {
      this.seen.push(incoming);
      this.answer(incoming, response);
    });
    const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols].at(-1) ?? false });
    sockets.on('connection', (socket, incoming) => {
      this.seen.push(incoming);
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    server.listen({ host: '127.0.0.1', port: this.#port });
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#sockets = sockets;
  }

  #sockets: WebSocketServer | undefined;

  /** How many WebSockets the app has. */
  get openSockets(): number {
    return this.#sockets?.clients.size ?? 0;
  }

  /** The headers of the browser for a call of its own. */
  get ownHeaders(): Headers {
    return { host: `127.0.0.1:${this.proxy.port}`, ...(this.cookie ? { cookie: this.cookie } : {}) };
  }

  /** Ends the app, as a reload does. */
  stop(): void {
    this.#sockets?.clients.forEach((each) => each.terminate());
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  /** Follows a link, as a browser that keeps the cookie. */
  async enter(): Promise<Answer> {
    const link = new URL(await this.proxy.link());
    const answer = await this.call({ path: link.pathname + link.search });
    this.cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    return answer;
  }

  /** A call of the browser. */
  async call({ method = 'GET', path = '/', headers = {}, body }: Call = {}): Promise<Answer> {
    const own = { ...this.ownHeaders, ...headers };
    const options = {
      host: '127.0.0.1',
      port: this.proxy.port,
      method,
      path,
      headers: own,
      agent: false,
      timeout: LIMIT,
    };
    const outgoing = request(options);
    outgoing.on('timeout', () => outgoing.destroy(new Error('No answer')));
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /** A WebSocket of a page of the app. */
  socket(headers: Headers = {}, protocols: string[] = []): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.proxy.port}/socket`, protocols, {
      headers: { ...(this.cookie ? { cookie: this.cookie } : {}), ...headers },
      handshakeTimeout: LIMIT,
    });
  }

  /** The status with which a WebSocket is refused. Rejects if it is accepted. */
  async refusedSocket(headers: Headers = {}): Promise<number> {
    const socket = this.socket(headers);
    socket.on('error', () => undefined);
    const accepted = new AbortController();
    socket.once('open', () => accepted.abort());
    const { signal } = accepted;
    const [, response] = (await once(socket, 'unexpected-response', { signal })) as [unknown, IncomingMessage];
    response.resume();
    socket.terminate();
    return response.statusCode ?? 0;
  }
}

/** Answers with the request's line and body. */
function echo(incoming: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    response.setHeader('content-type', 'text/plain');
    response.end(`${incoming.method ?? ''} ${incoming.url ?? ''} ${Buffer.concat(chunks).toString()}`);
  });
}
