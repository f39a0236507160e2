import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FileLock } from '../../../src/vault/fileLock.js';
import { endedAfterEach } from '../../ended.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { rejectionOf } from '../failures.js';
import { impatientClock } from '../local/impatientClock.js';
import { NEVER, REAL_CLOCK } from '../local/signingIn.js';
import { lockFolder, lockIn, ONE_LEASE, staleLock } from './locks.js';

const ended = endedAfterEach();

describe('A lock', () => {
  it('is given back, and no work begins, when the user cancels while it is being taken', async () => {
    const folder = lockFolder(ended);
    const lock = lockIn(folder);
    const cancelled = new AbortController();
    let begun = false;
    const held = lock.hold(cancelled.signal, () => {
      begun = true;
      return Promise.resolve();
    });
    while (!existsSync(path.join(folder, '1'))) {
      await setImmediate();
    }
    assert.ok(!begun, 'the work began before it could be cancelled');
    cancelled.abort();
    await assert.rejects(held, { name: 'AbortError' });
    assert.equal(begun, false);
    assert.equal(await lock.hold(NEVER, () => Promise.resolve('next')), 'next');
  });

  it('leaves one empty file that only the user can read, no matter how often it is taken', async () => {
    const before = process.umask(0);
    ended(() => process.umask(before));
    const folder = lockFolder(ended);
    for (let time = 0; time < 3; time += 1) {
      await lockIn(folder).hold(NEVER, () => Promise.resolve());
    }
    const [file = '', ...others] = await readdir(folder);
    assert.deepEqual(others, []);
    const [ofFolder, ofFile] = [statSync(folder), statSync(path.join(folder, file))];
    assert.deepEqual([ofFolder.mode & 0o777, ofFile.mode & 0o777, ofFile.size], [0o700, 0o600, 0]);
    assert.deepEqual(readdirSync(path.dirname(folder)), ['one']);
  });

  it("is not obtained while another process has it, whatever the file server's clock says", async () => {
    const folder = lockFolder(ended);
    await lockIn(folder).hold(NEVER, async (hold) => {
      for (const ahead of [-3_600_000, -15_000, 15_000, 3_600_000]) {
        const time = new Date(Date.now() + ahead);
        await utimes(path.join(folder, '1'), time, time);
        const error = await rejectionOf(
          lockIn(folder, { patience: 300 }).hold(NEVER, () => assert.fail('it has begun')),
        );
        assert.match(String(error), /Another window is using/);
      }
      await hold.confirm();
    });
  });

  it('is taken on a file system without modes', async () => {
    const chmod = () => {
      throw Object.assign(new Error('chmod'), { code: 'EPERM' });
    };
    const log = new RecordingLog();
    const lock = new FileLock({ folder: lockFolder(ended), patience: 1_000, clock: REAL_CLOCK, log, chmod });
    assert.equal(await lock.hold(NEVER, () => Promise.resolve('done')), 'done');
    assert.equal(log.lines.length, 1);
  });

  it('is not found stale by one that was asleep itself', async () => {
    const folder = lockFolder(ended);
    await staleLock(folder);
    let now = 0;
    // As if the machine slept for an hour in each pause.
    const clock = {
      now: () => now,
      setTimeout: (callback: () => void, delay: number) => {
        now += 3_600_000;
        return REAL_CLOCK.setTimeout(callback, delay);
      },
    };
    const error = await rejectionOf(
      lockIn(folder, { patience: 300, clock }).hold(NEVER, () => assert.fail('it has begun')),
    );
    assert.match(String(error), /Another window is using/);
  });

  it('is lost once another process has taken it over, whose file stays when it is given back', async () => {
    const folder = lockFolder(ended);
    const log = new RecordingLog();
    const lock = new FileLock({ folder, patience: 1_000, clock: REAL_CLOCK, log });
    await lock.hold(NEVER, async (hold) => {
      await hold.confirm();
      await writeFile(path.join(folder, '2'), '');
      for (let time = 0; time < 2; time += 1) {
        await assert.rejects(hold.confirm(), /Another window took over while this one was suspended/);
      }
      assert.ok(hold.lost.aborted);
    });
    assert.ok(existsSync(path.join(folder, '2')));
    assert.deepEqual(log.lines, [
      `warn: Another process has taken over the lock ${folder} because this one was suspended.`,
    ]);
  });

  it('that is stale is taken over, and all earlier files are deleted', async () => {
    const folder = lockFolder(ended);
    for (const number of [7, 9, 10]) {
      await staleLock(folder, number);
    }
    const lock = lockIn(folder, { patience: ONE_LEASE, clock: impatientClock() });
    await lock.hold(NEVER, async (hold) => {
      await hold.confirm();
      assert.deepEqual(await readdir(folder), ['11']);
    });
  });

  it('can be taken again after its folder has been emptied or removed', async () => {
    const folder = lockFolder(ended);
    await mkdir(folder, { recursive: true });
    assert.equal(await lockIn(folder).hold(NEVER, () => Promise.resolve('empty')), 'empty');
  });

  it('says where it can’t be made', async () => {
    const folder = lockFolder(ended);
    await mkdir(path.dirname(path.dirname(folder)), { recursive: true });
    writeFileSync(path.dirname(folder), 'a file in the place of the folder');
    chmodSync(path.dirname(folder), 0o600);
    const error = await rejectionOf(lockIn(folder).hold(NEVER, () => assert.fail('it has begun')));
    assert.match(String(error), /could not be written \(E(?:EXIST|NOTDIR)\)/);
  });
});
