import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { endedAfterEach } from '../ended.js';
import { Visitors } from './visitors.js';

/** Something on 127.0.0.1 that takes connections, reads, and never says a word. */
export interface SilentServer {
  /** `host:port` */
  readonly host: string;
  readonly visitors: Visitors;
  /** Resolves when somebody has connected. */
  readonly visited: Promise<unknown>;
}

/** To be called in a `describe`: gives a function that starts such servers, which close after each test. */
export function silentServersPerTest(): () => Promise<SilentServer> {
  const ended = endedAfterEach();
  return async () => {
    const server = createServer((socket) => socket.resume());
    const visitors = new Visitors(server);
    const visited = new Promise((resolve) => server.once('connection', resolve));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ended(() => {
      server.close();
      visitors.end();
    });
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, visitors, visited };
  };
}
