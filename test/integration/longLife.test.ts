import assert from 'node:assert/strict';
import { endedAfterEach } from '../ended.js';
import { LongLivedSession, openResources } from './longLivedSession.js';

describe('A session that lives long', () => {
  const ended = endedAfterEach();

  it('leaves no socket open between its requests, and nothing at all after its end', async () => {
    const session = await LongLivedSession.open();
    ended(() => session.close());
    const before = openResources();
    /** What there is more of than before. */
    const left = () => Object.entries(openResources()).filter(([kind, count]) => count > (before[kind] ?? 0));

    await session.poll(500);
    await session.showAndHide(100);
    assert.equal(session.rows, 5);
    assert.equal(session.visitors.count, 600);
    await session.disconnected();
    assert.deepEqual(left(), [], 'while hidden');

    await session.poll(1);
    session.dispose();
    await session.disconnected();
    assert.deepEqual(left(), [], 'after its end');
  });
});
