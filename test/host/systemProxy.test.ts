import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationTarget, workspace } from 'vscode';
import { SystemProxy } from '../../src/http/systemProxy.js';
import { until } from '../until.js';

const NEVER = new AbortController().signal;
const TARGET = new URL('https://login.example.invalid/token');

describe("VS Code's own resolution of proxies", () => {
  let proxy: Server;
  /** What the proxy was asked for. */
  const asked: string[] = [];
  const setting = () => workspace.getConfiguration('http');

  before(async () => {
    proxy = createServer((request) => assert.fail(`The proxy got ${request.method}`));
    proxy.on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });

  after(async () => {
    await setting().update('proxy', undefined, ConfigurationTarget.Global);
    proxy.closeAllConnections();
    proxy.close();
  });

  it('reports that there is no proxy', async () => {
    assert.equal(await new SystemProxy().find(TARGET, NEVER), undefined);
  });

  it('names one, and nothing but its host is sent for that', async () => {
    const { port } = proxy.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    await setting().update('proxy', address, ConfigurationTarget.Global);
    // The extension host hears of the setting a moment later.
    await until('the proxy is found', async () => (await new SystemProxy().find(TARGET, NEVER)) === address);
    assert.deepEqual([...new Set(asked)], ['login.example.invalid:443']);
  });
});
