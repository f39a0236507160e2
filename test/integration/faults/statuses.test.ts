import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { serversPerTest } from '../observedServer.js';
import { play, type Outcome } from './play.js';
import { stagesPerTest } from './stages.js';

const UNKNOWN =
  'If the problem persists, ask your administrator to check RS_SERVER_ADDRESS, and whether Workbench is 2026.01.0 or later.';
const ELSEWHERE =
  'Workbench redirected the request (HTTP 307), and redirects are not followed. Ask your administrator to check RS_SERVER_ADDRESS.';

/** A failure by its status alone, with the body of a gateway. */
interface StatusFault extends Omit<Outcome, 'cause'> {
  readonly headers?: Readonly<Record<string, string>>;
}

const busy = (why: string) => ({
  failure: 'network',
  message: `Workbench is busy or temporarily unavailable (${why}). If the problem persists, contact your administrator.`,
});
const unauthorized = (why: string) => ({
  failure: 'authorization',
  message: `Workbench does not accept this session's authorization (${why}). Restart the session to renew it.`,
});
const inNinetySeconds = () => new Date(Date.now() + 90_000).toUTCString();

const FAULTS: readonly (readonly [status: number, fault: () => StatusFault])[] = [
  [401, () => unauthorized('HTTP 401')],
  [403, () => unauthorized('HTTP 403')],
  [
    404,
    () => ({ failure: 'rejected', message: `Workbench does not support OAuth integrations (HTTP 404). ${UNKNOWN}` }),
  ],
  [429, () => ({ ...busy('HTTP 429'), headers: { 'retry-after': '120' }, nextLook: 120_000 })],
  [429, () => ({ ...busy('HTTP 429'), headers: { 'retry-after': inNinetySeconds() }, nextLook: 90_000 })],
  [503, () => ({ ...busy('HTTP 503'), headers: { 'retry-after': '120' }, nextLook: 120_000 })],
  [503, () => ({ ...busy('HTTP 503'), headers: { 'retry-after': inNinetySeconds() }, nextLook: 90_000 })],
  [503, () => ({ ...busy('HTTP 503'), headers: { 'retry-after': 'soon' } })],
  [503, () => busy('HTTP 503')],
  [
    500,
    () => ({
      failure: 'rejected',
      message: 'Workbench answered with an error (HTTP 500). If the problem persists, contact your administrator.',
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
      message: 'Workbench says: The vault is locked. If the problem persists, contact your administrator.',
      cause: `HTTP 500, no type, ${body.length} bytes`,
    });
  });

  const forbidden = (reason: string) => ({
    failure: 'rejected',
    message: `Workbench refused the request (${reason}). If it refuses every request, restart the session, or contact your administrator.`,
  });
  it('HTTP 401 with an error, which only the log contains', async () => {
    const body = '{"error":"Locked"}';
    await play(await stage((_request, response) => response.writeHead(401).end(body)), {
      ...unauthorized('HTTP 401'),
      cause: `rejected: Workbench says: Locked. If the problem persists, contact your administrator. <- HTTP 401, no type, ${body.length} bytes`,
    });
  });

  const reasons: Readonly<Record<string, readonly [status: number, type: string, body: string, Outcome]>> = {
    'HTTP 403 with an error': [
      403,
      'application/json',
      '{"error":"Not for this user"}',
      forbidden('HTTP 403: Not for this user'),
    ],
    'HTTP 403 with an error that is the status': [
      403,
      'application/json',
      '{"error":"HTTP 403"}',
      forbidden('HTTP 403'),
    ],
    'HTTP 403 with a message, as frameworks send it': [
      403,
      'application/json',
      '{"message":"Not for this user"}',
      forbidden('HTTP 403: Not for this user'),
    ],
    'HTTP 403 with plain text, as proxies send it': [
      403,
      'text/plain; charset=utf-8',
      'RBAC: access denied\n',
      forbidden('HTTP 403: RBAC: access denied'),
    ],
    'HTTP 404 with an error': [
      404,
      'application/json',
      '{"error":"Not found"}',
      {
        failure: 'rejected',
        message: `Workbench could not find what was requested (HTTP 404: Not found). ${UNKNOWN}`,
      },
    ],
    'HTTP 503 with an error': [503, 'application/json', '{"error":"Upgrade"}', busy('HTTP 503: Upgrade')],
  };
  for (const [what, [status, type, body, outcome]] of Object.entries(reasons)) {
    it(what, async () => {
      const answer: RequestListener = (_request, response) =>
        response.writeHead(status, { 'content-type': type }).end(body);
      await play(await stage(answer), { ...outcome, cause: `HTTP ${status}, ${type}, ${body.length} bytes` });
    });
  }

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
