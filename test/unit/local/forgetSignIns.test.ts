import assert from 'node:assert/strict';
import { type Forgettable, forgetSignIns, type StoredSignIns } from '../../../src/local/forgetSignIns.js';
import { FakeDialogs } from './wizard/fakeDialogs.js';

describe('forgetSignIns', () => {
  async function forget(stored: StoredSignIns, ...answers: string[]) {
    const forgotten: string[] = [];
    const source: Forgettable = {
      storedSignIns: () => Promise.resolve(stored),
      forgetSignIns: (which) => {
        forgotten.push(which);
        return Promise.resolve([]);
      },
      setAside: () => assert.fail('There is a key'),
    };
    const dialogs = new FakeDialogs(...answers);
    await forgetSignIns(source, dialogs);
    return { forgotten, dialogs };
  }

  it('asks nothing where nothing is stored', async () => {
    const { forgotten, dialogs } = await forget({ defined: 0, orphans: 0, unreadable: 0 });
    assert.deepEqual([forgotten, dialogs.asked], [[], []]);
  });

  it('deletes also what can only be seen to be there, and not be read', async () => {
    const { forgotten } = await forget({ defined: 0, orphans: 0, unreadable: 1 }, 'Forget');
    assert.deepEqual(forgotten, ['all']);
  });
});
