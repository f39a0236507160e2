import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import type { Snapshot } from '../../../src/core/snapshot.js';
import { CredentialError } from '../../../src/core/errors.js';
import { FakeClock } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed, signedIn } from './fakeSource.js';

/** A catalog of one source; `refreshWith` refreshes it with an answer, and returns how many times the catalog fired. */
function setUp() {
  const source = new FakeSource();
  const clock = new FakeClock();
  const log = new RecordingLog();
  const catalog = new Catalog([source], clock, log);
  const fired: Snapshot[] = [];
  catalog.onDidChange((snapshot) => fired.push(snapshot));
  const firings = async (act: () => unknown) => {
    const before = fired.length;
    await act();
    return fired.length - before;
  };
  const refreshWith = (answer: FakeSource['listed']) =>
    firings(async () => {
      await clock.advance(30_000);
      source.listed = answer;
      await catalog.refresh(source, new AbortController().signal).catch(() => undefined);
    });
  return { catalog, source, log, fired, firings, refreshWith };
}

const down = (cause?: unknown) => new CredentialError('network', 'It cannot be reached.', { cause });

describe('Catalog: fires', () => {
  it('with the snapshot that it then has', async () => {
    const { catalog, fired, refreshWith } = setUp();
    await refreshWith([listed()]);
    assert.deepEqual(fired, [catalog.snapshot]);
  });

  it('when the first answer is an empty list', async () => {
    assert.equal(await setUp().refreshWith([]), 1);
  });

  it('when anything that is shown of an integration changes', async () => {
    const changes = [
      { label: 'Other' },
      { guid: 'guid-2' },
      { type: 'snowflake' },
      { issuer: undefined },
      { scopes: ['read', 'write'] },
      { status: { kind: 'configurationError', detail: 'why' }, actions: [] },
    ] as const;
    for (const change of changes) {
      const { refreshWith } = setUp();
      await refreshWith([listed()]);
      assert.equal(await refreshWith([listed(change)]), 1, JSON.stringify(change));
    }
  });

  it('when the order changes', async () => {
    const { refreshWith } = setUp();
    const [one, other] = [listed({ guid: 'one' }), listed({ guid: 'other' })];
    await refreshWith([one, other]);
    assert.equal(await refreshWith([other, one]), 1);
  });

  it('when a failure begins, becomes another one, and ends', async () => {
    const { refreshWith } = setUp();
    await refreshWith([listed()]);
    assert.equal(await refreshWith(down()), 1);
    assert.equal(await refreshWith(new CredentialError('network', 'It did not answer in time.')), 1);
    assert.equal(await refreshWith([listed()]), 1);
  });

  it('when what the source has to say of its list changes, which stays while a later attempt fails', async () => {
    const { catalog, source, refreshWith } = setUp();
    const notices = () => catalog.snapshot.map(({ notice }) => notice);
    await refreshWith([listed()]);
    assert.deepEqual(notices(), [undefined]);
    source.notice = 'Some may be missing.';
    assert.equal(await refreshWith([listed()]), 1);
    assert.equal(await refreshWith([listed()]), 0);
    assert.deepEqual(notices(), ['Some may be missing.']);
    await refreshWith(down());
    assert.deepEqual(notices(), ['Some may be missing.']);
    source.notice = undefined;
    assert.equal(await refreshWith([listed()]), 1);
    assert.deepEqual(notices(), [undefined]);
  });

  it('not when the list is the same again', async () => {
    const { catalog, refreshWith } = setUp();
    await refreshWith([listed(), signedIn()]);
    const before = catalog.snapshot;
    assert.equal(await refreshWith([listed(), signedIn()]), 0);
    assert.equal(catalog.snapshot, before);
  });

  it('not when the failure has the same text again, even with another cause', async () => {
    const { refreshWith } = setUp();
    await refreshWith([listed()]);
    await refreshWith(down(new Error('first')));
    assert.equal(await refreshWith(down(new Error('second'))), 0);
  });

  it('not for those who have unsubscribed, nor once it is disposed of', async () => {
    const { catalog, refreshWith } = setUp();
    let calls = 0;
    catalog.onDidChange(() => (calls += 1)).dispose();
    await refreshWith([listed()]);
    assert.equal(calls, 0);
    catalog.dispose();
    assert.equal(await refreshWith([]), 0);
  });
});

