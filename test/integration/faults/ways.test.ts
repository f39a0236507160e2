import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { createAuthority } from '../../sandbox/certificates.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { proxiesPerTest } from '../forwardProxy.js';
import { NAME, named } from '../namedServer.js';
import { serversPerTest } from '../observedServer.js';
import { LIST, play } from './play.js';

/** A proxy would else keep its connection to the server for the next. */
const giveList: RequestListener = (_request, response) => response.writeHead(200, { connection: 'close' }).end(LIST);

/** Longer than a name in DNS may be, so that it does not exist and no server is asked. Only the proxy knows it. */
const UNKNOWN_NAME = `${'w'.repeat(64)}.invalid`;

describe('The way to a server', () => {
  const startServer = serversPerTest();
  const startProxy = proxiesPerTest();
  const ended = endedAfterEach();

  /** A server with a certificate by an authority that its sessions trust. */
  async function startTlsServer() {
    const authority = await createAuthority();
    const server = await startServer(giveList, await authority.issue([NAME]));
    const folder = temporaryFolder('faults-test');
    ended(() => folder.remove());
    const bundle = path.join(folder.path, 'ca.pem');
    await writeFile(bundle, authority.ca);
    return { authority, server, env: { ...server.env, REQUESTS_CA_BUNDLE: bundle } };
  }

  it('whose name is not known', async () => {
    const server = await startServer(giveList);
    const { host, env } = named(server, UNKNOWN_NAME);
    const proxy = await startProxy({ names: [UNKNOWN_NAME] });
    const editor = { proxy: proxy.url };
    await play(
      {
        env,
        options: { editor },
        fail: () => (editor.proxy = ''),
        visitors: [server.visitors],
        names: { [host]: 'SERVER', [UNKNOWN_NAME]: 'NAME' },
      },
      {
        failure: 'network',
        message: 'SERVER cannot be reached: its name cannot be resolved. Ask your administrator to check its address.',
        cause: 'Error ENOTFOUND: getaddrinfo ENOTFOUND NAME',
      },
    );
    assert.equal(server.requests.length, 1);
  });

  it('that refuses connections', async () => {
    const server = await startServer(giveList);
    await play(
      {
        env: server.env,
        fail: () => server.close(),
        visitors: [server.visitors],
        names: { [`127.0.0.1:${server.port}`]: 'SERVER' },
      },
      {
        failure: 'network',
        message:
          'SERVER cannot be reached: it refuses connections. If the problem persists, contact your administrator.',
        cause: 'Error ECONNREFUSED: connect ECONNREFUSED SERVER',
      },
    );
  });

  it('with a certificate by an unknown CA, which gets no request', async () => {
    const { server, env } = await startTlsServer();
    const stranger = await createAuthority('Another CA');
    const certificate = await stranger.issue();
    await play(
      {
        env,
        fail: () => server.changeCertificate(certificate),
        visitors: [server.visitors],
        names: { [`127.0.0.1:${server.port}`]: 'SERVER' },
      },
      {
        failure: 'network',
        message:
          'SERVER cannot be reached: its certificate is not signed by any certificate in the file named by REQUESTS_CA_BUNDLE. Ask your administrator to correct that file.',
        cause: 'Error UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate',
      },
    );
    assert.equal(server.requests.length, 1);
  });

  it('with an expired certificate, which gets no request', async () => {
    const { authority, server, env } = await startTlsServer();
    const certificate = await authority.issue([], new Date(Date.now() - 60_000));
    await play(
      {
        env,
        fail: () => server.changeCertificate(certificate),
        visitors: [server.visitors],
        names: { [`127.0.0.1:${server.port}`]: 'SERVER' },
      },
      {
        failure: 'network',
        message: 'SERVER cannot be reached: its certificate has expired. Ask your administrator to renew it.',
        cause: 'Error CERT_HAS_EXPIRED: certificate has expired',
      },
    );
    assert.equal(server.requests.length, 1);
  });

  it('through a proxy that refuses a tunnel', async () => {
    const { server, env: directly } = await startTlsServer();
    const { host, env } = named({ env: directly }, NAME);
    const proxy = await startProxy({ names: [NAME] });
    const refusing = await startProxy({ names: [NAME], refusal: 403 });
    const editor = { proxy: proxy.url };
    await play(
      {
        env,
        options: { editor },
        fail: () => (editor.proxy = refusing.url),
        visitors: [server.visitors],
        names: { [host]: 'SERVER', [refusing.host]: 'PROXY' },
      },
      {
        failure: 'network',
        message:
          'SERVER cannot be reached through the proxy PROXY: the proxy refused the request. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
        cause: 'AbortError UND_ERR_ABORTED: Proxy response (403) !== 200 when HTTP Tunneling',
      },
    );
    assert.equal(server.requests.length, 1);
  });

  it('through a proxy that is down', async () => {
    const server = await startServer(giveList);
    const { host, env } = named(server, NAME);
    const proxy = await startProxy({ names: [NAME] });
    const down = await startServer();
    const editor = { proxy: proxy.url };
    const downHost = `127.0.0.1:${down.port}`;
    await down.close();
    await play(
      {
        env,
        options: { editor },
        fail: () => (editor.proxy = `http://${downHost}`),
        visitors: [server.visitors],
        names: { [host]: 'SERVER', [downHost]: 'PROXY' },
      },
      {
        failure: 'network',
        message:
          'SERVER cannot be reached through the proxy PROXY: the proxy refuses connections. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.',
        cause: 'Error ECONNREFUSED: connect ECONNREFUSED PROXY',
      },
    );
  });
});
