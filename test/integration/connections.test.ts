import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UndiciHttpClient } from '../../src/http/undiciHttpClient.js';
import { networkSettings } from '../../src/http/networkSettings.js';
import { busyWhileConnecting } from './busyWhileConnecting.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';
import { assertTellsNone, rejectionOf } from './failures.js';
import { NAME, named } from './namedServer.js';
import { serversPerTest } from './observedServer.js';
import { silentServersPerTest } from './silentServer.js';
import { sessionsPerTest } from './workbenchSessions.js';

describe('connections', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  const startServer = serversPerTest();
  const startSandbox = sandboxesPerTest();
  const openSession = sessionsPerTest();
  const startSilentServer = silentServersPerTest();

  it('end with each request', async () => {
    const server = await startServer((_request, response) => response.end('{"providers":[]}'));
    const session = openSession(server.env);
    for (const requests of [1, 2]) {
      await session.list();
      await server.visitors.gone();
      assert.deepEqual([server.requests.length, server.visitors.count], [requests, requests]);
    }
  });

  it('are made to the first address of a name, though this process is busy meanwhile', async () => {
    const server = await startServer((_request, response) => response.end('{"providers":[]}'));
    await busyWhileConnecting(async () => void (await openSession(named(server, NAME).env).list()));
    assert.equal(server.requests.length, 1);
  });

  describe('of a request that is aborted', () => {
    it('end at once, while the server thinks', async () => {
      const server = await startServer();
      const session = openSession(server.env);
      const abort = new AbortController();
      const attempt = rejectionOf(session.list(abort.signal));
      await server.asked();
      abort.abort();
      const error = await attempt;
      assert.equal(error, abort.signal.reason);
      assertTellsNone(error, await session.secrets());
      await server.visitors.gone();
    });

    it('end at once, in the middle of a body', async () => {
      const server = await startServer((_request, response) => void response.write('{"providers":['));
      const abort = new AbortController();
      const attempt = rejectionOf(openSession(server.env).list(abort.signal));
      await server.asked();
      abort.abort();
      assert.equal(await attempt, abort.signal.reason);
      await server.visitors.gone();
    });

    it('are never made when it was aborted before', async () => {
      const server = await startServer();
      const signal = AbortSignal.abort();
      assert.equal(await rejectionOf(openSession(server.env).list(signal)), signal.reason);
      assert.equal(server.visitors.count, 0);
    });

    it('are recorded as gone by the sandbox, which answers the next', async () => {
      const sandbox = await startSandbox();
      const session = openSession(sandbox.env);
      const abort = new AbortController();
      const gone = new Promise<void>((resolve) => {
        sandbox.intercept((_request, response) => {
          response.once('close', resolve);
          abort.abort();
          return true;
        });
      });
      assert.equal(await rejectionOf(session.list(abort.signal)), abort.signal.reason);
      await gone;
      sandbox.intercept(undefined);
      assert.equal((await session.list()).length, 5);
      assert.deepEqual(
        sandbox.requests.map(({ aborted }) => aborted),
        [true, false],
      );
    });
  });

  describe('after dispose', () => {
    it('are closed if a request was pending, which fails', async () => {
      const server = await startServer();
      const session = openSession(server.env);
      const failure = session.failure();
      await server.asked();
      session.source.dispose();
      assert.equal((await failure).failure, 'network');
      await server.visitors.gone();
    });

    it('are not made any more by a request that was about to', async () => {
      const server = await startServer((_request, response) => response.end('{"providers":[]}'));
      const session = openSession(server.env);
      const failure = session.failure();
      session.source.dispose();
      await failure;
      assert.equal(server.visitors.count, 0);
    });
  });

  describe('of requests at the same time', () => {
    it('do not end each other when they are the first', async () => {
      const server = await startServer((_request, response) => response.end('{"providers":[]}'));
      const session = openSession(server.env);
      assert.deepEqual(await Promise.all([session.list(), session.list(), session.list()]), [[], [], []]);
    });

    it('do not end each other when one fails', async () => {
      let answerFirst: (() => void) | undefined;
      const server = await startServer((_request, response) => {
        if (answerFirst) response.socket?.resetAndDestroy();
        else answerFirst = () => response.end('{"providers":[]}');
      });
      const session = openSession(server.env);
      const first = session.list();
      await server.asked();
      assert.equal((await session.failure()).failure, 'network');
      answerFirst?.();
      assert.deepEqual(await first, []);
    });
  });

  describe('are given up also when garbage is collected meanwhile:', () => {
    it('when time is over', async () => {
      const server = await startServer();
      const failure = openSession(server.env, { answerTimeout: 300 }).failure();
      await server.asked();
      collectGarbage();
      assert.match((await failure).message, /did not answer within 0\.3 s/);
      await server.visitors.gone();
    });

    it('when the request is aborted', async () => {
      const server = await startServer();
      const abort = new AbortController();
      const attempt = rejectionOf(openSession(server.env).list(abort.signal));
      await server.asked();
      collectGarbage();
      abort.abort();
      assert.equal(await attempt, abort.signal.reason);
      await server.visitors.gone();
    });
  });

  it('leave no part of an answer in memory', async () => {
    const server = await startServer((_request, response) => response.end('{"answer":"large"}'));
    const settings = networkSettings(
      { proxy: '', noProxy: [], proxySupport: 'off', systemCertificates: true },
      {},
      undefined,
    );
    const client = new UndiciHttpClient(() => settings);
    const { signal } = new AbortController();
    const answer = new WeakRef(await client.postJson(server.address, {}, { headers: {}, signal }));
    await server.visitors.gone();
    for (let rounds = 0; rounds < 50 && answer.deref() !== undefined; rounds += 1) {
      await setImmediate();
      collectGarbage();
    }
    assert.equal(answer.deref(), undefined);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    client.dispose();
  });

  it('to a server that never shakes hands are given up', async () => {
    const { host, visitors } = await startSilentServer();
    const { env } = await startSandbox({ tls: true });
    const session = openSession({ ...env, RS_SERVER_ADDRESS: `https://${host}` }, { answerTimeout: 300 });
    assert.deepEqual(await session.failure(), {
      failure: 'network',
      message: `${host} cannot be reached: it did not answer within 0.3 s. If the problem persists, contact your administrator.`,
    });
    await visitors.gone();
  });

  it('to a server that never answers the handshake do not delay an abort', async () => {
    const { host, visited } = await startSilentServer();
    const { env } = await startSandbox({ tls: true });
    const session = openSession({ ...env, RS_SERVER_ADDRESS: `https://${host}` });
    const abort = new AbortController();
    const attempt = rejectionOf(session.list(abort.signal));
    await visited;
    abort.abort();
    assert.equal(await attempt, abort.signal.reason);
  });
});
