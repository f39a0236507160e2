import assert from 'node:assert/strict';
import { StoredSignIns } from '../../../src/core/storedSignIns.js';
import { WAITING_SIGN_INS } from '../../../src/core/waitingSignIns.js';
import { FakeMemory } from '../fakeMemory.js';

const GOOD = { source: 'local', startedAt: 1 };

describe('The sign-ins that are stored', () => {
  it('are none if another version of the extension has stored something else', async () => {
    const memory = new FakeMemory();
    const stored = new StoredSignIns(memory);
    for (const wrong of [7, 'text', null, [7], { a: 7 }, { a: {} }, { a: { ...GOOD, source: 7 } }]) {
      await memory.update(WAITING_SIGN_INS, wrong);
      assert.deepEqual(stored.entries(), [], JSON.stringify(wrong));
    }
    await memory.update(WAITING_SIGN_INS, { a: GOOD, b: { ...GOOD, startedAt: 'now' } });
    assert.deepEqual(stored.entries(), []);
    await memory.update(WAITING_SIGN_INS, { a: GOOD });
    assert.deepEqual(stored.entries(), [['a', GOOD]]);
  });
});
