import assert from 'node:assert/strict';
import { createBroker } from '../../../../src/broker/createBroker.js';
import { ContentUses } from '../../../../src/core/contentUses.js';
import { revealed } from '../../../../src/core/secret.js';
import { endedAfterEach } from '../../../ended.js';
import { loopbackFetch } from '../../../sandbox/loopbackFetch.js';
import { guidOf, rpc, textIn } from '../../handMadeRpc.js';
import { temporaryFolder } from '../../../temporaryFolder.js';
import { FakeMemory } from '../../../unit/fakeMemory.js';
import { sandboxesPerTest } from '../../sandboxesPerTest.js';
import { sessionsPerTest } from '../../workbenchSessions.js';
import { fakeBase, noLogins } from '../brokerWindow.js';
import { EXCHANGE, GRANT, use, USER_SESSION } from './contentCalls.js';

describe('Content under development in a Workbench session', () => {
  const startSandbox = sandboxesPerTest();
  const openSession = sessionsPerTest();
  const ended = endedAfterEach();

  async function setUp() {
    const sandbox = await startSandbox();
    const { source } = openSession(sandbox.env);
    const base = fakeBase(ended, [source]);
    const contentUses = new ContentUses(new FakeMemory());
    const folder = temporaryFolder('in-session');
    ended(() => folder.remove());
    const broker = createBroker({
      onLostPort: () => assert.fail('The port is free'),
      ...base,
      ...{ isWanted: () => true, isAllowed: () => true, advertise: () => undefined, isInSession: true, window: 'w' },
      ...{ contentUses, username: 'Ada', viewApp: () => Promise.resolve(), logins: noLogins },
      ...{ environment: {}, temporaryFolder: folder.path },
    });
    ended(() => broker.dispose());
    await broker.check();
    const exchange = async (audience: string) => {
      const content = revealed(broker.requestedVariables('connect') ?? assert.fail('There is no broker'));
      const headers = broker.viewerHeaders({ username: 'Ada', groups: [] });
      const response = await loopbackFetch(`${broker.url ?? ''}${EXCHANGE}`, {
        method: 'POST',
        headers: { authorization: `Key ${content['CONNECT_API_KEY'] ?? ''}` },
        body: new URLSearchParams({
          ...{ grant_type: GRANT, subject_token_type: USER_SESSION, audience },
          subject_token: headers?.['posit-connect-user-session-token']?.reveal() ?? '',
        }),
      });
      return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
    };
    return { sandbox, contentUses, exchange };
  }

  it('gets the viewer’s tokens of Workbench’s integrations, which the window asks for when they are needed', async () => {
    const { sandbox, contentUses, exchange } = await setUp();
    const sales = guidOf(sandbox, 'Sales API');
    const { status, body } = await exchange(sales);
    assert.equal(status, 200);
    const own = textIn(await rpc(sandbox.env, 'oauth_token', { kwparams: { uuid: sales } }), 'access_token');
    assert.ok(body['access_token'] === own, 'It is not the token of the session');
    const onServer = '33333333-3333-4333-8333-333333333333';
    await contentUses.add(use({ guid: onServer, answeredBy: sales }));
    assert.equal((await exchange(onServer)).status, 200);
    await rpc(sandbox.env, 'oauth_sign_out', { kwparams: { uuid: sales } });
    const signedOut = await exchange(sales);
    assert.deepEqual([signedOut.status, signedOut.body['code']], [400, 220]);
    assert.match(String(signedOut.body['error']), /Sales API/);
  });
});
