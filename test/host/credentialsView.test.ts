import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialError } from '../../src/core/errors.js';
import { CredentialsView } from '../../src/ui/credentialsView.js';
import { LazyTree } from '../../src/ui/lazyTree.js';
import { IntegrationRow, type Row, SourceRow } from '../../src/ui/rows.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { RecordingLog } from '../unit/recordingLog.js';

function labelOf(row: Row): string {
  return row instanceof SourceRow ? row.source.label : row.integration.label;
}

/** The view of a catalog that is never refreshed, with what VS Code is told to draw again: names of rows, or `all`. */
function openView(catalog: Catalog) {
  const tree: LazyTree = new LazyTree(() => Promise.resolve(view));
  const refreshers = {
    setVisible: () => undefined,
    refresh: () => Promise.resolve(),
    settled: () => Promise.resolve(),
  };
  const view: CredentialsView = new CredentialsView(catalog, refreshers, tree);
  const drawn: (string[] | 'all')[] = [];
  tree.onDidChangeTreeData((rows) => drawn.push(rows?.map(labelOf) ?? 'all'));
  return { view, tree, drawn };
}

describe('the view', () => {
  const source = new FakeSource();
  let catalog: Catalog;
  let view: CredentialsView;
  let tree: LazyTree;
  let drawn: (string[] | 'all')[];

  const refresh = () => catalog.refresh(source, new AbortController().signal);

  beforeEach(() => {
    catalog = new Catalog([source], new FakeClock(), new RecordingLog());
    ({ view, tree, drawn } = openView(catalog));
    source.listed = [listed({ guid: 'a', label: 'A' }), listed({ guid: 'b', label: 'B' })];
  });

  afterEach(() => {
    view.dispose();
    tree.dispose();
    catalog.dispose();
  });

  const rows = async () => {
    const found = await view.getChildren();
    return found.map((row) => [labelOf(row), row instanceof IntegrationRow ? row.integration.status.kind : '']);
  };

  it('gives the first rows to who waits for them, and has nothing redrawn', async () => {
    const waiting = rows();
    await refresh();
    assert.deepEqual(await waiting, [
      ['A', 'notSignedIn'],
      ['B', 'notSignedIn'],
    ]);
    assert.deepEqual(drawn, []);
  });

  it('gives the same first rows to all who wait for them', async () => {
    const waiting = [view.getChildren(), view.getChildren()];
    await refresh();
    const [first = [], second = []] = await Promise.all(waiting);
    assert.deepEqual([first.map(labelOf), drawn], [['A', 'B'], []]);
    assert.equal(second.length, first.length);
    second.forEach((row, at) => assert.equal(row, first[at]));
    source.listed = [];
    await refresh();
    assert.deepEqual([drawn, await rows()], [['all'], []]);
  });

  it('has only those rows redrawn that have changed: a click that comes meanwhile reaches the others', async () => {
    const waiting = rows();
    await refresh();
    await waiting;
    const before = await view.getChildren();
    source.listed = [listed({ guid: 'a', label: 'A' }), signedIn({ guid: 'b', label: 'B' })];
    await refresh();
    assert.deepEqual(drawn, [['B']]);
    assert.deepEqual(await rows(), [
      ['A', 'notSignedIn'],
      ['B', 'authenticated'],
    ]);
    // The same objects: VS Code knows rows by identity.
    (await view.getChildren()).forEach((row, at) => assert.equal(row, before[at]));
  });

  it('has nothing redrawn when only the failure is new', async () => {
    const waiting = rows();
    await refresh();
    await waiting;
    source.listed = new Error('down');
    await assert.rejects(refresh());
    assert.deepEqual([drawn, (await rows()).length], [[], 2]);
  });

  it('announces also what comes to be known after the first rows, which are redrawn, many of them all at once', async () => {
    const announce = (item: TreeItem) => (item.accessibilityInformation = { label: 'Announced' });
    for (const [count, expected] of [
      [2, ['0', '1']],
      [1_000, 'all'],
    ] as const) {
      source.listed = Array.from({ length: count }, (_, at) => listed({ guid: `${at}`, label: `${at}` }));
      await refresh();
      const [first] = await view.getChildren();
      assert.ok(first);
      drawn.splice(0);
      view.add({ announce });
      assert.deepEqual(drawn, [expected]);
      assert.equal((await view.getTreeItem(first)).accessibilityInformation?.label, 'Announced');
    }
  });

  it('shows what another part of the window knows, in the tooltip and below the row', async () => {
    const waiting = rows();
    await refresh();
    await waiting;
    const addition = {
      moreOf: (row: Row) =>
        row instanceof IntegrationRow && row.integration.guid === 'a'
          ? [{ integration: row.integration, label: 'For Content', value: 'By its own ID' }]
          : [],
    };
    view.add(addition);
    view.add({ ...addition });
    assert.deepEqual(drawn, [['A']]);
    const [used, other] = await view.getChildren();
    assert.ok(used && other);
    const tooltips = await Promise.all([used, other].map(async (row) => (await view.getTreeItem(row)).tooltip));
    assert.deepEqual(
      tooltips.map((each) => typeof each === 'string' && each.endsWith('\nFor Content: By its own ID')),
      [true, false],
    );
    const below = async (row: typeof used) =>
      (await view.getChildren(row)).flatMap((each) => ('label' in each ? [each.label] : []));
    assert.deepEqual(await below(used), [...(await below(other)), 'For Content']);
  });

  it('has all rows redrawn when one comes, goes, or moves', async () => {
    const waiting = rows();
    await refresh();
    await waiting;
    source.listed = [listed({ guid: 'b', label: 'B' }), listed({ guid: 'a', label: 'A' })];
    await refresh();
    source.listed = [listed({ guid: 'b', label: 'B' })];
    await refresh();
    assert.deepEqual([drawn, await rows()], [['all', 'all'], [['B', 'notSignedIn']]]);
  });
});

