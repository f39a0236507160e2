import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secret.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { ConnectSource } from '../../../src/connect/source.js';
import { redirects } from '../../../src/command/connect/terminalPorts.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { FakeClock, settle } from '../../unit/fakeClock.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { TravellingClock } from '../local/travellingClock.js';
import { connectsPerTest } from './connectsPerTest.js';
import { serverOf } from './connectWindow.js';

const INTERVAL = 30_000;
const SERVERS = 5;
const INTEGRATIONS = 50;

describe('Five Posit Connect servers with fifty integrations each', function () {
  this.timeout(120_000);
  const { start, ended } = connectsPerTest();

  async function startWithIntegrations(): Promise<Connect> {
    const connect = await start();
    const config = { client_id: 'a-client', client_secret: 'a-secret-of-the-test' };
    for (let at = connect.integrations.length; at < INTEGRATIONS; at++) {
      connect.addIntegration({ template: 'github', name: `Integration ${at}`, config });
    }
    return connect;
  }

  /** A window that shows these servers, to which the user is signed in. */
  async function open(connects: readonly Connect[]) {
    const temporary = temporaryFolder('servers');
    ended(() => temporary.remove());
    const [clock, log] = [new FakeClock(), new RecordingLog()];
    const storage = new TokenStorage({
      ...{ folder: temporary.path, secrets: new FakeSecrets(), memory: new FakeMemory(), redirects },
      ...{ clock: new TravellingClock(), log },
    });
    const catalog = new Catalog([], clock, log);
    const refreshers = new Refreshers(catalog, { clock, interval: () => INTERVAL });
    const sources = connects.map(
      (connect, at) =>
        new ConnectSource(serverOf(connect, { id: `connect-${at}`, name: `Server ${at}` }), {
          ...{ environment: {}, clock, log, setting: () => '', storage, redirects, relay: undefined },
          http: directClient,
          browser: { open: () => assert.fail('no page is opened') },
          dialogs: new FakeDialogs(),
        }),
    );
    ended(async () => {
      [refreshers, catalog, ...sources].forEach((each) => each.dispose());
      await storage.settled();
      storage.dispose();
    });
    for (const [at, source] of sources.entries()) {
      await source.signedIn.useApiKey(new Secret(connects[at]?.apiKeys.publisher ?? ''));
      catalog.add(source);
    }
    // What the sign-ins have changed has been noticed: later, the lists would be asked for again.
    await Promise.all(sources.map((source) => source.signedIn.stored()));
    await settle();
    return { clock, catalog, refreshers, sources };
  }

  it('are not asked because the tokens of another one have changed', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const { refreshers, sources } = await open([first, second]);
    refreshers.setVisible(true);
    await refreshers.settled();
    const before = second.requests.length;
    await sources[0]?.signedIn.useApiKey(new Secret(first.issueApiKey('administrator')));
    const usersAsked = () => first.requests.filter(({ path }) => path === '/__api__/v1/user').length;
    await until('the first is asked again', () => usersAsked() === 2);
    await refreshers.settled();
    assert.equal(second.requests.length, before);
  });

  it('are each asked once for their list in an interval, and not at all while the view is hidden', async () => {
    const connects = await Promise.all(Array.from({ length: SERVERS }, startWithIntegrations));
    const { clock, catalog, refreshers } = await open(connects);
    const countOf = (path: string) =>
      connects.map(({ requests }) => requests.filter((each) => each.path === `/__api__${path}`).length);
    const lists = () => countOf('/v1/oauth/integrations');
    const sent = () => connects.map(({ requests }) => requests.length);
    const each = (count: number) => Array.from({ length: SERVERS }, () => count);

    assert.deepEqual(lists(), each(0), 'nothing is asked before the view is shown');
    refreshers.setVisible(true);
    await refreshers.settled();
    assert.deepEqual(lists(), each(1));
    assert.equal(catalog.integrations.length, SERVERS * INTEGRATIONS);

    for (const count of [2, 3, 4]) {
      await clock.advance(INTERVAL - 1);
      assert.deepEqual(lists(), each(count - 1), 'nothing is asked within an interval');
      const before = sent();
      await clock.advance(1);
      await refreshers.settled();
      assert.deepEqual(lists(), each(count));
      // The other request is for the sessions. Templates and the user are known.
      assert.deepEqual(
        sent().map((now, at) => now - (before[at] ?? 0)),
        each(2),
      );
    }

    refreshers.setVisible(false);
    const before = sent();
    await clock.advance(100 * INTERVAL);
    await settle();
    assert.deepEqual(sent(), before);
    assert.equal(clock.pending, 0, 'no timer is left while the view is hidden');

    refreshers.setVisible(true);
    await refreshers.settled();
    assert.deepEqual(lists(), each(5));
  });
});
