import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Catalog } from '../../src/core/catalog.js';
import type { Clock } from '../../src/core/ports.js';
import { Refresher } from '../../src/core/refresher.js';
import { until } from '../until.js';
import { oneProvider, wireIntegration } from '../unit/workbench/wireIntegration.js';
import { Visitors } from './visitors.js';
import { WorkbenchSession } from './workbenchSessions.js';

const ANSWER = JSON.stringify(oneProvider(...['a', 'b', 'c', 'd', 'e'].map((uid) => wireIntegration({ uid }))));

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** A catalog and its refresher with real timers, over real sockets to a server on 127.0.0.1. */
export class LongLivedSession {
  readonly #server: http.Server;
  readonly #session: WorkbenchSession;
  readonly #catalog: Catalog;
  readonly #refresher: Refresher;
  /** What the server sees of its clients. */
  readonly visitors: Visitors;
  /** Whether the server answers. */
  #answers = true;

  private constructor(server: http.Server) {
    server.on('request', (_request, response) => this.#answers && response.end(ANSWER));
    this.#server = server;
    this.visitors = new Visitors(server);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#session = new WorkbenchSession({
      POSIT_PRODUCT: 'WORKBENCH',
      RS_SERVER_ADDRESS: address,
      RS_SERVER_URL: `${address}/`,
      RS_SESSION_RPC_COOKIE: 'value|Tue%2C%2001%20Jan%202047%2000%3A00%3A00%20GMT|signature',
    });
    const { source } = this.#session;
    this.#catalog = new Catalog([source], systemClock, this.#session.log);
    this.#refresher = new Refresher({
      ask: (signal) => this.#catalog.refresh(source, signal),
      clock: systemClock,
      interval: () => 30_000,
    });
  }

  static async open(): Promise<LongLivedSession> {
    const server = http.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LongLivedSession(server);
  }

  /** How many integrations are shown; rejects with why there are none. */
  get rows(): number {
    const error = this.#catalog.snapshot[0]?.error;
    if (error) throw error;
    return this.#catalog.integrations.length;
  }

  /** Shows the view, and asks so many times for the list. */
  async poll(times: number): Promise<void> {
    this.#refresher.setVisible(true);
    await this.#refresher.settled();
    for (let asked = 1; asked < times; asked += 1) {
      await this.#refresher.refresh();
    }
  }

  /** Shows and hides the view so many times: after the answer, and every other time while the server thinks. */
  async showAndHide(times: number): Promise<void> {
    for (let shown = 0; shown < times; shown += 1) {
      this.#refresher.setVisible(false);
      this.#answers = shown % 2 === 0;
      const asked = once(this.#server, 'request');
      this.#refresher.setVisible(true);
      await asked;
      if (this.#answers) await this.#refresher.settled();
      this.#refresher.setVisible(false);
      await this.#refresher.settled();
    }
    this.#answers = true;
  }

  /** Resolves when both sides have closed all connections. */
  async disconnected(): Promise<void> {
    await this.visitors.gone();
    await until('all sockets are closed', () => !('TCPSocketWrap' in openResources()));
  }

  /** Disposes of everything that the extension has; the server keeps running. */
  dispose(): void {
    for (const each of [this.#session.source, this.#catalog, this.#refresher]) {
      each.dispose();
    }
  }

  /** Ends the server as well. */
  async close(): Promise<void> {
    this.dispose();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** What keeps this process running, such as sockets and timers: how many of each kind. */
export function openResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Bytes of the heap in use once garbage has been collected. */
export function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
