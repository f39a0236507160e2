import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { serversPerTest } from './observedServer.js';
import { sessionsPerTest } from './workbenchSessions.js';

const LIST = { providers: [{ type: 'custom', integrations: [] }] };

const NOT_WORKBENCH =
  'The answer was not that of Workbench, but perhaps a sign-in page of something in between. Ask your administrator to check RS_SERVER_ADDRESS.';

describe('a server at fault', () => {
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();

  /** The failure of `list` at a server that answers so. */
  async function failureAt(answer: (response: ServerResponse) => unknown, answerTimeout?: number) {
    const server = await startServer((_request, response) => void answer(response));
    const session = openSession(server.env, answerTimeout === undefined ? {} : { answerTimeout });
    const { message, ...rest } = await session.failure();
    return { ...rest, message: message.replaceAll(`127.0.0.1:${server.port}`, 'SERVER') };
  }

  describe('in the connection', () => {
    it('refuses it', async () => {
      const server = await startServer();
      const { env, port } = server;
      const session = openSession(env);
      await server.close();
      assert.deepEqual(await session.failure(), {
        failure: 'network',
        message: `127.0.0.1:${port} cannot be reached: it refuses connections.`,
      });
    });

    it('never answers', async () => {
      assert.deepEqual(await failureAt(() => undefined, 200), {
        failure: 'network',
        message: 'SERVER cannot be reached: it did not answer in time.',
      });
    });

    it('drips its answer byte by byte, so that no pause is long', async () => {
      const drip = (response: ServerResponse) => {
        response.write('{"providers":[');
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(timer));
      };
      assert.deepEqual(await failureAt(drip, 200), {
        failure: 'network',
        message: 'SERVER cannot be reached: it did not answer in time.',
      });
    });

    it('resets it before an answer', async () => {
      assert.deepEqual(await failureAt((response) => response.socket?.resetAndDestroy()), {
        failure: 'network',
        message: 'SERVER cannot be reached: the connection broke off.',
      });
    });

    for (const headers of [{ 'content-length': '1000' }, {}]) {
      const framing = 'content-length' in headers ? 'of a known length' : 'in chunks';
      it(`resets it in the middle of a body ${framing}`, async () => {
        const breakOff = (response: ServerResponse) => {
          response.writeHead(200, headers);
          response.write('{"providers":', () => response.socket?.resetAndDestroy());
        };
        assert.deepEqual(await failureAt(breakOff), {
          failure: 'network',
          message: 'SERVER cannot be reached: the connection broke off.',
        });
      });
    }

    it('ends it in the middle of a body', async () => {
      const breakOff = (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"providers":', () => response.socket?.end());
      };
      assert.deepEqual(await failureAt(breakOff), {
        failure: 'network',
        message: 'SERVER cannot be reached: the connection broke off.',
      });
    });

    it('does not speak HTTP', async () => {
      assert.deepEqual(await failureAt((response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')), {
        failure: 'network',
        message: 'SERVER cannot be reached: what answers there does not speak HTTP.',
      });
    });
  });

  describe('in the body', () => {
    const tooLarge = {
      failure: 'protocol',
      message: 'SERVER sent an answer that is too large. Tell your administrator.',
    };
    const notJson = { failure: 'protocol', message: NOT_WORKBENCH };
    const MEBIBYTE = 1024 * 1024;

    it('sends more than 8 MiB', async () => {
      const text = JSON.stringify(LIST).padEnd(8 * MEBIBYTE + 1);
      assert.deepEqual(await failureAt((response) => response.end(text)), tooLarge);
    });

    it('sends no end of it', async () => {
      const flood = (response: ServerResponse) => {
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(MEBIBYTE)));
        };
        response.on('drain', more);
        more();
      };
      assert.deepEqual(await failureAt(flood), tooLarge);
    });

    it('may send 8 MiB', async () => {
      const text = JSON.stringify(LIST).padEnd(8 * MEBIBYTE);
      const server = await startServer((_request, response) => response.end(text));
      assert.deepEqual(await openSession(server.env).list(), []);
    });

    it('may begin it with a byte order mark', async () => {
      const server = await startServer((_request, response) => response.end(`\uFEFF${JSON.stringify(LIST)}`));
      assert.deepEqual(await openSession(server.env).list(), []);
    });

    const bodies: Readonly<Record<string, string | Buffer>> = {
      'a page of HTML': '<!doctype html><title>Sign in</title>',
      nothing: '',
      'broken JSON': '{"providers":[',
      'JSON that is no object': '[]',
      'invalid UTF-8': Buffer.concat([
        Buffer.from('{"providers":[],"x":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}'),
      ]),
    };
    for (const [what, body] of Object.entries(bodies)) {
      it(`sends ${what} with status 200`, async () => {
        const answer = (response: ServerResponse) => response.setHeader('content-type', 'text/html').end(body);
        assert.deepEqual(await failureAt(answer), notJson);
      });
    }
  });

  describe('for a while', () => {
    const busy = { failure: 'network', message: 'Workbench is busy or down for now (HTTP 503).' };

    it('says how many seconds', async () => {
      assert.deepEqual(await failureAt((response) => response.writeHead(503, { 'retry-after': '120' }).end()), {
        ...busy,
        retryAfter: 120_000,
      });
    });

    it('says until when', async () => {
      const date = new Date(Date.now() + 60_000).toUTCString();
      const { retryAfter = 0, ...rest } = await failureAt((response) =>
        response.writeHead(503, { 'retry-after': date }).end('{}'),
      );
      assert.deepEqual(rest, busy);
      assert.ok(retryAfter > 50_000 && retryAfter <= 60_000, `${retryAfter} ms`);
    });

    it('says neither, or what can’t be understood', async () => {
      for (const text of [undefined, 'soon', '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
        const headers: Record<string, string> = text === undefined ? {} : { 'retry-after': text };
        assert.deepEqual(await failureAt((response) => response.writeHead(503, headers).end()), busy);
      }
    });

    it('says so in words as well', async () => {
      for (const status of [429, 500]) {
        const answer = (response: ServerResponse) =>
          response.writeHead(status, { 'retry-after': '7' }).end('{"error":"Too many requests"}');
        assert.equal((await failureAt(answer)).retryAfter, 7000);
      }
    });
  });
});
