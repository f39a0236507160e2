import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { SignIns } from '../../../src/core/signIns.js';
import { FakeClock, settle } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed } from './fakeSource.js';

const INTERVAL = 30_000;

/** A source that reports changes. */
class ChangingSource extends FakeSource {
  readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
}

describe('Sources that appear and disappear while the window is open', () => {
  function setUp(...sources: FakeSource[]) {
    const clock = new FakeClock();
    const catalog = new Catalog(sources, clock, new RecordingLog());
    const refreshers = new Refreshers(catalog, { clock, interval: () => INTERVAL });
    const groups = () => catalog.snapshot.map(({ id, integrations }) => [id, integrations?.map(({ label }) => label)]);
    return { clock, catalog, refreshers, groups };
  }

  const server = (id: string, label: string) => {
    const source = new ChangingSource(id);
    source.listed = [listed({ guid: `guid-of-${id}`, label })];
    return source;
  };

  it('are asked like the others, each on its own, for as long as they are there', async () => {
    const [first, second, third] = [server('first', 'A'), server('second', 'B'), server('third', 'C')];
    const { clock, catalog, refreshers, groups } = setUp(first);
    refreshers.setVisible(true);
    await settle();
    const added = [catalog.add(second), catalog.add(third)];
    await settle();
    assert.deepEqual(groups(), [
      ['first', ['A']],
      ['second', ['B']],
      ['third', ['C']],
    ]);
    await clock.advance(INTERVAL);
    assert.deepEqual([first.asked, second.asked, third.asked], [2, 2, 2]);

    added[0]?.dispose();
    await clock.advance(INTERVAL);
    assert.deepEqual(groups(), [
      ['first', ['A']],
      ['third', ['C']],
    ]);
    assert.deepEqual([first.asked, second.asked, third.asked], [3, 2, 3]);
  });

  it('are not asked while the view is hidden', async () => {
    const { clock, catalog, refreshers } = setUp();
    const source = server('server', 'A');
    catalog.add(source);
    await clock.advance(INTERVAL);
    assert.equal(source.asked, 0);
    refreshers.setVisible(true);
    await settle();
    assert.equal(source.asked, 1);
  });

  it('are no longer heard once they are gone', async () => {
    const { catalog, refreshers, groups } = setUp();
    refreshers.setVisible(true);
    const source = server('server', 'A');
    const added = catalog.add(source);
    await settle();
    source.changes.fire();
    await settle();
    assert.equal(source.asked, 2);
    added.dispose();
    source.changes.fire();
    await settle();
    assert.deepEqual([source.asked, groups(), refreshers.get(source)], [2, [], undefined]);
  });

  it('do not add a list if they answer after they were removed', async () => {
    const { catalog, groups } = setUp();
    const source = server('server', 'A');
    let answer: () => void = () => undefined;
    source.list = () => new Promise((resolve) => (answer = () => resolve([listed()])));
    const added = catalog.add(source);
    const refreshing = catalog.refresh(source, new AbortController().signal);
    added.dispose();
    answer();
    await refreshing;
    assert.deepEqual(groups(), []);
  });

  it('end a sign-in that waits when they go', async () => {
    const { clock, catalog, refreshers } = setUp();
    const source = server('server', 'A');
    const added = catalog.add(source);
    await catalog.refresh(source, new AbortController().signal);
    const [integration] = catalog.integrations;
    const signIns = new SignIns(catalog, refreshers, clock, new FakeMemory());
    const outcome = signIns.signIn(integration ?? assert.fail(), () => Promise.resolve());
    await settle();
    assert.equal(catalog.integrations[0]?.status.kind, 'signingIn');
    added.dispose();
    await clock.advance(INTERVAL);
    assert.equal(await outcome, 'gone');
  });

  it('that come back are new: nothing is known of them', async () => {
    const { catalog, groups } = setUp();
    const source = server('server', 'A');
    catalog.add(source).dispose();
    await assert.doesNotReject(catalog.refresh(source, new AbortController().signal));
    catalog.add(source);
    assert.deepEqual([groups(), catalog.history(source).lastRefresh], [[['server', undefined]], undefined]);
  });

  it('are refreshed together', async () => {
    const [first, second] = [server('first', 'A'), server('second', 'B')];
    const { refreshers, groups } = setUp(first, second);
    refreshers.setVisible(true);
    await settle();
    await refreshers.refresh();
    assert.deepEqual([first.asked, second.asked], [2, 2]);
    assert.deepEqual(groups(), [
      ['first', ['A']],
      ['second', ['B']],
    ]);
  });

  it('are settled once each has answered', async () => {
    const source = server('server', 'A');
    let answer: () => void = () => undefined;
    source.list = () => new Promise((resolve) => (answer = () => resolve([listed()])));
    const { refreshers } = setUp(source);
    refreshers.setVisible(true);
    let isSettled = false;
    void refreshers.settled().then(() => (isSettled = true));
    await settle();
    assert.equal(isSettled, false);
    answer();
    await settle();
    assert.equal(isSettled, true);
  });

  it('are asked at once when the user returns from the browser, if a sign-in waits', async () => {
    const [waiting, other] = [server('waiting', 'A'), server('other', 'B')];
    const { refreshers } = setUp(waiting, other);
    refreshers.get(waiting)?.watch();
    refreshers.lookNow();
    await settle();
    assert.deepEqual([waiting.asked, other.asked], [1, 0]);
  });

  it('are asked at a shorter interval as soon as it is set', async () => {
    const source = server('server', 'A');
    let interval = INTERVAL;
    const clock = new FakeClock();
    const catalog = new Catalog([source], clock, new RecordingLog());
    const refreshers = new Refreshers(catalog, { clock, interval: () => interval });
    refreshers.setVisible(true);
    await settle();
    interval = INTERVAL / 10;
    refreshers.intervalChanged();
    await clock.advance(interval);
    assert.equal(source.asked, 2);
  });

  it('are reported when they are added or removed, and when they report a change', () => {
    const { catalog, refreshers } = setUp();
    let changes = 0;
    refreshers.onDidChange(() => changes++);
    const source = server('server', 'A');
    const added = catalog.add(source);
    assert.equal(changes, 1);
    source.changes.fire();
    assert.equal(changes, 2);
    added.dispose();
    assert.equal(changes, 3);
  });

  it('are not asked once the window is closed', async () => {
    const source = server('server', 'A');
    const { clock, catalog, refreshers } = setUp(source);
    refreshers.setVisible(true);
    await settle();
    refreshers.dispose();
    source.changes.fire();
    catalog.add(server('late', 'B'));
    await clock.advance(INTERVAL * 3);
    assert.deepEqual([source.asked, clock.pending, refreshers.get(source)], [1, 0, undefined]);
  });
});
