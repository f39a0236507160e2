import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { FileLock } from '../../../src/local/fileLock.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { NEVER, REAL_CLOCK } from './signingIn.js';

describe('A lock among processes', () => {
  const ended = endedAfterEach();

  function lockInFolder() {
    const folder = temporaryFolder('lock');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'vault.json');
    const lock = new FileLock({ path: file, patience: 1_000, clock: REAL_CLOCK, log: new RecordingLog() });
    return { lock, isOnDisk: () => existsSync(`${file}.lock`) };
  }

  it('is given back, and no work begins, when the user cancels while it is being taken', async () => {
    const { lock, isOnDisk } = lockInFolder();
    const cancelled = new AbortController();
    let begun = false;
    const held = lock.hold(cancelled.signal, () => {
      begun = true;
      return Promise.resolve();
    });
    // The library has more to do once the lock is on the disk.
    while (!isOnDisk()) {
      await setImmediate();
    }
    assert.ok(!begun, 'the work began before it could be cancelled');
    cancelled.abort();
    await assert.rejects(held, { name: 'AbortError' });
    assert.deepEqual([begun, isOnDisk()], [false, false]);
    assert.equal(await lock.hold(NEVER, () => Promise.resolve('next')), 'next');
  });

  it('tells the work that has begun when the user cancels', async () => {
    const { lock, isOnDisk } = lockInFolder();
    const cancelled = new AbortController();
    const held = lock.hold(cancelled.signal, async (signal) => {
      assert.ok(isOnDisk());
      cancelled.abort();
      await setImmediate();
      signal.throwIfAborted();
    });
    await assert.rejects(held, { name: 'AbortError' });
    assert.equal(isOnDisk(), false);
  });
});
