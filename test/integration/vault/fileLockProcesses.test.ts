import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endedAfterEach } from '../../ended.js';
import { rejectionOf } from '../failures.js';
import { impatientClock } from '../local/impatientClock.js';
import { LockProcess } from '../local/lockProcesses.js';
import { NEVER, REAL_CLOCK } from '../local/signingIn.js';
import { lockFolder, lockIn, ONE_LEASE, staleLock } from './locks.js';

const ended = endedAfterEach();

describe('A lock among processes', function () {
  this.timeout(180_000);

  function start(count: number): readonly LockProcess[] {
    const processes = Array.from({ length: count }, () => new LockProcess());
    processes.forEach((each) => ended(() => each.kill()));
    return processes;
  }

  it('that is stale is taken over by one of them, 200 times', async () => {
    const processes = start(4);
    const parent = path.dirname(lockFolder(ended));
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
    const folder = lockFolder(ended);
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
    const folder = lockFolder(ended);
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
    const folder = lockFolder(ended);
    await lockIn(folder).hold(NEVER, async (hold) => {
      const error = await rejectionOf(
        lockIn(folder, { patience: 13_000 }).hold(NEVER, () => assert.fail('it has begun')),
      );
      assert.match(String(error), /Another window is using/);
      await hold.confirm();
    });
  });

  it('is kept for longer than it takes to find one stale, and given back, if a clock is 15 s off', async () => {
    await Promise.all(
      [-15_000, 15_000].map(async (off) => {
        const folder = lockFolder(ended);
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
});
