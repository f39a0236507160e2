import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { Face, Refusal, Reply } from './face.js';
import { admit } from './guard.js';
import * as messages from './messages.js';
import { MAX_BODY_SIZE, readBody } from './requestBody.js';
import { sendPage } from './sendPage.js';

/** An IP literal, since a name could be made to resolve to another machine (RFC 8252, section 8.3). */
const ADDRESS = '127.0.0.1';

/** Milliseconds in which a whole request must arrive, and between two checks for those that take longer. */
const REQUEST_TIMEOUT = 5_000;
const TIMEOUT_CHECK_INTERVAL = 1_000;

/** Connections at a time: a caller that opens more must not use up the files that the extension host may open. */
const MAX_CONNECTIONS = 256;

/** A server on loopback that speaks the protocols of its faces. It answers authenticated programs, and no web pages. */
export class BrokerServer {
  readonly #server: Server;
  readonly #refused = new Set<string>();
  #port = 0;

  private constructor(
    private readonly faces: readonly Face[],
    private readonly log: Logger,
  ) {
    const timeouts = {
      requestTimeout: REQUEST_TIMEOUT,
      headersTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL,
    };
    this.#server = createServer(timeouts, (request, response) => void this.#respond(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    // The size of all headers is limited. With a limit of their number, the guard would not see those beyond it.
    this.#server.maxHeadersCount = 0;
  }

  /**
   * Starts to listen. Rejects with Node's error if it can't, such as `EADDRINUSE`.
   *
   * @param faces at least one; the first answers paths that belong to no other
   * @param port 0: any that is free
   */
  static async listen(faces: readonly Face[], log: Logger, port = 0): Promise<BrokerServer> {
    const broker = new BrokerServer(faces, log);
    broker.#server.listen({ host: ADDRESS, port, exclusive: true });
    await once(broker.#server, 'listening');
    broker.#port = (broker.#server.address() as AddressInfo).port;
    broker.#server.on('error', (error) => log.warn(`broker: a connection could not be accepted: ${errorChain(error)}`));
    return broker;
  }

  get port(): number {
    return this.#port;
  }

  /** The base URL for clients. */
  get url(): string {
    return `http://${ADDRESS}:${this.#port}`;
  }

  /** Stops listening, and closes all connections. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const admission = admit(request, `${ADDRESS}:${this.#port}`, this.faces);
      if ('refusal' in admission) {
        this.#refuse(response, admission.face, admission.refusal);
        return;
      }
      if ('page' in admission) {
        sendPage(await admission.page(), response);
        return;
      }
      const { face, handler } = admission;
      const { maxBodySize = MAX_BODY_SIZE } = handler;
      const body = await readBody(request, maxBodySize);
      const reply = body
        ? await handler(body, (listener) => whenClosed(response, listener))
        : { status: 413, message: messages.tooLarge(maxBodySize) };
      if ('message' in reply) {
        this.#refuse(response, face, reply);
      } else {
        send(response, reply);
      }
    } catch (error) {
      // The client closed the connection, or was too slow.
      this.log.debug(`broker: a request could not be answered: ${errorChain(error)}`);
      response.destroy();
    }
  }

  /** Closes the connection, too: the rest of the request is not read. */
  #refuse(response: ServerResponse, face: Face, refusal: Refusal): void {
    const { status, message } = refusal;
    // Each reason once, so that no caller can fill the log.
    if (!this.#refused.has(message)) {
      this.#refused.add(message);
      this.log.warn(`broker: refused, HTTP ${status}: ${message} ${messages.loggedOnce()}`);
    }
    response.setHeader('connection', 'close');
    send(response, { status, body: face.errorBody(refusal) });
  }
}

function whenClosed(response: ServerResponse, listener: () => void): void {
  if (response.closed) {
    listener();
  } else {
    response.once('close', listener);
  }
}

/** Answers may hold tokens: they must not be stored, and are JSON whatever a reader may guess. */
function send(response: ServerResponse, { status, body, headers }: Reply): void {
  // A text, and not its bytes: Node then sends it in one piece with the headers.
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(typeof body === 'string' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}
