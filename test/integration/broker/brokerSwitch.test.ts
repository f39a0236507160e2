import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Broker } from '../../../src/broker/broker.js';
import { BrokerSwitch } from '../../../src/broker/brokerSwitch.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { rpc } from '../handMadeRpc.js';
import { BrokerWindow, fakeBase } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

describe('A broker that is loaded on first use', () => {
  const ended = endedAfterEach();

  /** @param load what loads the broker, given the one that a window has */
  function setUp(load = (broker: Broker) => Promise.resolve(broker)) {
    const window = new BrokerWindow(ended, fakeBase(ended, [new TokenSource()]), { isWanted: false });
    const log = new RecordingLog();
    const seen = { loads: 0, changes: 0 };
    const lazy = new BrokerSwitch(
      () => window.isWanted,
      () => {
        seen.loads += 1;
        return load(window.broker);
      },
      log,
    );
    ended(() => lazy.dispose());
    lazy.onDidChange(() => (seen.changes += 1));
    const want = (isWanted: boolean) => {
      window.isWanted = isWanted;
      return lazy.check();
    };
    return { window, lazy, log, seen, want };
  }

  const stateOf = ({ url, hasFailed, isWithheld }: BrokerSwitch) => ({ url, hasFailed, isWithheld });
  const OFF = { url: undefined, hasFailed: false, isWithheld: false };

  it('is not loaded while there is nothing to serve', async () => {
    const { lazy, seen, want } = setUp();
    await want(false);
    assert.deepEqual([stateOf(lazy), seen], [OFF, { loads: 0, changes: 0 }]);
  });

  it('is loaded once, and starts and stops as is wanted', async () => {
    const { window, lazy, seen, want } = setUp();
    await Promise.all([want(true), want(true)]);
    assert.equal((await rpc(window.environment, 'oauth_integrations')).status, 200);
    assert.deepEqual(stateOf(lazy), { ...OFF, url: window.broker.url });
    await want(false);
    assert.deepEqual([stateOf(lazy), seen], [OFF, { loads: 1, changes: 2 }]);
  });

  it('has files, variables and viewers only while the broker runs', async () => {
    const { lazy, want } = setUp();
    const seen = async () => [
      (await lazy.writeFile('content.env', new Secret('NAME=value\n'))) !== undefined,
      lazy.requestedVariables('connect') !== undefined,
      lazy.viewerHeaders({ username: 'Grace', groups: [] }) !== undefined,
    ];
    assert.deepEqual(await seen(), [false, false, false]);
    await want(true);
    assert.deepEqual(await seen(), [true, true, true]);
    await want(false);
    assert.deepEqual(await seen(), [false, false, false]);
  });

  it('says that it is withheld, and that it could not start', async () => {
    const { window, lazy, want } = setUp();
    window.isAllowed = false;
    await want(true);
    assert.deepEqual(stateOf(lazy), { ...OFF, isWithheld: true });
    window.isAllowed = true;
    rmSync(window.parentFolder, { recursive: true });
    await want(true);
    assert.deepEqual(stateOf(lazy), { ...OFF, hasFailed: true });
  });

  it('says that it could not be loaded, and loads again when it is next asked to', async () => {
    let isThere = false;
    const { window, lazy, log, want } = setUp((broker) =>
      isThere ? Promise.resolve(broker) : Promise.reject(new Error('The file is missing')),
    );
    await want(true);
    assert.deepEqual(stateOf(lazy), { ...OFF, hasFailed: true });
    assert.deepEqual(log.lines, ['error: broker: could not be loaded: Error: The file is missing']);
    isThere = true;
    await want(true);
    assert.deepEqual(stateOf(lazy), { ...OFF, url: window.broker.url });
  });

  it('stops with its owner, and is not loaded after that', async () => {
    const running = setUp();
    await running.want(true);
    running.lazy.dispose();
    assert.equal(running.window.broker.url, undefined);
    const unused = setUp();
    unused.lazy.dispose();
    await unused.want(true);
    assert.equal(unused.seen.loads, 0);
  });

  it('does not start if its owner is gone by the time it is loaded', async () => {
    const { window, lazy, want } = setUp();
    const starting = want(true);
    lazy.dispose();
    await starting;
    await window.broker.check();
    assert.deepEqual([window.broker.url, window.advertised], [undefined, []]);
  });
});
