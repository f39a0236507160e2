import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cookieExpiry } from '../../../src/workbench/cookie.js';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { cookieFile, rpc } from '../handMadeRpc.js';
import { BrokerWindow, fakeBase } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describe('The cookie of a broker', () => {
  const ended = endedAfterEach();

  async function setUp() {
    const clock = new FakeClock();
    const window = new BrokerWindow(ended, fakeBase(ended, [new TokenSource()], clock));
    await window.broker.check();
    const statusWith = async (cookie: string) =>
      (await rpc(window.environment, 'oauth_integrations', { cookie })).status;
    /** Lets a day go by, and returns the cookie that is there then. */
    const nextDay = async () => {
      const { cookie } = window;
      await clock.advance(DAY);
      await until('the cookie is another one', () => window.cookie !== cookie);
      return window.cookie;
    };
    return { clock, window, statusWith, nextDay };
  }

  it('is renewed each day, and the one before is taken until then', async () => {
    const { clock, window, statusWith, nextDay } = await setUp();
    const { cookie: first } = window;
    await clock.advance(DAY - HOUR);
    assert.equal(window.cookie, first);
    await clock.advance(HOUR);
    await until('the cookie is another one', () => window.cookie !== first);
    const second = window.cookie;
    assert.deepEqual([await statusWith(first), await statusWith(second)], [200, 200]);
    const third = await nextDay();
    assert.deepEqual([await statusWith(first), await statusWith(second), await statusWith(third)], [401, 200, 200]);
    assert.equal((statSync(cookieFile(window.environment)).mode & 0o777).toString(8), '600');
  });

  it('says of itself that it is valid for weeks: a machine may sleep', async () => {
    const { clock, window, nextDay } = await setUp();
    for (const cookie of [window.cookie, await nextDay()]) {
      const days = ((cookieExpiry(cookie) ?? 0) - clock.now()) / DAY;
      assert.ok(days > 28 && days <= 30, `${days} days`);
    }
  });

  it('is renewed soon after the clock was set back', async () => {
    const { clock, window } = await setUp();
    const { cookie } = window;
    clock.setBack(3 * DAY);
    await clock.advance(HOUR);
    await until('the cookie is another one', () => window.cookie !== cookie);
  });

  it('is there again where somebody has tidied up its folder', async () => {
    const { clock, window, statusWith } = await setUp();
    const { environment, cookie } = window;
    rmSync(environment['PWB_SESSION_RUNTIME_DIR'], { recursive: true });
    await clock.advance(HOUR);
    await until('it is there again', () => existsSync(cookieFile(environment)) && window.broker.url !== undefined);
    assert.deepEqual(window.environment, environment);
    assert.deepEqual([await statusWith(cookie), await statusWith(window.cookie)], [401, 200]);
  });

  it('that can’t be renewed is taken on, and the log says why', async () => {
    const { clock, window, statusWith } = await setUp();
    const { cookie } = window;
    const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await clock.advance(DAY);
    const isTold = () => window.lines.some((line) => /^error: .*could not be renewed: .*ENOTDIR/.test(line));
    await until('the log has it', isTold);
    assert.equal(await statusWith(cookie), 200);
  });

  it('is not written to a folder that is somebody else’s by now, which stays as it is', async function () {
    // Only root can give a folder to somebody else.
    if (process.getuid?.() !== 0) this.skip();
    const { clock, window } = await setUp();
    const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'theirs'), '');
    chownSync(folder, 12_345, 12_345);
    await clock.advance(DAY);
    await until('the log has it', () => window.lines.some((line) => /^error: .*could not be renewed: /.test(line)));
    window.broker.dispose();
    assert.deepEqual(readdirSync(folder), ['theirs']);
  });

  it('is no longer looked after once the broker is gone', async () => {
    const { clock, window } = await setUp();
    const before = clock.pending;
    window.broker.dispose();
    assert.equal(clock.pending, before - 1);
    await clock.advance(3 * DAY);
  });
});
