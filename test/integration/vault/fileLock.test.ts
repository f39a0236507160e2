import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { FileLock } from '../../../src/vault/fileLock.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { rejectionOf } from '../failures.js';
import { impatientClock } from '../local/impatientClock.js';
import { LockProcess } from '../local/lockProcesses.js';
import { NEVER, REAL_CLOCK } from '../local/signingIn.js';

/** Long enough to find a lock stale, which takes 10 s, and too short to do so twice. */
const ONE_LEASE = 10_500;

const ended = endedAfterEach();

function lockFolder(): string {
  const folder = temporaryFolder('lock');
  ended(() => folder.remove());
  return path.join(folder.path, 'locks', 'one');
}

function lockIn(folder: string, { patience = 1_000, clock = REAL_CLOCK } = {}): FileLock {
  return new FileLock({ folder, patience, clock, log: new RecordingLog() });
}

/** The lock of a process that has crashed. */
async function staleLock(folder: string, number = 7): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, String(number)), '');
}

describe('A lock among processes', () => {
  it('is given back, and no work begins, when the user cancels while it is being taken', async () => {
    const folder = lockFolder();
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
    const folder = lockFolder();
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
    const folder = lockFolder();
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
    const lock = new FileLock({ folder: lockFolder(), patience: 1_000, clock: REAL_CLOCK, log, chmod });
    assert.equal(await lock.hold(NEVER, () => Promise.resolve('done')), 'done');
    assert.equal(log.lines.length, 1);
  });

  it('is kept for longer than it takes to find one stale, and given back, if a clock is 15 s off', async function () {
    this.timeout(60_000);
    await Promise.all(
      [-15_000, 15_000].map(async (off) => {
        const folder = lockFolder();
        // The holder's signs of life are stamped with this clock, as a file server stamps them with its own.
        const clock = { ...REAL_CLOCK, now: () => Date.now() + off };
        await lockIn(folder, { clock }).hold(NEVER, async (hold) => {
          const other = lockIn(folder, { patience: ONE_LEASE + 2_000 });
          const error = await rejectionOf(other.hold(NEVER, () => assert.fail('it has begun')));
          assert.match(String(error), /Another window is using/);
          await hold.confirm();
        });
        assert.equal(await lockIn(folder, { patience: 1_000 }).hold(NEVER, () => Promise.resolve('next')), 'next');
      }),
    );
  });

  it('is not found stale by one that was asleep itself', async () => {
    const folder = lockFolder();
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

  it('can be taken again after its folder has been emptied or removed', async () => {
    const folder = lockFolder();
    await mkdir(folder, { recursive: true });
    assert.equal(await lockIn(folder).hold(NEVER, () => Promise.resolve('empty')), 'empty');
  });

  it('says where it can’t be made', async () => {
    const folder = lockFolder();
    await mkdir(path.dirname(path.dirname(folder)), { recursive: true });
    writeFileSync(path.dirname(folder), 'a file in the place of the folder');
    chmodSync(path.dirname(folder), 0o600);
    const error = await rejectionOf(lockIn(folder).hold(NEVER, () => assert.fail('it has begun')));
    assert.match(String(error), /could not be written \(E(?:EXIST|NOTDIR)\)/);
  });
});

describe('A lock among four processes', function () {
  this.timeout(180_000);

  function start(count: number): readonly LockProcess[] {
    const processes = Array.from({ length: count }, () => new LockProcess());
    processes.forEach((each) => ended(() => each.kill()));
    return processes;
  }

  it('that is stale is taken over by one of them, 200 times', async () => {
    const processes = start(4);
    const parent = path.dirname(lockFolder());
    for (let round = 0; round < 200; round += 1) {
      const folder = path.join(parent, String(round));
      await staleLock(folder);
      await Promise.all(processes.map((each) => each.perform({ kind: 'take', folder, patience: ONE_LEASE })));
      const taken = await Promise.all(processes.map((each) => each.perform({ kind: 'go' })));
      assert.equal(taken.filter((each) => each).length, 1, `round ${round}: ${taken.join()}`);
      const winner = processes[taken.indexOf(true)];
      assert.equal(await winner?.perform({ kind: 'confirm' }), true);
      await winner?.perform({ kind: 'release' });
    }
  });

  it('is held by one at a time while its holder changes quickly, and processes are suspended at any point', async () => {
    const processes = start(4);
    const folder = lockFolder();
    const file = path.join(path.dirname(path.dirname(folder)), 'count');
    writeFileSync(file, '0');
    let running = processes.length;
    const counted = Promise.all(
      processes.map((each) => each.perform({ kind: 'count', folder, file, times: 100 }).finally(() => (running -= 1))),
    );
    // Much shorter than the lease, and long enough for the others to have the lock several times.
    for (let at = 0; running > 0; at = (at + 1) % processes.length) {
      processes[at]?.signal('SIGSTOP');
      await delay(20);
      processes[at]?.signal('SIGCONT');
      await delay(Math.random() * 5);
    }
    await counted;
    assert.equal(readFileSync(file, 'utf8'), '400');
  });

  it('is lost by one that was suspended for too long, which then does not give back that of the next', async () => {
    const [sleeper, third] = start(2);
    const folder = lockFolder();
    assert.ok(sleeper && third);
    assert.equal(await sleeper.take(folder, ONE_LEASE), true);
    assert.equal(await sleeper.perform({ kind: 'confirm' }), true);
    sleeper.signal('SIGSTOP');
    ended(() => sleeper.signal('SIGCONT'));
    await lockIn(folder, { patience: ONE_LEASE, clock: impatientClock() }).hold(NEVER, async (hold) => {
      sleeper.signal('SIGCONT');
      assert.equal(await sleeper.perform({ kind: 'confirm' }), false);
      await sleeper.perform({ kind: 'release' });
      await hold.confirm();
      const error = await rejectionOf(lockIn(folder, { patience: 300 }).hold(NEVER, () => assert.fail('it has begun')));
      assert.match(String(error), /Another window is using/);
      await hold.confirm();
    });
    assert.equal(await third.take(folder, 1_000), true);
  });

  it('is not taken over from one that works for longer than the lease', async () => {
    const folder = lockFolder();
    await lockIn(folder).hold(NEVER, async (hold) => {
      const error = await rejectionOf(
        lockIn(folder, { patience: 13_000 }).hold(NEVER, () => assert.fail('it has begun')),
      );
      assert.match(String(error), /Another window is using/);
      await hold.confirm();
    });
  });
});
