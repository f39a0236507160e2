import assert from 'node:assert/strict';
import { createAuthority } from '../sandbox/certificates.js';
import type { ServerCertificate } from '../sandbox/loopbackListener.js';
import { rejectionOf } from './failures.js';
import { proxiesPerTest } from './forwardProxy.js';
import { handshakeServersPerTest } from './handshakeServer.js';
import { inspectingClientsPerTest, inspectionFailure } from './inspectingClients.js';
import { NAME } from './namedServer.js';
import { serversPerTest } from './observedServer.js';
import { silentServersPerTest } from './silentServer.js';

describe('A failed inspection of TLS', () => {
  const startServer = handshakeServersPerTest();
  const startProxy = proxiesPerTest();
  const startHttpServer = serversPerTest();
  const startSilentServer = silentServersPerTest();
  const { clientWith } = inspectingClientsPerTest();

  let good: ServerCertificate;

  before(async () => {
    good = await (await createAuthority()).issue([NAME]);
  });

  it('reports why there is no connection to a server that is down', async () => {
    const server = await startHttpServer();
    const { address, port } = server;
    await server.close();
    assert.equal(
      await inspectionFailure(clientWith(), address.replace('http:', 'https:')),
      `network: 127.0.0.1:${port} cannot be reached: it refuses connections. If the problem persists, contact your administrator.`,
    );
  });

  it('reports that a server does not speak TLS, and sends it no request', async () => {
    const server = await startHttpServer();
    assert.equal(
      await inspectionFailure(clientWith(), server.address.replace('http:', 'https:')),
      `network: 127.0.0.1:${server.port} cannot be reached: the server at this address does not use TLS. Ask your administrator to check its address.`,
    );
    await server.visitors.gone();
    assert.deepEqual(server.requests, []);
  });

  it('is given up where a server never shakes hands', async () => {
    const { host, visitors } = await startSilentServer();
    assert.equal(
      await inspectionFailure(clientWith({}, 300), `https://${host}`),
      `network: ${host} cannot be reached: it did not answer within 0.3 s. If the problem persists, contact your administrator.`,
    );
    await visitors.gone();
  });

  it('is left at once when it is aborted', async () => {
    const { host, visited } = await startSilentServer();
    const abort = new AbortController();
    const attempt = rejectionOf(clientWith().inspectTls(`https://${host}`, abort.signal));
    await visited;
    abort.abort();
    assert.equal(await attempt, abort.signal.reason);
  });

  it('makes no connection if it was aborted before, or the client was disposed of', async () => {
    const { address, visitors } = await startServer(good);
    const signal = AbortSignal.abort();
    assert.equal(await rejectionOf(clientWith().inspectTls(address, signal)), signal.reason);
    const client = clientWith();
    client.dispose();
    await rejectionOf(client.inspectTls(address, new AbortController().signal));
    assert.equal(visitors.count, 0);
  });

  describe('through a proxy', () => {
    const account = { user: 'proxy-user', password: 'canary-password' };
    const secrets = [account.password, Buffer.from(`${account.user}:${account.password}`).toString('base64')];
    const throughProxy = (url: string, answerTimeout?: number) => {
      const proxy = { https: url.replace('://', `://${account.user}:${account.password}@`) };
      return clientWith({ proxy }, answerTimeout);
    };

    const refusals = [
      [403, 'the proxy refused the request. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.'],
      [502, 'the proxy cannot reach it. If the problem persists, contact your administrator.'],
    ] as const;
    for (const [refusal, why] of refusals) {
      it(`that answers ${refusal}, says why there is no connection, and asks once`, async () => {
        const proxy = await startProxy({ names: [NAME], refusal });
        assert.equal(
          await inspectionFailure(throughProxy(proxy.url), `https://${NAME}:1`, secrets),
          `network: ${NAME}:1 cannot be reached through the proxy ${proxy.host}: ${why}`,
        );
        assert.deepEqual(proxy.asked, [`tunnel ${NAME}:1`]);
      });
    }

    it('that hangs up, says so, and asks once', async () => {
      const proxy = await startProxy({ names: [NAME] });
      const gone = await startHttpServer();
      const host = `${NAME}:${gone.port}`;
      await gone.close();
      assert.equal(
        await inspectionFailure(throughProxy(proxy.url), `https://${host}`, secrets),
        `network: ${host} cannot be reached through the proxy ${proxy.host}: the connection was lost. If the problem persists, contact your administrator.`,
      );
      assert.deepEqual(proxy.asked, [`tunnel ${host}`]);
    });

    it('that never answers, is given up', async () => {
      const { host, visitors } = await startSilentServer();
      assert.equal(
        await inspectionFailure(throughProxy(`http://${host}`, 300), `https://${NAME}`, secrets),
        `network: ${NAME} cannot be reached through the proxy ${host}: it did not answer within 0.3 s. If the problem persists, contact your administrator.`,
      );
      await visitors.gone();
    });

    it('that is not trusted itself, looks no further', async () => {
      const server = await startServer(good);
      const proxy = await startProxy({ names: [NAME], tls: good });
      assert.match(
        await inspectionFailure(throughProxy(proxy.url), `https://${NAME}:${server.port}`, secrets),
        /through the proxy localhost:\d+: its certificate is not trusted/,
      );
      assert.deepEqual({ asked: proxy.asked, connections: server.visitors.count }, { asked: [], connections: 0 });
    });

    it('whose address is invalid, is a configuration error', async () => {
      for (const url of ['http://:nowhere', 'ftp://proxy.test']) {
        assert.match(
          await inspectionFailure(throughProxy(url), `https://${NAME}`, secrets),
          /^configuration: The address of the proxy is not valid\./,
        );
      }
    });
  });
});
