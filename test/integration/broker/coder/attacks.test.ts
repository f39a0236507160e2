import assert from 'node:assert/strict';
import { endedAfterEach } from '../../../ended.js';
import { until } from '../../../until.js';
import { connected } from '../rawHttp.js';
import { CoderPrograms, ENDPOINT } from './coderCalls.js';

/** How many connections the broker takes at a time. */
const MAX_CONNECTIONS = 256;

describe('The endpoint of a Coder agent refuses', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();

  /** Checks that a request is refused in the format of Coder, and that no token was created. */
  async function refused(programs: CoderPrograms, status: number, ...request: Parameters<CoderPrograms['attack']>) {
    const answer = await programs.attack(...request);
    const { message, ...rest } = JSON.parse(answer.body) as Readonly<Record<string, unknown>>;
    assert.deepEqual([answer.status, typeof message, rest], [status, 'string', {}]);
    assert.deepEqual([programs.source.secrets, answer.headers.get('connection')], [[], 'close']);
    assert.ok(!programs.window.tellsSecret(answer.text));
    return String(message);
  }

  it('no correct request: no page can read the response, and no cache stores it', async () => {
    const programs = await CoderPrograms.start(ended);
    const { status, headers } = await programs.attack('GET', {});
    assert.equal(status, 200);
    assert.deepEqual(
      ['content-type', 'cache-control', 'x-content-type-options'].map((name) => headers.get(name)),
      ['application/json; charset=utf-8', 'no-store', 'nosniff'],
    );
    assert.ok(![...headers.keys()].some((name) => /^access-control-|^cross-origin-/.test(name)));
  });

  it('a Host that is not exactly its address', async () => {
    const programs = await CoderPrograms.start(ended);
    const { port } = programs.window;
    for (const host of [
      `example.org:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `[::1]:${port}`,
      `127.0.0.1:${port + 1}`,
    ]) {
      await refused(programs, 403, 'GET', { host });
    }
  });

  it('web pages, even with the token', async () => {
    const programs = await CoderPrograms.start(ended);
    for (const headers of [
      { origin: 'https://example.org' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' },
    ]) {
      await refused(programs, 403, 'GET', headers);
    }
  });

  it('wrong tokens with 401, also those of another window and those of its other faces', async () => {
    const programs = await CoderPrograms.start(ended);
    const other = await CoderPrograms.start(ended);
    const { token, window } = programs;
    const wrong = [undefined, '', other.token, `${token}x`, token.slice(0, -1), token.toUpperCase(), [token, token]];
    for (const presented of [...wrong, window.cookie]) {
      const message = await refused(programs, 401, 'GET', { 'coder-session-token': presented });
      assert.match(message, /Open Terminal as in Coder/);
    }
    const elsewhere = { authorization: `Bearer ${token}`, cookie: `coder_session_token=${token}` };
    await refused(programs, 401, 'GET', { 'coder-session-token': undefined, ...elsewhere });
    // Without the token, a caller can't find out which paths exist.
    const told = new Set<string>();
    for (const path of [ENDPOINT, '/api/v2/users/me', '/api/v2/']) {
      told.add(JSON.stringify(await programs.call(path, 'wrong', 'POST')));
    }
    assert.equal(told.size, 1);
  });

  it('its token at other faces', async () => {
    const programs = await CoderPrograms.start(ended);
    const headers = { 'coder-session-token': programs.token, 'x-rs-session-server-rpc-cookie': programs.token };
    for (const path of ['/oauth_token', '/oauth_integrations', '/__api__/v1/user']) {
      const response = await fetch(`${programs.window.broker.url ?? ''}${path}`, {
        method: 'POST',
        headers,
        body: '{}',
      });
      assert.equal(response.status, 401, path);
      await response.arrayBuffer();
    }
  });

  it('a large body, without waiting for it', async () => {
    const programs = await CoderPrograms.start(ended);
    await refused(programs, 413, 'GET', { 'content-length': '1000000000000' }, '{');
    await refused(programs, 413, 'GET', {}, 'x'.repeat(16 * 1024 + 1));
    await refused(programs, 401, 'GET', { 'content-length': '1000000000000', 'coder-session-token': 'x' }, '{');
  });

  it('more callers that listen than there is room for, and forgets those that leave', async () => {
    const programs = await CoderPrograms.start(ended);
    const { port } = programs.window;
    const head = `GET ${ENDPOINT}?id=sales&listen= HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncoder-session-token: ${programs.token}\r\n\r\n`;
    programs.source.give = () => Promise.reject(new TypeError('Signed out'));
    const idle = programs.clock.pending;
    const sockets = await Promise.all(
      Array.from({ length: 400 }, async () => {
        const socket = await connected(port);
        ended(() => socket.destroy());
        socket.resume().write(head);
        return socket;
      }),
    );
    const open = () => sockets.filter((socket) => !socket.closed && !socket.readableEnded);
    await until('it has dropped what is too much', () => open().length <= MAX_CONNECTIONS);
    await until('the others wait', () => programs.clock.pending > idle);
    sockets.forEach((socket) => socket.destroy());
    await until('nothing waits any more', () => programs.clock.pending <= idle);
    programs.source.give = () => Promise.reject(new TypeError('Signed out'));
    assert.equal((await programs.external('unknown')).status, 404);
  });

  it('all this without filling the log', async () => {
    const programs = await CoderPrograms.start(ended);
    const before = programs.window.lines.length;
    for (let time = 0; time < 20; time += 1) {
      await refused(programs, 401, 'GET', { 'coder-session-token': `wrong-${time}` });
      await refused(programs, 403, 'GET', { origin: `https://${time}.example.org` });
    }
    const statuses = programs.window.lines.slice(before).map((line) => /HTTP (\d+)/.exec(line)?.[1]);
    assert.deepEqual(statuses, ['401', '403']);
  });
});
