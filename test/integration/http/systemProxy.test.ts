import assert from 'node:assert/strict';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import { endedAfterEach } from '../../ended.js';
import { serversPerTest } from '../observedServer.js';

const request = { method: 'GET', headers: {}, signal: new AbortController().signal } as const;

describe('Requests, if no setting and no variable names a proxy', () => {
  const startServer = serversPerTest();
  const ended = endedAfterEach();

  async function setUp(proxy: { readonly http?: string } | undefined = {}) {
    const server = await startServer((_, response) => response.end('answer'));
    const asked: string[] = [];
    const systemProxy = {
      find: ({ href }: URL) => {
        asked.push(href);
        return Promise.resolve(server.address);
      },
    };
    const settings = { proxy, noProxy: [], caBundle: undefined, systemCertificates: false };
    const client = new UndiciHttpClient(() => settings, undefined, systemProxy);
    ended(() => client.dispose());
    return { client, server, asked };
  }

  it("go through the operating system's", async () => {
    const { client, server, asked } = await setUp();
    const { body } = await client.send('http://login.example.invalid/x', request);
    assert.equal(Buffer.from(body).toString(), 'answer');
    assert.deepEqual(
      [asked, server.requests.map(({ target }) => target)],
      [['http://login.example.invalid/x'], ['http://login.example.invalid/x']],
    );
  });

  it("go through the operating system's, which the diagnostics show", async () => {
    const { client, server, asked } = await setUp();
    const { signal } = request;
    assert.equal(await client.proxyFor('http://login.example.invalid/x', signal), server.address);
    assert.equal(await client.proxyFor(`${server.address}/x`, signal), undefined);
    assert.deepEqual([asked, server.requests.length], [['http://login.example.invalid/x'], 0]);
  });

  it('go to this machine directly', async () => {
    const { client, server, asked } = await setUp();
    await client.send(`${server.address}/x`, request);
    assert.deepEqual([asked, server.requests.map(({ target }) => target)], [[], ['/x']]);
  });

  it('do not ask for it if one is named', async () => {
    const { server } = await setUp();
    const { client, asked } = await setUp({ http: server.address });
    await client.send('http://login.example.invalid/x', request);
    assert.deepEqual([asked.length, server.requests.length], [0, 1]);
  });
});
