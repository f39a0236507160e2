import assert from 'node:assert/strict';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { CredentialError } from '../../../src/core/errors.js';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import { endedAfterEach } from '../../ended.js';
import { rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';

const DIRECT = { proxy: undefined, noProxy: [], caBundle: undefined, systemCertificates: false };
const request = { method: 'GET', headers: {}, signal: new AbortController().signal } as const;

describe('The body of an answer', () => {
  const startServer = serversPerTest();
  const ended = endedAfterEach();

  async function serving(encoding: string, body: Buffer, answerTimeout?: number) {
    const server = await startServer((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    const client = new UndiciHttpClient(() => DIRECT, answerTimeout);
    ended(() => client.dispose());
    return { client, server };
  }

  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`is not decompressed beyond the limit, with ${encoding}`, async () => {
      const { client, server } = await serving(encoding, compress(Buffer.alloc(9 * 1024 * 1024)));
      const error = await rejectionOf(client.send(server.address, request));
      assert.ok(error instanceof CredentialError);
      assert.deepEqual(
        [error.failure, error.message],
        [
          'protocol',
          `${new URL(server.address).host} sent a response that is larger than the limit of 8 MiB. Contact your administrator.`,
        ],
      );
    });

    it(`is refused if it is damaged, with ${encoding}`, async () => {
      const { client, server } = await serving(encoding, Buffer.from('not compressed at all'));
      const error = await rejectionOf(client.send(server.address, request));
      assert.ok(error instanceof CredentialError);
      assert.deepEqual(
        [error.failure, error.message],
        [
          'protocol',
          `${new URL(server.address).host} sent a response that could not be decompressed. Contact your administrator.`,
        ],
      );
    });
  }

  it('stays as it is with an encoding that is not known', async () => {
    const { client, server } = await serving('compress', Buffer.from('x'));
    assert.equal(Buffer.from((await client.send(server.address, request)).body).toString(), 'x');
  });

  it('may take as long as the request allows', async () => {
    const server = await startServer((_, response) => void setTimeout(() => response.end('late'), 200));
    const client = new UndiciHttpClient(() => DIRECT, 50);
    ended(() => client.dispose());
    assert.equal(((await rejectionOf(client.send(server.address, request))) as CredentialError).failure, 'network');
    const { body } = await client.send(server.address, { ...request, timeout: 20_000 });
    assert.equal(Buffer.from(body).toString(), 'late');
  });
});
