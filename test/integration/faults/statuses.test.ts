import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { serversPerTest } from '../observedServer.js';
import { play, type Outcome } from './play.js';
import { stagesPerTest } from './stages.js';

const UNKNOWN = 'Ask your administrator to check RS_SERVER_ADDRESS, and that Workbench is 2026.01.0 or later.';
const ELSEWHERE =
  'Workbench sent the request elsewhere (HTTP 307), which is not followed. Ask your administrator to check RS_SERVER_ADDRESS.';

/** A failure by its status alone, with the body of a gateway. */
interface StatusFault extends Omit<Outcome, 'cause'> {
  readonly headers?: Readonly<Record<string, string>>;
}

const busy = (status: number) => ({
  failure: 'network',
  message: `Workbench is busy or down for now (HTTP ${status}). Tell your administrator if it goes on.`,
});
const unauthorized = (status: number) => ({
  failure: 'authorization',
  message: `Workbench does not accept this session's authorization (HTTP ${status}). Restart the session to renew it.`,
});
const inNinetySeconds = () => new Date(Date.now() + 90_000).toUTCString();

const FAULTS: readonly (readonly [status: number, fault: () => StatusFault])[] = [
  [401, () => unauthorized(401)],
  [403, () => unauthorized(403)],
  [
    404,
    () => ({ failure: 'rejected', message: `Workbench does not know of OAuth integrations (HTTP 404). ${UNKNOWN}` }),
  ],
  [429, () => ({ ...busy(429), headers: { 'retry-after': '120' }, nextLook: 120_000 })],
  [429, () => ({ ...busy(429), headers: { 'retry-after': inNinetySeconds() }, nextLook: 90_000 })],
  [503, () => ({ ...busy(503), headers: { 'retry-after': '120' }, nextLook: 120_000 })],
  [503, () => ({ ...busy(503), headers: { 'retry-after': inNinetySeconds() }, nextLook: 90_000 })],
  [503, () => ({ ...busy(503), headers: { 'retry-after': 'soon' } })],
  [503, () => busy(503)],
  [
    500,
    () => ({
      failure: 'rejected',
      message: 'Workbench answered with an error (HTTP 500). Tell your administrator if it goes on.',
    }),
  ],
];

describe('A server that answers with an error', () => {
  const stage = stagesPerTest();
  const startServer = serversPerTest();

  for (const [status, fault] of FAULTS) {
    const { headers = {}, ...outcome } = fault();
    it(
      [`HTTP ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join(', '),
      async () => {
        const answer: RequestListener = (_request, response) =>
          response.writeHead(status, { 'content-type': 'text/html', ...fault().headers }).end('<h1>Error</h1>');
        await play(await stage(answer), { ...outcome, cause: `HTTP ${status}, text/html, 14 bytes` });
      },
    );
  }

  it('HTTP 500 with a text of its own', async () => {
    const body = '{"error":"The vault is locked."}';
    await play(await stage((_request, response) => response.writeHead(500).end(body)), {
      failure: 'rejected',
      message: 'Workbench says: The vault is locked. Tell your administrator if it goes on.',
      cause: `HTTP 500, no type, ${body.length} bytes`,
    });
  });

  it('HTTP 403 with a text of its own', async () => {
    const body = '{"error":"Not for this user"}';
    const message = 'Workbench says: Not for this user (HTTP 403). If it refuses everything, restart the session.';
    await play(await stage((_request, response) => response.writeHead(403).end(body)), {
      failure: 'authorization',
      message,
      cause: `rejected: Workbench says: Not for this user. Tell your administrator if it goes on. <- HTTP 403, no type, ${body.length} bytes`,
    });
  });

  it('a redirect to another host, which sees no request', async () => {
    const other = await startServer();
    const location = `${other.address}/oauth_integrations?code=canary`;
    const { names, visitors, ...rest } = await stage((_request, response) =>
      response.writeHead(307, { location }).end(),
    );
    await play(
      { ...rest, names: { ...names, [`127.0.0.1:${other.port}`]: 'OTHER' }, visitors: [...visitors, other.visitors] },
      { failure: 'protocol', message: ELSEWHERE, cause: 'HTTP 307, no type, 0 bytes, to OTHER' },
    );
    assert.equal(other.visitors.count, 0);
  });
});