describe('the view of several sources', () => {
  const workbench = new FakeSource('workbench');
  const local = new FakeSource('local');
  let catalog: Catalog;
  let view: CredentialsView;
  let tree: LazyTree;
  let drawn: (string[] | 'all')[];

  const refresh = (source: FakeSource) => catalog.refresh(source, new AbortController().signal).catch(() => undefined);

  beforeEach(() => {
    catalog = new Catalog([workbench, local], new FakeClock(), new RecordingLog());
    ({ view, tree, drawn } = openView(catalog));
    workbench.listed = [listed({ guid: 'a', label: 'A' })];
    local.listed = [listed({ guid: 'b', label: 'B' })];
  });

  afterEach(() => {
    view.dispose();
    tree.dispose();
    catalog.dispose();
  });

  const groups = async () => {
    const roots = await view.getChildren();
    return Promise.all(roots.map(async (row) => [labelOf(row), (await view.getChildren(row)).length]));
  };

  it('has a row for each, with its own below it', async () => {
    await refresh(workbench);
    await refresh(local);
    const roots = await view.getChildren();
    assert.ok(roots.every((row) => row instanceof SourceRow));
    const below = await Promise.all(roots.map((row) => view.getChildren(row)));
    assert.deepEqual(
      below.map((rows) => rows.map(labelOf)),
      [['A'], ['B']],
    );
  });

  it('waits for all of them as long as there are no rows, and not longer', async () => {
    let isAnswered = false;
    const waiting = view.getChildren().then((rows) => {
      isAnswered = true;
      return rows.map(labelOf);
    });
    workbench.listed = new CredentialError('unavailable', 'Not in a session.');
    await refresh(workbench);
    assert.equal(isAnswered, false);
    await refresh(local);
    assert.deepEqual([await waiting, drawn], [['B'], []]);
  });

  it('shows those of one while the other is being asked', async () => {
    await refresh(local);
    assert.deepEqual(await groups(), [
      ['Fake', 0],
      ['Fake', 1],
    ]);
  });

  it('has no rows for them where only one has something to show', async () => {
    workbench.listed = new CredentialError('unavailable', 'Not in a session.');
    await refresh(workbench);
    await refresh(local);
    assert.deepEqual((await view.getChildren()).map(labelOf), ['B']);
    local.listed = [];
    workbench.listed = [listed({ guid: 'a', label: 'A' })];
    await refresh(workbench);
    await refresh(local);
    assert.deepEqual((await view.getChildren()).map(labelOf), ['A']);
  });

  it('shows one that failed beside the other, and why', async () => {
    workbench.listed = new CredentialError('network', 'It cannot be reached.');
    await refresh(workbench);
    await refresh(local);
    const [failed] = await view.getChildren();
    assert.ok(failed);
    assert.equal((await groups()).length, 2);
    const { tooltip, description } = await view.getTreeItem(failed);
    assert.deepEqual([tooltip, description], ['Fake\nIt cannot be reached.', 'It cannot be reached.']);
  });

  it('has only the group redrawn whose list has changed, or the row that has', async () => {
    await refresh(workbench);
    await refresh(local);
    await groups();
    drawn.length = 0;
    local.listed = [listed({ guid: 'b', label: 'B' }), listed({ guid: 'c', label: 'C' })];
    await refresh(local);
    workbench.listed = [signedIn({ guid: 'a', label: 'A' })];
    await refresh(workbench);
    assert.equal(drawn.length, 2);
    assert.deepEqual(drawn[1], ['A']);
    assert.equal(drawn[0]?.length, 1);
  });

  it('shows a source that appears, with its rows, and no trace of one that disappears', async () => {
    await refresh(workbench);
    await refresh(local);
    const before = await view.getChildren();
    const server = new FakeSource('server');
    server.listed = [listed({ guid: 'c', label: 'C' })];
    const added = catalog.add(server);
    await refresh(server);
    assert.deepEqual(await groups(), [
      ['Fake', 1],
      ['Fake', 1],
      ['Fake', 1],
    ]);
    // What was there before is still the same: VS Code knows rows by identity.
    (await view.getChildren()).slice(0, 2).forEach((row, at) => assert.equal(row, before[at]));

    added.dispose();
    assert.deepEqual(await view.getChildren(), before);
    assert.deepEqual(drawn.at(-1), 'all');
  });
});
