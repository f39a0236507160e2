import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { CredentialError } from '../../../src/core/errors.js';
import { isSystemProxyUsed } from '../../../src/http/networkSettings.js';
import { type BeginRequest, SystemProxy } from '../../../src/http/systemProxy.js';
import { until } from '../../until.js';

const NEVER = new AbortController().signal;
const TARGET = new URL('https://login.example.org/token?x');

/** An agent that does what VS Code's does: it emits `proxy` with the result of a PAC script, and connects if it may. */
class ProxyNamingAgent extends http.Agent {
  readonly asked: string[] = [];
  connections = 0;

  constructor(private readonly result: string | undefined) {
    super();
  }

  addRequest(
    request: http.ClientRequest,
    { host, protocol }: { readonly host: string; readonly protocol?: string },
  ): void {
    this.asked.push(`${protocol ?? ''}//${host}`);
    setImmediate(() => {
      try {
        request.emit('proxy', { proxy: this.result, socket: this });
        this.connections += 1;
      } catch (error) {
        request.destroy(error instanceof Error ? error : undefined);
      }
    });
  }
}

class FailingAgent extends http.Agent {
  addRequest(request: http.ClientRequest): void {
    setImmediate(() => request.emit('error', new Error('No network')));
  }
}

function proxied(result: string | undefined): { readonly agent: ProxyNamingAgent; readonly begin: BeginRequest } {
  const agent = new ProxyNamingAgent(result);
  return { agent, begin: ({ href }, options) => http.request(href.replace('https:', 'http:'), { ...options, agent }) };
}

describe('The proxy of the operating system', () => {
  for (const [result, expected] of [
    ['PROXY proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['HTTP proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['HTTPS proxy.example.org:8443', 'https://proxy.example.org:8443'],
    ['DIRECT', undefined],
    ['', undefined],
  ] as const) {
    it(`is ${String(expected)} if VS Code says "${result}", and no connection is made to the server`, async () => {
      const { agent, begin } = proxied(result);
      assert.equal(await new SystemProxy(begin).find(TARGET, NEVER), expected);
      assert.deepEqual([agent.asked, agent.connections], [['http://login.example.org'], 0]);
    });
  }

  it('is refused if it is of a type that can not be used', async () => {
    const { begin } = proxied('SOCKS5 proxy.example.org:1080');
    await assert.rejects(new SystemProxy(begin).find(TARGET, NEVER), (error) => {
      assert.ok(error instanceof CredentialError);
      assert.deepEqual(
        [error.failure, error.message],
        [
          'configuration',
          "The operating system's settings name the SOCKS proxy proxy.example.org:1080, which this extension cannot use. Set http.proxy to an HTTP proxy.",
        ],
      );
      return true;
    });
  });

  it('is asked for once in a while for each server', async () => {
    const { agent, begin } = proxied('PROXY p:1');
    const system = new SystemProxy(begin);
    await system.find(TARGET, NEVER);
    await system.find(new URL('/other', TARGET), NEVER);
    assert.equal(agent.asked.length, 1);
    await system.find(new URL('https://other.example.org'), NEVER);
    assert.equal(agent.asked.length, 2);
  });

  it('is not found where VS Code has not replaced the functions of Node, and nothing is sent', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let received = '';
    server.on('connection', (socket) => {
      socket.on('error', () => undefined).on('data', (data) => (received += data.toString()));
    });
    assert.equal(await new SystemProxy().find(new URL(`http://127.0.0.1:${port}`), NEVER), undefined);
    const last = connect(port, '127.0.0.1').end('last');
    await until('the last connection has arrived', () => received.includes('last'));
    last.destroy();
    server.close();
    assert.equal(received, 'last');
  });

  it('is undefined if the request fails', async () => {
    const begin: BeginRequest = (_, options) =>
      http.request('http://login.example.org', { ...options, agent: new FailingAgent() });
    assert.equal(await new SystemProxy(begin).find(TARGET, NEVER), undefined);
  });

  it('is used only if no setting, no variable and no exception says otherwise', () => {
    const settings = { noProxy: ['.internal.example'], caBundle: undefined, systemCertificates: true };
    const uses = (url: string, proxy: { http?: string; https?: string } | undefined) =>
      isSystemProxyUsed(new URL(url), { ...settings, proxy });
    assert.equal(uses('https://login.example.org', {}), true);
    for (const [url, proxy] of [
      ['https://login.example.org', undefined],
      ['https://login.example.org', { http: 'http://p:1' }],
      ['https://login.example.org', { https: 'http://p:1' }],
      ['https://login.internal.example', {}],
      ['https://127.0.0.1', {}],
      ['http://localhost:8080', {}],
    ] as const) {
      assert.equal(uses(url, proxy), false, url);
    }
  });
});
