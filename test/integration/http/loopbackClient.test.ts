import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { CredentialError } from '../../../src/core/errors.js';
import { Secret } from '../../../src/core/secret.js';
import { MAX_BODY_SIZE } from '../../../src/http/json.js';
import { LoopbackHttpClient } from '../../../src/http/loopbackHttpClient.js';
import { busyWhileConnecting } from '../busyWhileConnecting.js';
import { rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';

const SECRET = 'canary-5f2c-of-the-request';

describe('The client for a server on this machine', () => {
  const startServer = serversPerTest();
  const client = new LoopbackHttpClient();
  const options = { headers: { 'x-key': new Secret(SECRET) }, signal: new AbortController().signal };

  it('reaches only plain HTTP on this machine', () => {
    for (const url of ['http://127.0.0.1:1/x', 'http://localhost:1', 'http://[::1]:1']) {
      assert.ok(LoopbackHttpClient.canReach(url), url);
    }
    for (const url of [
      'https://127.0.0.1:1',
      'http://192.0.2.1',
      'http://127.0.0.1.example.org',
      'ftp://127.0.0.1',
      '',
    ]) {
      assert.ok(!LoopbackHttpClient.canReach(url), url);
    }
  });

  it('posts JSON, and reads the answer with its status', async () => {
    const received: unknown[] = [];
    const server = await startServer((request, response) => {
      void text(request).then((body) => {
        received.push([request.method, request.headers['content-type'], request.headers['x-key'], JSON.parse(body)]);
        response.writeHead(418).write('{"answer":');
        response.end('[1]}');
      });
    });
    const { status, json } = await client.postJson(`${server.address}/rpc`, { question: 'ü' }, options);
    assert.deepEqual([status, json], [418, { answer: [1] }]);
    assert.deepEqual(received, [['POST', 'application/json', SECRET, { question: 'ü' }]]);
    assert.equal(server.requests[0]?.target, '/rpc');
  });

  it('reaches the first address of localhost, though this process is busy while it connects', async () => {
    const server = await startServer((_, response) => response.end('{}'));
    await busyWhileConnecting(async () => {
      assert.equal((await client.postJson(`http://localhost:${server.port}/`, {}, options)).status, 200);
    });
  });

  it('closes the connection after the answer', async () => {
    const server = await startServer((request, response) => {
      request.resume();
      response.end('{}');
    });
    await client.postJson(server.address, {}, options);
    assert.equal(server.requests[0]?.headers.connection, 'close');
  });

  it('does not repeat a secret that the server repeats', async () => {
    const server = await startServer((_, response) => response.end(`{"error":"Wrong key ${SECRET}"}`));
    const { json } = await client.postJson(server.address, {}, options);
    assert.deepEqual(json, { error: 'Wrong key [secret]' });
  });

  it('reports that a server does not answer if it does not exist or breaks the connection', async () => {
    const server = await startServer((_, response) => response.destroy());
    for (const address of [server.address, 'http://127.0.0.1:1']) {
      const error = await rejectionOf(client.postJson(address, {}, options));
      assert.ok(error instanceof CredentialError);
      assert.deepEqual([error.failure, error.message], ['network', 'A server on this machine does not answer']);
      assert.ok(error.cause instanceof Error && 'code' in error.cause);
    }
  });

  it('reads an answer of 8 MiB, and no larger one', async () => {
    const body = Buffer.alloc(MAX_BODY_SIZE + 1, ' ');
    const server = await startServer(({ url }, response) => response.end(url === '/large' ? body : body.subarray(1)));
    assert.equal((await client.postJson(server.address, {}, options)).status, 200);
    const error = await rejectionOf(client.postJson(`${server.address}/large`, {}, options));
    assert.ok(error instanceof CredentialError);
    assert.equal(error.failure, 'protocol');
    assert.match(error.message, /too large/);
  });

  it('ends with the caller’s reason when the caller gives up', async () => {
    const server = await startServer();
    const controller = new AbortController();
    const posting = client.postJson(server.address, {}, { ...options, signal: controller.signal });
    controller.abort(new Error('given up'));
    await assert.rejects(posting, { message: 'given up' });
  });
});
