import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
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
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
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

  it('is decompressed, also without the header of deflate and with several encodings', async () => {
    const text = Buffer.from('answer');
    for (const [encoding, body] of [
      ['gzip', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['deflate', deflateRawSync(Buffer.from('x'.repeat(1_000)))],
      ['gzip, BR', brotliCompressSync(gzipSync(text))],
      ['gzip', Buffer.alloc(0)],
    ] as const) {
      const { client, server } = await serving(encoding, body);
      const received = Buffer.from((await client.send(server.address, request)).body).toString();
      assert.match(received, body.length === 0 ? /^$/ : /^(?:answer|x{1000})$/, encoding);
    }
  });

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
