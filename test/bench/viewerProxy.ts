import { once } from 'node:events';
import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ViewerProxy } from '../../src/broker/viewer/viewerProxy.js';
import { median, type Row } from './row.js';

/** Requests in a round, one after the other, as a person's browser sends them. */
const REQUESTS = 500;
const ROUNDS = 7;

/** What the proxy that adds a viewer's headers adds to a request: the app is asked directly and through it, in turn. */
export async function measureViewerProxy(): Promise<Row[]> {
  const app = createServer((_request, response) => void response.end('<p>Hello</p>')).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const { port } = app.address() as AddressInfo;
  const proxy = await ViewerProxy.start({
    ...{ port, headers: () => ({ 'posit-connect-user-session-token': 'a.b.c' }) },
    externalUrl: (url) => Promise.resolve(url),
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  try {
    const { pathname } = new URL(await proxy.link());
    const entered = await request(proxy.port, pathname);
    const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const round = async (at: number) => {
      const times: number[] = [];
      for (let count = 0; count < REQUESTS; count += 1) {
        const startedAt = performance.now();
        const { statusCode } = await request(at, '/', cookie);
        times.push(performance.now() - startedAt);
        if (statusCode !== 200) throw new Error(`HTTP ${statusCode ?? 0}`);
      }
      return median(times);
    };
    const differences: number[] = [];
    for (let count = 0; count < ROUNDS; count += 1) {
      const direct = await round(port);
      differences.push((await round(proxy.port)) - direct);
    }
    return [{ name: "viewer's proxy: added to a request", unit: 'ms', values: differences, goal: '< 1' }];
  } finally {
    proxy.dispose();
    app.close();
    app.closeAllConnections();
  }
}

const ignore = (): void => undefined;

async function request(port: number, path: string, cookie = ''): Promise<http.IncomingMessage> {
  const sent = http.get({ host: '127.0.0.1', port, path, headers: { cookie } });
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response;
}
