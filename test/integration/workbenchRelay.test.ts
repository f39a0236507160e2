import assert from 'node:assert/strict';
import { WorkbenchRelay } from '../../src/workbench/relay.js';
import { readSession } from '../../src/workbench/session.js';
import { endedAfterEach } from '../ended.js';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { directClient } from './directClient.js';
import { failureOf, NEVER } from './local/signingIn.js';
import { serversPerTest } from './observedServer.js';
import { sandboxesPerTest } from './sandboxesPerTest.js';

describe('The relay of a Workbench session', () => {
  const ended = endedAfterEach();
  const startSandbox = sandboxesPerTest();
  const startServer = serversPerTest();

  function relayOf(environment: Readonly<Record<string, string>>): WorkbenchRelay {
    const session = readSession({ POSIT_PRODUCT: 'WORKBENCH', ...environment });
    assert.ok(session);
    const http = directClient(session.caBundle, undefined, 2_000);
    ended(() => http.dispose());
    return new WorkbenchRelay(session, http);
  }

  for (const options of [{}, { basePath: '/workbench' }, { tls: true }]) {
    it(`returns a code once, to the request with its state: ${JSON.stringify(options)}`, async () => {
      const sandbox = await startSandbox(options);
      const relay = relayOf(sandbox.env);
      assert.equal(relay.redirectUri, sandbox.redirectUri);
      await relay.assertReachable(NEVER);
      assert.equal(await relay.code('mine', NEVER), 'pending');
      if ('tls' in options) return;
      await loopbackFetch(`${relay.redirectUri}?code=4%2F0Ab%2Bcd%26x%3D%3D&state=mine&iss=x`);
      assert.equal(await relay.code('other', NEVER), 'pending');
      assert.deepEqual(await relay.code('mine', NEVER), { code: '4/0Ab+cd&x==' });
      assert.equal(await relay.code('mine', NEVER), 'pending');
    });
  }

  it('reports that the provider refused', async () => {
    const relay = relayOf((await startSandbox()).env);
    await loopbackFetch(`${relay.redirectUri}?error=access_denied&state=mine`);
    assert.equal(await relay.code('mine', NEVER), 'denied');
  });

  it('is built from the addresses of the session, without query and slash', () => {
    const relay = relayOf({
      RS_SERVER_URL: 'https://example.org/workbench/?x=y',
      RS_SERVER_ADDRESS: 'http://localhost:8787/',
    });
    assert.equal(relay.redirectUri, 'https://example.org/workbench/oauth_redirect_callback');
  });

  for (const [what, status, body, isReachable, answer] of [
    ['that is busy', 503, '', true, 'pending'],
    ['that wants fewer questions', 429, '', true, 'pending'],
    ['without a relay, which answers with a page', 200, '<html>', false, undefined],
    ['without a relay, which leads to its sign-in page', 302, '', false, undefined],
    ['that fails', 500, '', false, undefined],
    ['with a code that is no text', 200, '{"code":1}', false, undefined],
  ] as const) {
    it(`knows a server ${what}`, async () => {
      const server = await startServer((_request, response) => {
        response.writeHead(status, status === 302 ? { location: '/auth-sign-in' } : {}).end(body);
      });
      const relay = relayOf({ RS_SERVER_URL: server.address, RS_SERVER_ADDRESS: server.address });
      const failure = {
        failure: 'unsupported',
        message: `Posit Workbench did not hand over the answer of your browser (HTTP ${status}). Sign in again. If the problem persists, contact your administrator.`,
      };
      if (isReachable) {
        await relay.assertReachable(NEVER);
      } else {
        assert.deepEqual(await failureOf(relay.assertReachable(NEVER)), failure);
      }
      if (answer === undefined) {
        assert.deepEqual(await failureOf(relay.code('mine', NEVER)), failure);
      } else {
        assert.equal(await relay.code('mine', NEVER), answer);
      }
    });
  }

  it("reports that the server can't be reached", async () => {
    const address = 'http://127.0.0.1:9';
    const relay = relayOf({ RS_SERVER_URL: address, RS_SERVER_ADDRESS: address });
    assert.equal((await failureOf(relay.assertReachable(NEVER))).failure, 'network');
  });
});
