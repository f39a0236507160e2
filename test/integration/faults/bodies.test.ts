import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { serversPerTest } from '../observedServer.js';
import { sessionsPerTest } from '../workbenchSessions.js';
import { LIST, play } from './play.js';
import { stagesPerTest } from './stages.js';

const NOT_WORKBENCH = {
  failure: 'protocol',
  message:
    'The answer was not that of Workbench, but perhaps a sign-in page of something in between. Ask your administrator to check RS_SERVER_ADDRESS.',
};
const NO_PROVIDERS = {
  failure: 'protocol',
  message: "Workbench's answer could not be understood: providers is missing or wrong. Tell your administrator.",
};
const TOO_LARGE = {
  failure: 'protocol',
  message: 'SERVER sent an answer that is too large. Tell your administrator.',
  cause: 'ResponseExceededMaxSizeError UND_ERR_RES_EXCEEDED_MAX_SIZE: Response content exceeded max size',
};
const MEBIBYTE = 1024 * 1024;

const answering =
  (body: string | Uint8Array, type = 'application/json', status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

describe('A server that answers with a body', () => {
  const stage = stagesPerTest();
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();

  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    'of truncated JSON': LIST.slice(0, -10),
    'of nothing': '',
    'of invalid UTF-8': Buffer.concat([
      Buffer.from('{"providers":[],"x":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]),
    'of a JSON scalar': '42',
    'of a JSON array': '[]',
    'of null': 'null',
  };
  for (const [what, body] of Object.entries(bodies)) {
    it(what, async () => {
      const cause = `HTTP 200, application/json, ${body.length} bytes`;
      await play(await stage(answering(body)), { ...NOT_WORKBENCH, cause });
    });
  }

  it('of HTML, to sign in', async () => {
    const page = '<!doctype html><title>Sign in</title><form action="/login"></form>';
    const cause = `HTTP 200, text/html, ${page.length} bytes`;
    await play(await stage(answering(page, 'text/html')), { ...NOT_WORKBENCH, cause });
  });

  it('of none at all, with HTTP 204', async () => {
    await play(await stage((_request, response) => response.writeHead(204).end()), {
      ...NOT_WORKBENCH,
      cause: 'HTTP 204, no type, 0 bytes',
    });
  });

  for (const body of ['{}', '{"error":null}', '{"providers":null}', '{"providers":{"0":[]}}']) {
    it(`of ${body}`, async () => {
      await play(await stage(answering(body)), NO_PROVIDERS);
    });
  }

  it('of 50 MB, most of which it keeps', async () => {
    let sent = 0;
    const send: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 50 * MEBIBYTE });
      const more = () => {
        for (let isTaken = true; isTaken && !response.destroyed && sent < 50; sent += 1) {
          isTaken = response.write(Buffer.alloc(MEBIBYTE, ' '));
        }
      };
      response.on('drain', more);
      more();
    };
    await play(await stage(send), TOO_LARGE);
    // Both sessions together, with what is under way in the system's buffers.
    assert.ok(sent < 40, `${sent} MB`);
  });

  it('of one byte more than 8 MiB, in chunks', async () => {
    const flow: RequestListener = (_request, response) => {
      response.write(LIST);
      response.end(Buffer.alloc(8 * MEBIBYTE + 1 - LIST.length, ' '));
    };
    await play(await stage(flow), TOO_LARGE);
  });

  it('without end', async () => {
    const flood: RequestListener = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(MEBIBYTE)));
      };
      response.on('drain', more);
      more();
    };
    await play(await stage(flood), TOO_LARGE);
  });

  const accepted = {
    'that begins with a byte order mark': `\uFEFF${LIST}`,
    'of 8 MiB': LIST.padEnd(8 * MEBIBYTE),
  };
  for (const [what, body] of Object.entries(accepted)) {
    it(`${what}, is understood`, async () => {
      const server = await startServer(answering(body));
      const listed = await openSession(server.env).list();
      assert.deepEqual(
        listed.map(({ label }) => label),
        ['GitHub', 'Sales API'],
      );
      await server.visitors.gone();
    });
  }
});
