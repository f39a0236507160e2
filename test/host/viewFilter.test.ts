import assert from 'node:assert/strict';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialsView } from '../../src/ui/credentialsView.js';
import { LazyTree } from '../../src/ui/lazyTree.js';
import { ViewFilter } from '../../src/ui/viewFilter.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { FakeMemory } from '../unit/fakeMemory.js';
import { RecordingLog } from '../unit/recordingLog.js';

describe('the filter of the view', () => {
  const source = new FakeSource();
  let catalog: Catalog;
  let view: CredentialsView;
  let tree: LazyTree;
  let memory: FakeMemory;
  let filter: ViewFilter;

  beforeEach(async () => {
    catalog = new Catalog([source], new FakeClock(), new RecordingLog());
    source.listed = [signedIn({ guid: 'a', label: 'A' }), listed({ guid: 'b', label: 'B' })];
    await catalog.refresh(source, new AbortController().signal);
    tree = new LazyTree(() => Promise.resolve(view));
    const refreshers = {
      setVisible: () => undefined,
      refresh: () => Promise.resolve(),
      settled: () => Promise.resolve(),
    };
    view = new CredentialsView(catalog, refreshers, tree);
    memory = new FakeMemory();
    filter = new ViewFilter(catalog, view, memory);
  });

  afterEach(() => {
    filter.dispose();
    view.dispose();
    tree.dispose();
    catalog.dispose();
  });

  const shown = async () => [...(await view.getChildren()).map((row) => row.integration?.label), tree.view.message];
  const run = (name: string) => Promise.resolve(filter.commands[name]?.());

  it('shows the rows of a status, says so above them, and shows all again when it is cleared', async () => {
    assert.deepEqual(await shown(), ['A', 'B', '']);
    await run('filterNotSignedIn');
    assert.deepEqual(await shown(), ['B', 'Filtered: not signed in.']);
    await run('filterSignedIn');
    assert.deepEqual(await shown(), ['A', 'Filtered: signed in.']);
    await run('filterConfigurationErrors');
    assert.deepEqual(await shown(), ['']);
    await run('clearFilter');
    assert.deepEqual(await shown(), ['A', 'B', '']);
  });

  it('is kept for the workspace', async () => {
    await run('filterNotSignedIn');
    view.add({ select: undefined, selection: undefined });
    new ViewFilter(catalog, view, memory).dispose();
    assert.deepEqual(await shown(), ['B', 'Filtered: not signed in.']);
  });
});
