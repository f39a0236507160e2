import assert from 'node:assert/strict';
import type { Face, Refusal } from '../../../src/broker/face.js';
import { BrokerServer } from '../../../src/broker/server.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { exchange, type HeaderLines, written } from './rawHttp.js';

/** A protocol with callers and errors of its own, which answers `hello` below its prefix. */
function face(prefix: string, header: string, errorBody: (refusal: Refusal) => object): Face {
  return {
    prefixes: [prefix],
    errorBody,
    authenticate: (head) => (head.header(header) === 'right' ? undefined : { status: 401, message: 'Who are you?' }),
    route: ({ path }) => {
      if (path === `${prefix}drop`) {
        return () => Promise.reject(new Error('No answer'));
      }
      return path === `${prefix}hello?to=you`
        ? (body) => Promise.resolve({ status: 201, body: { prefix, body: body.toString() } })
        : { status: 404, message: 'What is that?' };
    },
    files: () => ({ [header]: new Secret('right') }),
    variables: () => ({}),
  };
}

describe('A broker with several faces', () => {
  const ended = endedAfterEach();

  async function setUp() {
    const faces = [
      face('/', 'cookie', ({ message }) => ({ error: message })),
      face('/api/', 'token', ({ message, status }) => ({ message, status })),
      face('/api/v2/', 'authorization', ({ message }) => ({ code: 1, error: message, payload: null })),
    ];
    const server = await BrokerServer.listen(faces, new RecordingLog());
    ended(() => server.close());
    const send = (target: string, headers: HeaderLines, body = '') => {
      const usual = { host: `127.0.0.1:${server.port}`, connection: 'close', 'content-length': String(body.length) };
      return exchange(server.port, written(`POST ${target} HTTP/1.1`, { ...usual, ...headers }, body));
    };
    const ask = async (target: string, headers: HeaderLines, body = '') => {
      const answer = await send(target, headers, body);
      return { status: answer.status, body: JSON.parse(answer.body) as unknown };
    };
    return { send, ask };
  }

  it('answers a path with the face of the longest prefix, also after several slashes', async () => {
    const { ask } = await setUp();
    for (const [target, header, prefix] of [
      ['/hello?to=you', 'cookie', '/'],
      ['/api/hello?to=you', 'token', '/api/'],
      ['/api/v2/hello?to=you', 'authorization', '/api/v2/'],
      ['//api/v2/hello?to=you', 'authorization', '/api/v2/'],
    ] as const) {
      assert.deepEqual(await ask(target, { [header]: 'right' }, 'text'), {
        status: 201,
        body: { prefix, body: 'text' },
      });
    }
  });

  it('accepts at each face only its own credential, once', async () => {
    const { ask } = await setUp();
    for (const headers of [{ cookie: 'right', token: 'right' }, { authorization: ['right', 'right'] }, {}]) {
      const { status } = await ask('/api/v2/hello?to=you', headers);
      assert.equal(status, 401);
    }
  });

  it('refuses in the words of the face, also what the guard refuses for all', async () => {
    const { ask } = await setUp();
    assert.deepEqual(await ask('/api/other', { token: 'right' }), {
      status: 404,
      body: { message: 'What is that?', status: 404 },
    });
    const { status, body } = await ask('/api/v2/hello', { authorization: 'right', origin: 'https://example.com' });
    assert.equal(status, 403);
    assert.deepEqual(Object.keys(body as object), ['code', 'error', 'payload']);
  });

  it('hangs up without an answer if a face has none', async () => {
    const { send, ask } = await setUp();
    assert.equal((await send('/drop', { cookie: 'right' })).text, '');
    assert.equal((await ask('/hello?to=you', { cookie: 'right' })).status, 201);
  });
});
