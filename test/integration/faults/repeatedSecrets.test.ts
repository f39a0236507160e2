import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { endedAfterEach } from '../../ended.js';
import { oneProvider, wireIntegration } from '../../unit/workbench/wireIntegration.js';
import { serversPerTest } from '../observedServer.js';
import { ShownSession, type Seen } from './shownSession.js';

const NOW = Date.UTC(2026, 5, 1);

const cookieOf = ({ headers }: IncomingMessage) => String(headers['x-rs-session-server-rpc-cookie']);
const fieldOf = (request: IncomingMessage, at: number) => cookieOf(request).split(/[|;]/)[at] ?? '';

/** A text of JSON in which each character is an escape. */
const escaped = (text: string) =>
  Array.from(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** How a server may repeat the cookie in a text of JSON. */
const FORMS: Readonly<Record<string, (request: IncomingMessage) => string>> = {
  'as a whole': cookieOf,
  'as a whole, in escapes of JSON': (request) => escaped(cookieOf(request)),
  'as a whole, percent-encoded': (request) => encodeURIComponent(cookieOf(request)),
  'as a whole, percent-encoded twice': (request) => encodeURIComponent(encodeURIComponent(cookieOf(request))),
  'by its first field': (request) => fieldOf(request, 0),
  'by its first field, in upper case': (request) => fieldOf(request, 0).toUpperCase(),
  'by its signature, in escapes of JSON': (request) => escaped(fieldOf(request, 2)),
};

describe('A server that repeats the cookie', () => {
  const startServer = serversPerTest();
  const ended = endedAfterEach();

  /** What a session shows at such a server; that it tells no secret has been checked. */
  async function seenAt(answer: RequestListener): Promise<Seen> {
    const server = await startServer(answer);
    const session = new ShownSession(server.env, {}, NOW);
    ended(() => session.dispose());
    await session.look(NOW);
    return session.seen();
  }

  for (const [form, repeated] of Object.entries(FORMS)) {
    it(`${form}, in an error`, async () => {
      const { message, log } = await seenAt((request, response) =>
        response.end(`{"error":"No such session: ${repeated(request)}"}`),
      );
      assert.match(message ?? '', /^Workbench says: No such session: \[secret\]/);
      assert.match(log.join('\n'), /No such session: \[secret\]/);
    });
  }

  it('in an error beside a status', async () => {
    const { log } = await seenAt((request, response) =>
      response.writeHead(401).end(`{"error":{"message":"Bad cookie","description":"${cookieOf(request)}"}}`),
    );
    assert.match(log.join('\n'), /Bad cookie: \[secret\]/);
  });

  it('in a name', async () => {
    const { rows } = await seenAt((request, response) =>
      response.end(JSON.stringify(oneProvider(wireIntegration({ display_name: fieldOf(request, 0) })))),
    );
    assert.deepEqual(rows, ['[secret]']);
  });

  it('in the names of an error’s fields', async () => {
    const { message } = await seenAt((request, response) => response.end(`{"error":{"${fieldOf(request, 0)}":true}}`));
    assert.match(message ?? '', /\[secret\]/);
  });

  it('in headers', async () => {
    const { log } = await seenAt((request, response) => {
      const field = fieldOf(request, 0);
      response.writeHead(307, { 'content-type': `text/${field}`, location: `http://${field}.test/?${field}` }).end();
    });
    assert.match(log.join('\n'), /HTTP 307, text\/\[secret\], 0 bytes, to \[secret\]\.test$/);
  });

  it('in an answer that is not HTTP', async () => {
    const { failure } = await seenAt((request, response) => response.socket?.end(`${cookieOf(request)}\r\n`));
    assert.equal(failure, 'network');
  });

  it('in a page that is not JSON', async () => {
    const { failure } = await seenAt((request, response) => response.end(`<p>${cookieOf(request)}</p>`));
    assert.equal(failure, 'protocol');
  });
});
