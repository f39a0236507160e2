import type { Server, Socket } from 'node:net';

/** The clients of a server, as the server sees them. */
export class Visitors {
  readonly #sockets = new Set<Socket>();
  /** How many connections there have been. */
  count = 0;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.count += 1;
      this.#sockets.add(socket.once('close', () => this.#sockets.delete(socket)));
      // That a connection is reset is what some tests are about.
      socket.on('error', () => undefined);
    });
  }

  /** How many are connected now. */
  get present(): number {
    return this.#sockets.size;
  }

  /** Resolves when none is connected. */
  async gone(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  }

  /** Hangs up on all. */
  end(): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }
}
