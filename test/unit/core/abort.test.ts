import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { abortable } from '../../../src/core/abort.js';

describe('abortable', () => {
  it('gives what the work gives, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    assert.equal(await abortable(signal, () => Promise.resolve(7)), 7);
    const failure = new Error('failed');
    await assert.rejects(
      abortable(signal, () => Promise.reject(failure)),
      failure,
    );
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('rejects with the reason, whether the work ends or not', async () => {
    const abort = new AbortController();
    const attempt = abortable(abort.signal, () => new Promise(() => undefined));
    const reason = new Error('aborted');
    abort.abort(reason);
    await assert.rejects(attempt, reason);
  });

  it('does not begin what was aborted before', async () => {
    const reason = new Error('aborted');
    const work = () => assert.fail('begun');
    await assert.rejects(abortable(AbortSignal.abort(reason), work), reason);
  });
});