describe('Catalog: an integration that is being signed in to', () => {
  it('is shown as signing in, can be cancelled and nothing else, and returns to what it was', async () => {
    const { catalog, firings, refreshWith } = setUp();
    await refreshWith([listed({ guid: 'a' }), listed({ guid: 'b' })]);
    const before = catalog.integrations;
    const seen = () => catalog.integrations.map(({ status, actions }) => [status.kind, ...actions]);

    const mark = catalog.markSigningIn('fake:b:0');
    assert.deepEqual(seen(), [
      ['notSignedIn', 'signIn'],
      ['signingIn', 'cancelSignIn'],
    ]);
    assert.equal(await firings(() => mark.dispose()), 1);
    assert.deepEqual(catalog.integrations, before);
  });

  it('is still shown so after refreshes, which do not fire for it', async () => {
    const { catalog, refreshWith } = setUp();
    await refreshWith([listed()]);
    catalog.markSigningIn('fake:guid-1:0');
    assert.equal(await refreshWith([listed()]), 0);
    assert.equal(catalog.integrations[0]?.status.kind, 'signingIn');
  });

  for (const now of [
    signedIn(),
    listed({ status: { kind: 'configurationError', detail: 'The secret is gone.' }, actions: [] }),
  ]) {
    it(`is shown as the source lists it as soon as that is ${now.status.kind}`, async () => {
      const { catalog, firings, refreshWith } = setUp();
      await refreshWith([listed()]);
      const mark = catalog.markSigningIn('fake:guid-1:0');
      await refreshWith([now]);
      const [integration] = catalog.integrations;
      assert.deepEqual([integration?.status, integration?.actions], [now.status, now.actions]);
      assert.equal(await firings(() => mark.dispose()), 0);
    });
  }
});

describe('Catalog: an integration that is being signed in to again', () => {
  it('stays signed in for code, and can be cancelled', async () => {
    const { catalog, firings, refreshWith } = setUp();
    const offered = ['signIn', 'signOut', 'snippet'];
    await refreshWith([signedIn({ actions: offered })]);
    const before = catalog.integrations;
    const mark = catalog.markSigningIn('fake:guid-1:0');
    const [now] = catalog.integrations;
    assert.deepEqual([now?.status.kind, now?.actions], ['authenticated', ['cancelSignIn', 'signOut', 'snippet']]);
    assert.deepEqual(now?.signingInAgain, { kind: 'signingIn' });
    assert.equal(await firings(() => mark.dispose()), 1);
    assert.deepEqual(catalog.integrations, before);
  });
});

describe('Catalog: the log', () => {
  it('has a failure with its cause once, and then only at debug level', async () => {
    const { log, refreshWith } = setUp();
    await refreshWith(down(new Error('ECONNREFUSED')));
    await refreshWith(down(new Error('ECONNREFUSED')));
    await refreshWith(down(new Error('ECONNREFUSED')));
    const line = 'fake: network: It cannot be reached. <- Error: ECONNREFUSED';
    assert.deepEqual(log.lines, [`error: ${line}`, `debug: ${line}`, `debug: ${line}`]);
  });

  it('has a failure that differs only in its cause', async () => {
    const { log, refreshWith } = setUp();
    await refreshWith(down(new Error('ECONNREFUSED')));
    await refreshWith(down(new Error('ENOTFOUND')));
    assert.deepEqual(
      log.lines.map((line) => line.split(':')[0]),
      ['error', 'error'],
    );
  });

  it('logs once that the source answers again, and a later failure again', async () => {
    const { log, refreshWith } = setUp();
    await refreshWith(down());
    await refreshWith([]);
    await refreshWith([]);
    await refreshWith(down());
    const line = 'error: fake: network: It cannot be reached.';
    assert.deepEqual(log.lines, [line, 'info: fake: refreshed successfully again', line]);
  });

  it('is quiet about a source that has nothing to be asked', async () => {
    const { log, refreshWith } = setUp();
    await refreshWith(new CredentialError('unavailable', 'Not in a session.'));
    assert.deepEqual(
      log.lines.map((line) => line.split(':')[0]),
      ['debug'],
    );
  });

  it('has nothing about successful answers', async () => {
    const { log, refreshWith } = setUp();
    await refreshWith([listed()]);
    await refreshWith([signedIn()]);
    assert.deepEqual(log.lines, []);
  });
});
