import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { Integration, ListedIntegration } from '../../../src/core/integration.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { type SignInOutcome, SignIns } from '../../../src/core/signIns.js';
import { SignOuts } from '../../../src/core/signOuts.js';
import { Emitter } from '../../../src/core/emitter.js';
import { FakeClock } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed, signedIn } from './fakeSource.js';

/** A server that one signs in to. */
class Server extends FakeSource {
  account: ListedIntegration = listed({ guid: undefined, name: undefined, label: 'Server' });
}

describe('The account of a source that is a server', () => {
  function setUp() {
    const clock = new FakeClock();
    const source = new Server('server');
    const catalog = new Catalog([source], clock, new RecordingLog());
    const refreshers = new Refreshers(catalog, { clock, interval: () => 30_000 });
    const signIns = new SignIns(catalog, refreshers, clock, new FakeMemory());
    const account = (): Integration => catalog.snapshot[0]?.account ?? assert.fail('There is no account');
    const refresh = () => catalog.refresh(source, new AbortController().signal).catch(() => undefined);
    return { clock, source, catalog, refreshers, signIns, account, refresh };
  }

  it('is not known before the source was asked', async () => {
    const { catalog, account, refresh } = setUp();
    assert.deepEqual([catalog.snapshot[0]?.account, catalog.signInTargets], [undefined, []]);
    await refresh();
    assert.deepEqual([account().id, account().source, account().isDuplicate], ['server:account', 'server', false]);
  });

  it('can be signed in to, before the integrations, but is not an integration', async () => {
    const { source, catalog, refresh } = setUp();
    source.listed = [listed({ label: 'GitHub' })];
    await refresh();
    assert.deepEqual(
      catalog.signInTargets.map(({ label }) => label),
      ['Server', 'GitHub'],
    );
    assert.deepEqual(
      catalog.integrations.map(({ label }) => label),
      ['GitHub'],
    );
  });

  it('is known even if the integrations can’t be listed', async () => {
    const { source, catalog, account, refresh } = setUp();
    source.listed = new CredentialError('authorization', 'Sign in to the server.');
    await refresh();
    assert.equal(account().label, 'Server');
    assert.deepEqual(
      catalog.signInTargets.map(({ label }) => label),
      ['Server'],
    );
  });

  it('is signed in to while the integrations can’t be listed', async () => {
    const { clock, source, signIns, account, refresh } = setUp();
    source.listed = new CredentialError('authorization', 'Sign in to the server.');
    await refresh();
    let outcome: SignInOutcome | undefined;
    void signIns.signIn(account(), () => undefined).then((ended) => (outcome = ended));
    await clock.advance(1_000);
    assert.deepEqual([account().status.kind, outcome], ['signingIn', undefined]);
    source.account = signedIn({ label: 'Server' });
    await clock.advance(2_000);
    assert.deepEqual([account().status.kind, outcome], ['authenticated', 'signedIn']);
  });

  it('is named where its sign-in failed', async () => {
    const { source, signIns, account, refresh } = setUp();
    source.begin = () => Promise.reject(new CredentialError('network', 'The server is away.'));
    source.listed = [listed({ label: 'GitHub' })];
    await refresh();
    await assert.rejects(signIns.signIn(account(), () => undefined));
    assert.deepEqual(
      signIns.failed.map(({ id, label, error }) => [id, label, error.message]),
      [['server:account', 'Server', 'The server is away.']],
    );
  });

  it('that is signed out of by hand ends the instruction, regardless of the integrations', async () => {
    const { clock, source, catalog, refreshers, account, refresh } = setUp();
    source.account = signedIn({ label: 'Server' });
    source.listed = [signedIn()];
    await refresh();
    source.end = () =>
      Promise.resolve({ instruction: 'Sign out there.', page: { button: 'Open', open: () => Promise.resolve() } });
    const signOuts = new SignOuts(catalog, refreshers, clock, new Emitter<void>().event);
    const signals: AbortSignal[] = [];
    await signOuts.signOut(account(), (_instruction, _page, ended) => void signals.push(ended));
    const isEnded = () => signals.map(({ aborted }) => aborted);
    assert.deepEqual(isEnded(), [false]);
    source.listed = [listed()];
    await refresh();
    assert.deepEqual(isEnded(), [false]);
    source.account = listed({ label: 'Server' });
    await refresh();
    assert.deepEqual(isEnded(), [true]);
  });
});

describe('An integration of a source that is gone', () => {
  it('can be neither signed in to nor out of', async () => {
    const clock = new FakeClock();
    const source = new FakeSource('server');
    source.begin = () => assert.fail('The source was asked');
    source.end = () => assert.fail('The source was asked');
    const catalog = new Catalog([new FakeSource('other')], clock, new RecordingLog());
    const added = catalog.add(source);
    const refreshers = new Refreshers(catalog, { clock, interval: () => 30_000 });
    source.listed = [listed()];
    await catalog.refresh(source, new AbortController().signal);
    const [integration = assert.fail()] = catalog.integrations;
    added.dispose();
    const signIns = new SignIns(catalog, refreshers, clock, new FakeMemory());
    assert.equal(await signIns.signIn(integration, () => undefined), 'gone');
    await new SignOuts(catalog, refreshers, clock, new Emitter<void>().event).signOut(integration, () => undefined);
  });
});
