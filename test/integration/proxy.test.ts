import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCertificates } from '../sandbox/certificates.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { rejectionOf } from './failures.js';
import { proxiesPerTest } from './forwardProxy.js';
import { NAME, named } from './namedServer.js';
import { serversPerTest } from './observedServer.js';
import { silentServersPerTest } from './silentServer.js';
import { sessionsPerTest } from './workbenchSessions.js';

const ACCOUNT = { user: 'proxy-user', password: 'canary:proxy password' };

/** What of the account must not be told. */
const SECRETS = [
  ACCOUNT.password,
  encodeURIComponent(ACCOUNT.password),
  Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString('base64'),
];

function withAccount(url: string): string {
  const { user, password } = ACCOUNT;
  return url.replace('://', `://${encodeURIComponent(user)}:${encodeURIComponent(password)}@`);
}

describe('a forward proxy', () => {
  const startSandbox = sandboxesPerTest();
  const startProxy = proxiesPerTest();
  const startServer = serversPerTest();
  const openSession = sessionsPerTest();
  const startSilentServer = silentServersPerTest();

  for (const tls of [false, true]) {
    const way = tls ? 'tunnel' : 'plain';
    const scheme = tls ? 'https' : 'http';
    const start = async () => named(await startSandbox({ tls, certificateNames: [NAME] }), NAME);

    describe(`on the way to ${scheme}`, () => {
      it('is named by http.proxy', async () => {
        const { env, host } = await start();
        const proxy = await startProxy({ names: [NAME] });
        const session = openSession(env, { editor: { proxy: proxy.url } });
        assert.equal((await session.list()).length, 5);
        assert.deepEqual(proxy.asked, [`${way} ${host}`]);
      });

      for (const variable of [`${scheme.toUpperCase()}_PROXY`, `${scheme}_proxy`]) {
        it(`is named by ${variable}`, async () => {
          const { env, host } = await start();
          const proxy = await startProxy({ names: [NAME] });
          assert.equal((await openSession({ ...env, [variable]: proxy.url }).list()).length, 5);
          assert.deepEqual(proxy.asked, [`${way} ${host}`]);
        });
      }

      it('is named without its scheme', async () => {
        const { env } = await start();
        const proxy = await startProxy({ names: [NAME] });
        assert.equal((await openSession(env, { editor: { proxy: proxy.host } }).list()).length, 5);
      });

      it('by http.proxy goes before the one of the environment', async () => {
        const { env } = await start();
        const proxy = await startProxy({ names: [NAME] });
        const other = await startProxy({ names: [NAME] });
        const session = openSession(
          { ...env, HTTP_PROXY: other.url, HTTPS_PROXY: other.url },
          { editor: { proxy: proxy.url } },
        );
        assert.equal((await session.list()).length, 5);
        assert.deepEqual({ proxy: proxy.asked.length, other: other.asked.length }, { proxy: 1, other: 0 });
      });

      it('is given the account in its URL', async () => {
        const { env } = await start();
        const proxy = await startProxy({ names: [NAME], account: ACCOUNT });
        const session = openSession(env, { editor: { proxy: withAccount(proxy.url) } });
        assert.equal((await session.list()).length, 5);
      });

      it('that asks for another account is named, and the account is not', async () => {
        const { env, host } = await start();
        const proxy = await startProxy({ names: [NAME], account: { ...ACCOUNT, user: 'somebody-else' } });
        const session = openSession(env, { editor: { proxy: withAccount(proxy.url) }, secrets: SECRETS });
        assert.deepEqual(await session.failure(), {
          failure: 'network',
          message: `${host} cannot be reached through the proxy ${proxy.host}: the proxy refused the request. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.`,
        });
      });

      it('that is down is named, and its account is not', async () => {
        const { env, host } = await start();
        const down = await startServer();
        const proxyHost = `127.0.0.1:${down.port}`;
        await down.close();
        const session = openSession(env, { editor: { proxy: withAccount(`http://${proxyHost}`) }, secrets: SECRETS });
        assert.deepEqual(await session.failure(), {
          failure: 'network',
          message: `${host} cannot be reached through the proxy ${proxyHost}: the proxy refuses connections. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.`,
        });
      });

      it('that does not answer is given up, and no longer connected to', async () => {
        const { env, host } = await start();
        const silent = await startSilentServer();
        const session = openSession(env, { editor: { proxy: `http://${silent.host}` }, answerTimeout: 300 });
        assert.deepEqual(await session.failure(), {
          failure: 'network',
          message: `${host} cannot be reached through the proxy ${silent.host}: it did not answer within 0.3 s. If the problem persists, contact your administrator.`,
        });
        await silent.visitors.gone();
      });

      it('that does not answer is left at once when the request is aborted', async () => {
        const { env } = await start();
        const silent = await startSilentServer();
        const abort = new AbortController();
        const attempt = rejectionOf(
          openSession(env, { editor: { proxy: `http://${silent.host}` } }).list(abort.signal),
        );
        await silent.visited;
        abort.abort();
        assert.equal(await attempt, abort.signal.reason);
        await silent.visitors.gone();
      });

      it('with an invalid address is a configuration error, which does not repeat the address', async () => {
        const { env } = await start();
        for (const proxy of [withAccount('http://:nowhere'), withAccount('ftp://proxy.test')]) {
          const session = openSession(env, { editor: { proxy }, secrets: SECRETS });
          assert.deepEqual(await session.failure(), {
            failure: 'configuration',
            message: 'The address of the proxy is not valid. Check the setting http.proxy, HTTP_PROXY and HTTPS_PROXY.',
          });
        }
      });
    });
  }

  it('that refuses a tunnel is named', async () => {
    const { env, host } = named(await startSandbox({ tls: true, certificateNames: [NAME] }), NAME);
    const proxy = await startProxy({ names: [NAME], refusal: 403 });
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).failure(), {
      failure: 'network',
      message: `${host} cannot be reached through the proxy ${proxy.host}: the proxy refused the request. Check the setting http.proxy, or HTTP_PROXY and HTTPS_PROXY.`,
    });
  });

  it("that refuses a plain request can't be distinguished from a server that does", async () => {
    const { env } = named(await startSandbox(), NAME);
    const proxy = await startProxy({ names: [NAME], refusal: 403 });
    assert.equal((await openSession(env, { editor: { proxy: proxy.url } }).failure()).failure, 'rejected');
  });

  it('that cannot reach the server is not blamed for refusing', async () => {
    const { env, host } = named(await startSandbox({ tls: true, certificateNames: [NAME] }), NAME);
    const proxy = await startProxy({ names: [NAME], refusal: 502 });
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).failure(), {
      failure: 'network',
      message: `${host} cannot be reached through the proxy ${proxy.host}: the proxy cannot reach it. If the problem persists, contact your administrator.`,
    });
  });

  it('that hangs up on a tunnel is asked once', async () => {
    const sandbox = await startSandbox({ tls: true, certificateNames: [NAME] });
    const { env, host } = named(sandbox, NAME);
    const proxy = await startProxy({ names: [NAME] });
    await sandbox.suspend();
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).failure(), {
      failure: 'network',
      message: `${host} cannot be reached through the proxy ${proxy.host}: the connection was lost. If the problem persists, contact your administrator.`,
    });
    assert.equal(proxy.asked.length, 1);
  });

  it('has no say in whose certificate is trusted', async () => {
    const { env, host } = named(await startSandbox({ tls: true }), NAME);
    const proxy = await startProxy({ names: [NAME] });
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).failure(), {
      failure: 'network',
      message: `${host} cannot be reached through the proxy ${proxy.host}: its certificate is for another host. Contact your administrator.`,
    });
    const untrusting = { ...env, REQUESTS_CA_BUNDLE: '' };
    assert.match(
      (await openSession(untrusting, { editor: { proxy: proxy.url } }).failure()).message,
      /its certificate is not trusted/,
    );
  });

  it('passes a plain request on to the server that it names', async () => {
    const server = await startServer((_request, response) => response.end('{"providers":[]}'));
    const { env, host } = named(server, NAME);
    const proxy = await startProxy({ names: [NAME] });
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).list(), []);
    assert.deepEqual(
      server.requests.map(({ target, headers }) => ({ target, host: headers.host })),
      [{ target: '/oauth_integrations', host }],
    );
  });

  it('does not lift the limit of a body', async () => {
    const server = await startServer((_request, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' ')));
    const { env, host } = named(server, NAME);
    const proxy = await startProxy({ names: [NAME] });
    assert.deepEqual(await openSession(env, { editor: { proxy: proxy.url } }).failure(), {
      failure: 'protocol',
      message: `${host} sent a response that is larger than the limit of 8 MiB. Contact your administrator.`,
    });
  });

  it('that speaks TLS itself is trusted by the same bundle', async () => {
    const { env } = named(await startSandbox(), NAME);
    const certificates = await createCertificates();
    const proxy = await startProxy({ names: [NAME], tls: certificates.server });
    const REQUESTS_CA_BUNDLE = path.join(env['PWB_SESSION_RUNTIME_DIR'] ?? '', 'proxy-ca.pem');
    await writeFile(REQUESTS_CA_BUNDLE, certificates.ca);
    const editor = { proxy: proxy.url };
    assert.equal((await openSession({ ...env, REQUESTS_CA_BUNDLE }, { editor }).list()).length, 5);
    const { failure, message } = await openSession(env, { editor }).failure();
    assert.equal(failure, 'network');
    assert.match(message, new RegExp(`through the proxy ${proxy.host}: its certificate is not trusted`));
    const missing = await openSession({ ...env, REQUESTS_CA_BUNDLE: '/nowhere/ca.pem' }, { editor }).failure();
    assert.equal(missing.failure, 'configuration');
  });
});
