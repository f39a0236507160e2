import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { serversPerTest } from '../observedServer.js';
import { sessionsPerTest } from '../workbenchSessions.js';
import { LIST, play } from './play.js';
import { stagesPerTest } from './stages.js';

const protocolFailure = (message: string) => ({ failure: 'protocol', message });
const NOT_WORKBENCH = protocolFailure(
  'The response did not come from Workbench. A proxy or a sign-in page may be in the way. Ask your administrator to check RS_SERVER_ADDRESS.',
);
const EMPTY = protocolFailure("Workbench's response was empty. If the problem persists, contact your administrator.");
const BROKEN = protocolFailure(
  "Workbench's response was incomplete or not valid JSON. If the problem persists, contact your administrator.",
);
const NO_OBJECT = protocolFailure(
  "Workbench's response could not be understood: it is not a JSON object. Contact your administrator.",
);
const NO_PROVIDERS = protocolFailure(
  "Workbench's response could not be understood: providers is missing or wrong. Contact your administrator.",
);
const NOTHING_USABLE = protocolFailure(
  "Nothing in Workbench's list of integrations could be used. Contact your administrator.",
);
const TOO_LARGE = {
  failure: 'protocol',
  message: 'SERVER sent a response that is larger than the limit of 8 MiB. Contact your administrator.',
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

  const invalidUtf8 = Buffer.concat([
    Buffer.from('{"providers":[],"x":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]);
  const bodies: Readonly<Record<string, readonly [string | Uint8Array, ReturnType<typeof protocolFailure>]>> = {
    'of truncated JSON': [LIST.slice(0, -10), BROKEN],
    'of nothing': ['', EMPTY],
    'of invalid UTF-8': [invalidUtf8, BROKEN],
    'of a JSON scalar': ['42', NO_OBJECT],
    'of a JSON array': ['[]', NO_OBJECT],
    'of null': ['null', NO_OBJECT],
    'of HTML that is called JSON': [' <html></html>', NOT_WORKBENCH],
  };
  for (const [what, [body, outcome]] of Object.entries(bodies)) {
    it(what, async () => {
      const cause = `HTTP 200, application/json, ${body.length} bytes`;
      await play(await stage(answering(body)), { ...outcome, cause });
    });
  }

  it('of plain text', async () => {
    await play(await stage(answering('It works!', 'text/plain')), {
      ...BROKEN,
      cause: 'HTTP 200, text/plain, 9 bytes',
    });
  });

  it('of HTML, to sign in', async () => {
    const page = '<!doctype html><title>Sign in</title><form action="/login"></form>';
    const cause = `HTTP 200, text/html, ${page.length} bytes`;
    await play(await stage(answering(page, 'text/html')), { ...NOT_WORKBENCH, cause });
  });

  it('of none at all, with HTTP 204', async () => {
    await play(await stage((_request, response) => response.writeHead(204).end()), {
      ...EMPTY,
      cause: 'HTTP 204, no type, 0 bytes',
    });
  });

  for (const body of ['{"providers":{"0":[]}}', '{"providers":"x"}', '{"error":null,"providers":7}']) {
    it(`of ${body}`, async () => {
      await play(await stage(answering(body)), NO_PROVIDERS);
    });
  }

  it('of a list in which nothing can be used, after which the last good one stays', async () => {
    const cause = [0, 1, 2].map(
      (at) => `providers[${at}] was skipped: it is not a provider with a list of integrations`,
    );
    await play(await stage(answering('{"providers":[null,5,"x"]}')), { ...NOTHING_USABLE, cause: cause.join('; ') });
  });

  it('that has an oauth2_error and nothing else', async () => {
    const body = '{"oauth2_error":{"error":"invalid_grant","error_description":"The grant was revoked."}}';
    await play(await stage(answering(body)), {
      failure: 'rejected',
      message: 'Workbench says: The grant was revoked. If the problem persists, contact your administrator.',
      cause: `HTTP 200, application/json, ${body.length} bytes`,
    });
  });

  for (const body of ['{}', '{"providers":null}', '{"error":null,"providers":{}}']) {
    it(`of ${body}, is an empty list, as for posit-sdk-py and rstudioapi`, async () => {
      const server = await startServer(answering(body));
      assert.deepEqual(await openSession(server.env).list(), []);
      await server.visitors.gone();
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
    // Both sessions together, with what is in the system's buffers.
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
