import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cookieExpiry } from '../../../../src/workbench/cookie.js';
import { endedAfterEach } from '../../../ended.js';
import { until } from '../../../until.js';
import { signedIn } from '../../../unit/core/fakeSource.js';
import { FakeClock } from '../../../unit/fakeClock.js';
import { cookieFile, rpc } from '../../handMadeRpc.js';
import { GUID } from '../attacks.js';
import { BrokerWindow, fakeBase } from '../brokerWindow.js';
import { TokenSource } from '../tokenSource.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

describe('The cookie of a broker', () => {
  const ended = endedAfterEach();

  async function setUp() {
    const clock = new FakeClock();
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID })];
    const window = new BrokerWindow(ended, fakeBase(ended, [source], clock), { window: 'w' });
    await window.broker.check();
    const { environment } = window;
    /** What a long-lived client gets that read the cookie once. */
    const statusWith = async (cookie: string) =>
      (await rpc(environment, 'oauth_token', { cookie, kwparams: { uuid: GUID } })).status;
    /** Lets a day go by, and returns the cookie that is there then. */
    const nextDay = async () => {
      const { cookie } = window;
      await clock.advance(DAY);
      await until('the cookie is another one', () => window.cookie !== cookie);
      return window.cookie;
    };
    /** The same window after a reload: another process, of which only the files are the same. */
    const reload = async () => {
      window.broker.dispose();
      const { parentFolder } = window;
      const reloaded = new BrokerWindow(ended, fakeBase(ended, [source], clock), { parentFolder, window: 'w' });
      await reloaded.broker.check();
      return reloaded;
    };
    return { clock, window, environment, statusWith, nextDay, reload };
  }

  it('is renewed each day', async () => {
    const { clock, window, statusWith } = await setUp();
    const { cookie: first } = window;
    await clock.advance(DAY - HOUR);
    assert.equal(window.cookie, first);
    await clock.advance(HOUR);
    await until('the cookie is another one', () => window.cookie !== first);
    assert.equal(await statusWith(window.cookie), 200);
    assert.equal((statSync(cookieFile(window.environment)).mode & 0o777).toString(8), '600');
  });

  it('is valid exactly as long as it says', async () => {
    const { clock, window, statusWith } = await setUp();
    const { cookie } = window;
    const expiry = cookieExpiry(cookie) ?? 0;
    for (const hours of [25, 50, 24 * 15]) {
      await clock.advance(hours * HOUR);
      assert.equal(await statusWith(cookie), 200, `after ${hours} hours more`);
    }
    // The clock runs on while the broker answers: a minute before, it does so in time on any machine.
    await clock.advance(expiry - clock.now() - 60_000);
    assert.equal(await statusWith(cookie), 200);
    await clock.advance(60_000);
    assert.equal(await statusWith(cookie), 401);
    // The disk is real and slower than the clock: the file may still have one from days before.
    await until('the file has one that is valid', () => (cookieExpiry(window.cookie) ?? 0) > clock.now());
    assert.equal(await statusWith(window.cookie), 200);
  });

  it('is valid after a day of sleep, in which no timer ran, as is the one in the file', async () => {
    const { clock, window, statusWith } = await setUp();
    const { cookie } = window;
    clock.setBack(-DAY);
    assert.equal(await statusWith(cookie), 200);
    await clock.advance(HOUR);
    await until('the cookie is another one', () => window.cookie !== cookie);
    assert.deepEqual([await statusWith(cookie), await statusWith(window.cookie)], [200, 200]);
  });

  it('is valid after the broker was turned off and on', async () => {
    const { clock, window, statusWith, nextDay } = await setUp();
    const cookies = [window.cookie, await nextDay()];
    for (let time = 0; time < 3; time += 1) {
      await window.want(false);
      await clock.advance(DAY);
      await window.want(true);
      cookies.push(window.cookie);
      assert.deepEqual(
        await Promise.all(cookies.map(statusWith)),
        cookies.map(() => 200),
      );
    }
  });

  it('is valid after the window was reloaded', async () => {
    const { clock, window, environment, statusWith, nextDay, reload } = await setUp();
    const cookies = [window.cookie, await nextDay()];
    await clock.advance(HOUR);
    const reloaded = await reload();
    assert.deepEqual(reloaded.environment, environment);
    cookies.push(reloaded.cookie);
    await clock.advance(2 * DAY);
    assert.deepEqual(
      await Promise.all(cookies.map(statusWith)),
      cookies.map(() => 200),
    );
  });

  it('is not valid with another expiry', async () => {
    const { window, statusWith } = await setUp();
    const [name, , signature] = window.cookie.split('|');
    const later = encodeURIComponent(new Date(Date.UTC(2040, 0)).toUTCString());
    assert.equal(await statusWith(`${name}|${later}|${signature}`), 401);
  });

  it('states that it is valid for weeks, since a machine may sleep', async () => {
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

  it('is written again if its folder was removed, and earlier cookies stay valid', async () => {
    const { clock, window, environment, statusWith } = await setUp();
    const { cookie } = window;
    rmSync(environment['PWB_SESSION_RUNTIME_DIR'], { recursive: true });
    await clock.advance(HOUR);
    await until('it is there again', () => existsSync(cookieFile(environment)) && window.broker.url !== undefined);
    assert.deepEqual(window.environment, environment);
    assert.deepEqual([await statusWith(cookie), await statusWith(window.cookie)], [200, 200]);
  });

  it('is still accepted in the same terminals if it can’t be renewed, and the log says why', async () => {
    const { clock, window, environment, statusWith } = await setUp();
    const { cookie } = window;
    const folder = window.environment['PWB_SESSION_RUNTIME_DIR'];
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    await clock.advance(DAY);
    const isTold = () => window.lines.some((line) => /^error: .*could not be renewed: .*not private/.test(line));
    await until('the log has it', isTold);
    assert.deepEqual([await statusWith(cookie), window.environment], [200, environment]);
  });

  it('is not written to a folder that belongs to another user by now, which stays unchanged', async function () {
    // Only root can give a folder to another user.
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

  it('is no longer renewed once the broker is disposed of', async () => {
    const { clock, window } = await setUp();
    const before = clock.pending;
    window.broker.dispose();
    assert.equal(clock.pending, before - 1);
    await clock.advance(3 * DAY);
  });
});
