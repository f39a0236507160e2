import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import type { Snapshot } from '../../../src/core/snapshot.js';
import { CredentialError } from '../../../src/core/errors.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed } from './fakeSource.js';

const SECOND = 1_000;

function setUp(...sources: FakeSource[]) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const catalog = new Catalog(sources, clock, log);
  const fired: Snapshot[] = [];
  catalog.onDidChange((snapshot) => fired.push(snapshot));
  return { clock, log, catalog, fired, refresh: (source: FakeSource) => refresh(catalog, source) };
}

/** Refreshes; a failure is for the snapshot to tell. */
async function refresh(catalog: Catalog, source: FakeSource): Promise<void> {
  await catalog.refresh(source, new AbortController().signal).catch(() => undefined);
}

const DOWN = new CredentialError('network', 'It cannot be reached.');

describe('Catalog: what it knows of a source', () => {
  it('is undefined before the first answer, which differs from an empty list', async () => {
    const source = new FakeSource();
    const { catalog, refresh } = setUp(source);
    const before = catalog.snapshot;
    await refresh(source);
    assert.deepEqual(before, [
      { id: 'fake', label: 'Fake', integrations: undefined, error: undefined, staleSince: undefined },
    ]);
    assert.deepEqual(catalog.snapshot, [
      { id: 'fake', label: 'Fake', integrations: [], error: undefined, staleSince: undefined },
    ]);
  });

  it('is being loaded while there is nothing, and a source that has not answered may bring something', async () => {
    const [slow, other] = [new FakeSource('slow'), new FakeSource('other')];
    const { catalog, refresh } = setUp(slow, other);
    assert.equal(catalog.isLoading, true);
    await refresh(other);
    assert.equal(catalog.isLoading, true);
    other.listed = [listed()];
    await refresh(other);
    assert.equal(catalog.isLoading, false);
    other.listed = [];
    await refresh(other);
    slow.listed = DOWN;
    await refresh(slow);
    assert.equal(catalog.isLoading, false);
  });

  it('is the list in the order of the source', async () => {
    const source = new FakeSource();
    source.listed = ['c', 'a', 'b'].map((guid) => listed({ guid }));
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    assert.deepEqual(
      catalog.integrations.map(({ guid }) => guid),
      ['c', 'a', 'b'],
    );
  });

  it('is a failure and no list when the first attempt fails', async () => {
    const source = new FakeSource();
    source.listed = DOWN;
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    assert.deepEqual(catalog.snapshot, [
      { id: 'fake', label: 'Fake', integrations: undefined, error: DOWN, staleSince: undefined },
    ]);
  });

  it('stays the last good list after failures, stale since that was received', async () => {
    const source = new FakeSource();
    source.listed = [listed()];
    const { catalog, clock, refresh } = setUp(source);
    await clock.advance(5 * SECOND);
    const received = clock.now();
    await refresh(source);
    const good = catalog.snapshot[0];
    source.listed = DOWN;
    await clock.advance(30 * SECOND);
    await refresh(source);
    await clock.advance(30 * SECOND);
    await refresh(source);
    assert.deepEqual(catalog.snapshot, [{ ...good, error: DOWN, staleSince: received }]);
  });

  it('is good again after the next success', async () => {
    const source = new FakeSource();
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    source.listed = DOWN;
    await refresh(source);
    source.listed = [listed()];
    await refresh(source);
    assert.equal(catalog.snapshot[0]?.error, undefined);
    assert.equal(catalog.snapshot[0]?.staleSince, undefined);
    assert.equal(catalog.integrations.length, 1);
  });

  it('is a readable sentence for anything that the source throws', async () => {
    const source = new FakeSource();
    source.listed = new TypeError("Cannot read properties of undefined (reading 'x')");
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    const error = catalog.snapshot[0]?.error;
    assert.equal(error?.message, 'The list of integrations could not be read. See the log for details.');
    assert.equal(error.cause, source.listed);
  });

  it('does not suffer from the failure of another source', async () => {
    const good = new FakeSource('good');
    good.listed = [listed()];
    const bad = new FakeSource('bad');
    bad.listed = DOWN;
    const { catalog, refresh } = setUp(bad, good);
    await refresh(good);
    await refresh(bad);
    assert.deepEqual(
      catalog.snapshot.map(({ id, error, integrations }) => [id, error, integrations?.length]),
      [
        ['bad', DOWN, undefined],
        ['good', undefined, 1],
      ],
    );
    assert.equal(catalog.integrations.length, 1);
  });
});

describe('Catalog: the one who asked for a refresh', () => {
  it('is thrown what the source threw, so that it can pace itself', async () => {
    const source = new FakeSource();
    source.listed = DOWN;
    const { catalog } = setUp(source);
    await assert.rejects(catalog.refresh(source, new AbortController().signal), (error) => error === DOWN);
  });

  for (const answer of [[listed()], DOWN]) {
    it(`is all that learns of an aborted one that ${answer === DOWN ? 'failed' : 'succeeded'}`, async () => {
      const source = new FakeSource();
      source.listed = answer;
      const { catalog, fired, log } = setUp(source);
      const before = catalog.snapshot;
      const abort = new AbortController();
      const refreshed = catalog.refresh(source, abort.signal);
      abort.abort();
      await assert.rejects(refreshed, { name: 'AbortError' });
      assert.equal(catalog.snapshot, before);
      assert.deepEqual([fired, log.lines], [[], []]);
    });
  }
});
