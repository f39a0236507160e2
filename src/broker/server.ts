import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { Method } from '../workbench/wire.js';
import { type Parameters, readCall } from './callBody.js';
import { admit, type Refusal } from './guard.js';
import * as messages from './messages.js';

/** An IP literal, and no name that could be made to mean another machine (RFC 8252, section 8.3). */
const ADDRESS = '127.0.0.1';

/** Milliseconds for a whole request to arrive, and between two looks for those that take longer. */
const REQUEST_TIMEOUT = 5_000;
const TIMEOUT_CHECK_INTERVAL = 1_000;

/** Connections at a time: whoever opens more must not use up the files that the extension host may open. */
const MAX_CONNECTIONS = 256;

export interface BrokerServerOptions {
  /** What a call is answered with. Never rejects. */
  readonly answer: (method: Method, parameters: Parameters) => Promise<object>;
  readonly isCookieValid: (cookie: string) => boolean;
  readonly log: Logger;
}

/** A server of the Workbench protocol on loopback. It answers programs that show the cookie, and no web pages. */
export class BrokerServer {
  readonly #server: Server;
  readonly #refused = new Set<string>();

  private constructor(private readonly options: BrokerServerOptions) {
    const timeouts = {
      requestTimeout: REQUEST_TIMEOUT,
      headersTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL,
    };
    this.#server = createServer(timeouts, (request, response) => void this.#respond(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    // Their size has a limit of its own; those beyond a number would just not be seen.
    this.#server.maxHeadersCount = 0;
  }

  /** Begins to listen. Rejects with what Node does where it can't, such as `EADDRINUSE`. @param port 0: any that is free */
  static async listen(options: BrokerServerOptions, port = 0): Promise<BrokerServer> {
    const broker = new BrokerServer(options);
    broker.#server.listen({ host: ADDRESS, port, exclusive: true });
    await once(broker.#server, 'listening');
    broker.#server.on('error', (error) => options.log.warn(`broker: no connection was taken: ${errorChain(error)}`));
    return broker;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The base URL for clients. */
  get url(): string {
    return `http://${ADDRESS}:${this.port}`;
  }

  /** Listens no longer, and hangs up on everybody. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const admission = admit(request, `${ADDRESS}:${this.port}`, this.options.isCookieValid);
      if ('refusal' in admission) {
        this.#refuse(response, admission.refusal);
        return;
      }
      const call = await readCall(request, admission.method);
      if ('refusal' in call) {
        this.#refuse(response, call.refusal);
        return;
      }
      send(response, 200, await this.options.answer(admission.method, call.parameters));
    } catch (error) {
      // The client hung up, or was too slow.
      this.options.log.debug(`broker: a request came to nothing: ${errorChain(error)}`);
      response.destroy();
    }
  }

  /** The connection ends with it: what is left of the request is not read. */
  #refuse(response: ServerResponse, { status, error }: Refusal): void {
    // Once for each reason: nobody is to fill the log.
    if (!this.#refused.has(error)) {
      this.#refused.add(error);
      this.options.log.warn(`broker: refused, HTTP ${status}: ${error} ${messages.toldOnce()}`);
    }
    response.setHeader('connection', 'close');
    send(response, status, { error });
  }
}

/** Answers that hold tokens are nowhere to be kept, and are nothing but JSON. */
function send(response: ServerResponse, status: number, answer: object): void {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
