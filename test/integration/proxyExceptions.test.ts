import assert from 'node:assert/strict';
import { proxiesPerTest } from './forwardProxy.js';
import { NAME, named } from './namedServer.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { sessionsPerTest } from './workbenchSessions.js';

describe('a forward proxy that is not to be used', () => {
  const startSandbox = sandboxesPerTest();
  const startProxy = proxiesPerTest();
  const openSession = sessionsPerTest();

  for (const tls of [false, true]) {
    const start = async () => named(await startSandbox({ tls, certificateNames: [NAME] }), NAME);

    describe(`on the way to ${tls ? 'https' : 'http'}`, () => {
      it('is not used where its variable is for the other scheme', async () => {
        const { env, host } = await start();
        const proxy = await startProxy({ names: [NAME] });
        const session = openSession({ ...env, [tls ? 'HTTP_PROXY' : 'HTTPS_PROXY']: proxy.url });
        assert.deepEqual(await session.failure(), {
          failure: 'network',
          message: `${host} cannot be reached: its name cannot be resolved. Ask your administrator to check its address.`,
        });
        assert.deepEqual(proxy.asked, []);
      });

      it('is not used where http.proxySupport is off', async () => {
        const { env, host } = await start();
        const proxy = await startProxy({ names: [NAME] });
        const session = openSession(
          { ...env, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url },
          { editor: { proxy: proxy.url, proxySupport: 'off' } },
        );
        assert.equal(
          (await session.failure()).message,
          `${host} cannot be reached: its name cannot be resolved. Ask your administrator to check its address.`,
        );
        assert.deepEqual(proxy.asked, []);
      });

      for (const exception of [NAME, '.test', '*.test', '*', `other.example, ${NAME}`]) {
        it(`is bypassed for a host that NO_PROXY excepts as ${exception}`, async () => {
          const { env, host } = await start();
          const proxy = await startProxy({ names: [NAME] });
          const session = openSession({ ...env, NO_PROXY: exception }, { editor: { proxy: proxy.url } });
          assert.equal(
            (await session.failure()).message,
            `${host} cannot be reached: its name cannot be resolved. Ask your administrator to check its address.`,
          );
          assert.deepEqual(proxy.asked, []);
        });
      }

      it('is bypassed for a host that http.noProxy excepts, in addition to those of NO_PROXY', async () => {
        const { env } = await start();
        const proxy = await startProxy({ names: [NAME] });
        for (const noProxy of [[NAME], ['*']]) {
          const session = openSession({ ...env, NO_PROXY: 'other.example' }, { editor: { proxy: proxy.url, noProxy } });
          assert.equal((await session.failure()).failure, 'network');
        }
        assert.deepEqual(proxy.asked, []);
      });

      it('is used for a host that NO_PROXY does not except', async () => {
        const { env } = await start();
        const proxy = await startProxy({ names: [NAME] });
        const NO_PROXY = `other.example,not${NAME},${NAME}:1,localhost`;
        const session = openSession({ ...env, NO_PROXY }, { editor: { proxy: proxy.url } });
        assert.equal((await session.list()).length, 5);
      });

      for (const loopback of ['localhost', '127.0.0.1', '[::1]']) {
        it(`is never used for ${loopback}`, async () => {
          const sandbox = await startSandbox({ tls });
          const proxy = await startProxy();
          const { env } = named(sandbox, loopback);
          const session = openSession(
            { ...env, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url },
            { editor: { proxy: proxy.url, proxySupport: 'on' } },
          );
          // Whether the sandbox listens on ::1 depends on what localhost means to the machine.
          if (loopback === '[::1]') await Promise.allSettled([session.list()]);
          else assert.equal((await session.list()).length, 5);
          assert.deepEqual(proxy.asked, []);
        });
      }
    });
  }
});
