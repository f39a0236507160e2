import assert from 'node:assert/strict';
import { Catalog } from '../../src/core/catalog.js';
import { CredentialsView } from '../../src/ui/credentialsView.js';
import type { Row } from '../../src/ui/rows.js';
import { FakeSource, listed, signedIn } from '../unit/core/fakeSource.js';
import { FakeClock } from '../unit/fakeClock.js';
import { RecordingLog } from '../unit/recordingLog.js';

describe('the view', () => {
  const source = new FakeSource();
  let catalog: Catalog;
  let view: CredentialsView;
  /** What VS Code was told to draw anew: names of rows, or `all`. */
  let drawn: (string[] | 'all')[];

  const refresh = () => catalog.refresh(source, new AbortController().signal);

  beforeEach(() => {
    catalog = new Catalog([source], new FakeClock(), new RecordingLog());
    view = new CredentialsView(catalog, []);
    drawn = [];
    view.onDidChangeTreeData((rows: Row[] | undefined) => {
      drawn.push(rows?.map((row) => row.integration.label) ?? 'all');
    });
    source.listed = [listed({ guid: 'a', label: 'A' }), listed({ guid: 'b', label: 'B' })];
  });

  afterEach(() => {
    view.dispose();
    catalog.dispose();
  });

  const rows = async () => {
    const found = await view.getChildren();
    return found.map((row) => [row.integration.label, row.integration.status.kind]);
  };

  it('gives the first rows to who waits for them, and has nothing drawn anew', async () => {
    const waiting = rows();
    await refresh();
    assert.deepEqual(await waiting, [
      ['A', 'notSignedIn'],
      ['B', 'notSignedIn'],
    ]);
    assert.deepEqual(drawn, []);
  });

  it('has only those rows drawn anew that have changed: a click that comes meanwhile reaches the others', async () => {
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

  it('has nothing drawn anew when only the failure is new', async () => {
    const waiting = rows();
    await refresh();
    await waiting;
    source.listed = new Error('down');
    await assert.rejects(refresh());
    assert.deepEqual([drawn, (await rows()).length], [[], 2]);
  });

  it('has all rows drawn anew when one comes, goes, or moves', async () => {
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
