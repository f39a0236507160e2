import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { endedAfterEach } from '../ended.js';
import type { ServerCertificate } from '../sandbox/loopbackListener.js';
import { Visitors } from './visitors.js';

/** A TLS server on 127.0.0.1 that shakes hands, says nothing, and takes note of what it is told after that. */
export class HandshakeServer {
  readonly #server: Server;
  readonly visitors: Visitors;
  /** How many handshakes have been completed. */
  handshakes = 0;
  /** Bytes that came after a handshake: a request, if there is one. */
  received = 0;

  constructor(certificate: ServerCertificate) {
    this.#server = createServer(certificate, (socket) => {
      this.handshakes += 1;
      socket.on('data', (data: Buffer) => (this.received += data.length));
      socket.on('end', () => socket.end());
      // That a client hangs up is what the tests are about.
      socket.on('error', () => undefined);
    });
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
    return `https://127.0.0.1:${this.port}`;
  }

  close(): void {
    this.#server.close();
    this.visitors.end();
  }
}

/** To be called in a `describe`: gives a function that starts such servers, which close after each test. */
export function handshakeServersPerTest(): (certificate: ServerCertificate) => Promise<HandshakeServer> {
  const ended = endedAfterEach();
  return async (certificate) => {
    const server = new HandshakeServer(certificate);
    await server.open();
    ended(() => server.close());
    return server;
  };
}
