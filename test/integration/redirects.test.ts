import assert from 'node:assert/strict';
import { serversPerTest } from './observedServer.js';
import { sessionsPerTest } from './workbenchSessions.js';

describe('a redirect', () => {
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();

  for (const status of [301, 302, 303, 307, 308]) {
    it(`with ${status} is not followed, and takes the cookie nowhere`, async () => {
      const other = await startServer((_request, response) => response.end('{"providers":[]}'));
      const server = await startServer((_request, response) =>
        response.writeHead(status, { location: `${other.address}/oauth_integrations` }).end(),
      );
      assert.deepEqual(await openSession(server.env).failure(), {
        failure: 'protocol',
        message: `Workbench redirected the request (HTTP ${status}), and redirects are not followed. Ask your administrator to check RS_SERVER_ADDRESS.`,
      });
      assert.deepEqual({ asked: server.requests.length, other: other.visitors.count }, { asked: 1, other: 0 });
    });
  }

  it('on the same server is not followed either', async () => {
    const server = await startServer(({ url }, response) =>
      url === '/elsewhere'
        ? response.end('{"providers":[]}')
        : response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    assert.equal((await openSession(server.env).failure()).failure, 'protocol');
    assert.deepEqual(
      server.requests.map(({ target }) => target),
      ['/oauth_integrations'],
    );
  });
});
