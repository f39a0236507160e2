import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Catalog } from '../../../src/core/catalog.js';
import type { Snapshot } from '../../../src/core/snapshot.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed, signedIn } from './fakeSource.js';

function setUp(...sources: FakeSource[]) {
  const catalog = new Catalog(sources, new FakeClock(), new RecordingLog());
  const fired: Snapshot[] = [];
  catalog.onDidChange((snapshot) => fired.push(snapshot));
  return { catalog, fired, refresh: (source: FakeSource) => catalog.refresh(source, new AbortController().signal) };
}

describe('Catalog: ids', () => {
  async function idsOf(...integrations: ListedIntegration[]): Promise<string[]> {
    const source = new FakeSource();
    source.listed = integrations;
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    return catalog.integrations.map(({ id }) => id);
  }

  it('are source, GUID and ordinal among equals', async () => {
    const ids = await idsOf(listed({ guid: 'a' }), listed({ guid: 'b' }), listed({ guid: 'a' }));
    assert.deepEqual(ids, ['fake:a:0', 'fake:b:0', 'fake:a:1']);
  });

  it('are made of the name if there is no GUID', async () => {
    const [one, other] = [listed({ guid: undefined, name: 'x' }), listed({ guid: undefined, name: 'y' })];
    const renamed = listed({ guid: undefined, name: 'x', label: 'Renamed' });
    assert.deepEqual(await idsOf(one, other, renamed), ['fake:name:x:0', 'fake:name:y:0', 'fake:name:x:1']);
  });

  it('are made of the label if there is no name either', async () => {
    assert.deepEqual(await idsOf(listed({ guid: undefined, name: undefined, label: 'X' })), ['fake:name:X:0']);
  });

  it('stay the same when an integration changes its status, or another one goes', async () => {
    const source = new FakeSource();
    const { catalog, refresh } = setUp(source);
    source.listed = [listed({ guid: 'a' }), listed({ guid: 'b' })];
    await refresh(source);
    const before = catalog.integrations[1]?.id;
    source.listed = [signedIn({ guid: 'b', label: 'renamed' })];
    await refresh(source);
    assert.equal(catalog.integrations[0]?.id, before);
  });

  it('are never the same twice', async () => {
    const text = fc.constantFrom('', 'a', 'a:0', 'a:0:0', 'name:a', ':');
    const integration = fc.record({ guid: fc.option(text, { nil: undefined }), label: text }).map(listed);
    await fc.assert(
      fc.asyncProperty(fc.array(integration), async (integrations) => {
        const ids = await idsOf(...integrations);
        assert.equal(new Set(ids).size, integrations.length);
      }),
    );
  });

  it('are short, stable and not the same twice, however long a GUID or name is', async () => {
    const long = 'x'.repeat(1_000_000);
    const integrations = [
      listed({ guid: long }),
      listed({ guid: `${long}y` }),
      listed({ guid: undefined, name: long }),
      listed({ guid: long }),
    ];
    const ids = await idsOf(...integrations);
    assert.equal(new Set(ids).size, integrations.length);
    assert.ok(ids.every((id) => id.length < 150));
    assert.deepEqual(await idsOf(...integrations), ids);
    // In another order, too: what is pending for one must not pass to another.
    const [first = listed(), second = listed()] = integrations;
    assert.deepEqual(await idsOf(second, first), [ids[1], ids[0]]);
  });

  it('of two sources differ', async () => {
    const sources = [new FakeSource('one'), new FakeSource('other')] as const;
    const { catalog, refresh } = setUp(...sources);
    for (const source of sources) {
      source.listed = [listed()];
      await refresh(source);
    }
    assert.deepEqual(
      catalog.integrations.map(({ id, source }) => [id, source]),
      [
        ['one:guid-1:0', 'one'],
        ['other:guid-1:0', 'other'],
      ],
    );
  });
});

describe('Catalog: a duplicate', () => {
  async function duplicatesOf(...guids: (string | undefined)[]): Promise<boolean[]> {
    const source = new FakeSource();
    source.listed = guids.map((guid) => listed({ guid, name: 'name' }));
    const { catalog, refresh } = setUp(source);
    await refresh(source);
    return catalog.integrations.map(({ isDuplicate }) => isDuplicate);
  }

  it('is each integration that shares its GUID with another one, the first as well', async () => {
    assert.deepEqual(await duplicatesOf('a', 'b', 'a', 'c', 'a', 'c'), [true, false, true, true, true, true]);
  });

  it('is not an integration without a GUID, even if it has the same name, or a GUID as its name', async () => {
    assert.deepEqual(await duplicatesOf(undefined, undefined, 'name:name'), [false, false, false]);
  });

  it('is not one with the GUID of an integration of another source', async () => {
    const [one, other] = [new FakeSource('one'), new FakeSource('other')];
    one.listed = other.listed = [listed()];
    const { catalog, refresh } = setUp(one, other);
    await refresh(one);
    await refresh(other);
    assert.deepEqual(
      catalog.integrations.map(({ isDuplicate }) => isDuplicate),
      [false, false],
    );
  });

  it('becomes an ordinary one when the other one goes', async () => {
    const source = new FakeSource();
    const { refresh, fired } = setUp(source);
    source.listed = [listed({ label: 'First' }), listed({ label: 'Second' })];
    await refresh(source);
    source.listed = [listed({ label: 'Second' })];
    await refresh(source);
    assert.deepEqual(
      fired.map(([snapshot]) => snapshot?.integrations?.map(({ label, isDuplicate }) => [label, isDuplicate])),
      [
        [
          ['First', true],
          ['Second', true],
        ],
        [['Second', false]],
      ],
    );
  });
});
