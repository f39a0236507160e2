import assert from 'node:assert/strict';
import { LazyPart } from '../../../src/core/lazyPart.js';

describe('A part that is loaded when it is needed', () => {
  function setUp() {
    const counts = { created: 0, disposed: 0 };
    const part = {
      dispose: () => {
        counts.disposed++;
      },
    };
    const lazy = new LazyPart(() => {
      counts.created++;
      return Promise.resolve(part);
    });
    return { lazy, part, counts };
  }

  it('is created once', async () => {
    const { lazy, part, counts } = setUp();
    assert.equal(lazy.loaded, undefined);
    assert.deepEqual(await Promise.all([lazy.load(), lazy.load()]), [part, part]);
    assert.deepEqual([lazy.loaded, counts], [part, { created: 1, disposed: 0 }]);
  });

  it('is created again if that has failed', async () => {
    const attempts = [Promise.reject(new Error('failed')), Promise.resolve({ dispose: () => undefined })];
    const lazy = new LazyPart(() => attempts.shift() ?? assert.fail('created once too often'));
    await assert.rejects(lazy.load(), { message: 'failed' });
    assert.equal(lazy.loaded, undefined);
    assert.equal(await lazy.load(), await lazy.load());
  });

  it('is disposed of with its owner, if it has been loaded', async () => {
    const { lazy, counts } = setUp();
    await lazy.load();
    lazy.dispose();
    assert.deepEqual(counts, { created: 1, disposed: 1 });
    const unused = setUp();
    unused.lazy.dispose();
    assert.deepEqual(unused.counts, { created: 0, disposed: 0 });
  });

  it('is disposed of as soon as it is ready, if its owner is gone by then', async () => {
    const { lazy, counts } = setUp();
    const loading = lazy.load();
    lazy.dispose();
    await loading;
    assert.deepEqual([lazy.loaded, counts], [undefined, { created: 1, disposed: 1 }]);
  });
});
