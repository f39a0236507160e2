import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import { CredentialError } from '../../../src/core/errors.js';
import { Refresher } from '../../../src/core/refresher.js';
import { SIGN_OUT_TIMEOUT, SignOuts } from '../../../src/core/signOuts.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeSource, listed, signedIn } from './fakeSource.js';

const PAGE = { button: 'Open It', open: () => Promise.resolve() };

/** Sign-outs of a source to which the user is signed in, in a window whose view is hidden. */
async function setUp() {
  const clock = new FakeClock();
  const source = new FakeSource();
  source.listed = [signedIn()];
  source.end = () => Promise.resolve({ instruction: 'Go to Settings.', page: PAGE });
  const catalog = new Catalog([source], clock, new RecordingLog());
  await catalog.refresh(source, new AbortController().signal);
  const ask = (signal: AbortSignal) => catalog.refresh(source, signal);
  const refresher = new Refresher({ ask, clock, interval: () => 30_000 });
  const focused = new Emitter<void>();
  const signOuts = new SignOuts(catalog, new Map([[source, refresher]]), clock, focused.event);
  const instructions: (readonly [string, AbortSignal])[] = [];
  const integration = catalog.integrations[0] ?? assert.fail('It is empty.');
  return {
    clock,
    source,
    refresher,
    signOuts,
    integration,
    signOut: () =>
      signOuts.signOut(integration, (instruction, _page, ended) => void instructions.push([instruction, ended])),
    focus: async () => {
      focused.fire();
      await settle();
    },
    /** What the user was told to do by hand, and whether that is over. */
    told: () => instructions.map(([instruction, { aborted }]) => [instruction, aborted]),
  };
}

describe('SignOuts', () => {
  it('brings a list that is shown up to date', async () => {
    const { source, refresher, signOut, told } = await setUp();
    refresher.setVisible(true);
    await settle();
    for (const end of [() => Promise.resolve({}), () => Promise.reject(new CredentialError('rejected', 'No.'))]) {
      const { asked } = source;
      source.end = end;
      await signOut().catch(() => undefined);
      assert.equal(source.asked, asked + 1);
    }
    assert.deepEqual(told(), []);
    refresher.dispose();
  });

  it('asks the source of the integration, and no other', async () => {
    const [first, second] = [new FakeSource('first'), new FakeSource('second')];
    const clock = new FakeClock();
    const catalog = new Catalog([first, second], clock, new RecordingLog());
    second.listed = [signedIn()];
    await catalog.refresh(second, new AbortController().signal);
    const asked: string[] = [];
    for (const source of [first, second]) {
      source.end = () => {
        asked.push(source.id);
        return Promise.resolve({});
      };
    }
    const signOuts = new SignOuts(catalog, new Map(), clock, new Emitter<void>().event);
    await signOuts.signOut(catalog.integrations[0] ?? assert.fail('It is empty.'), () =>
      assert.fail('Nothing is left'),
    );
    assert.deepEqual(asked, ['second']);
  });

  it('left to the user, are over when that integration is signed out, whatever the others are', async () => {
    const { source, signOut, focus, told } = await setUp();
    await signOut();
    source.listed = [listed({ guid: 'another' }), signedIn()];
    await focus();
    assert.deepEqual(told(), [['Go to Settings.', false]]);
    source.listed = [signedIn({ guid: 'another' }), listed()];
    await focus();
    assert.deepEqual(told(), [['Go to Settings.', true]]);
  });

  it('throws what the source throws', async () => {
    const { source, signOut } = await setUp();
    const failure = new CredentialError('rejected', 'No.');
    source.end = () => Promise.reject(failure);
    await assert.rejects(signOut(), (error) => error === failure);
  });

  it('left to the user, are looked at when the window regains focus, also while the view is hidden, and not in between', async () => {
    const { clock, source, signOut, focus, told } = await setUp();
    await signOut();
    await clock.advance(60_000);
    assert.deepEqual([source.asked, told()], [1, [['Go to Settings.', false]]]);
    await focus();
    await clock.advance(60_000);
    assert.deepEqual([source.asked, told()], [2, [['Go to Settings.', false]]]);
    source.listed = [listed()];
    await focus();
    assert.deepEqual([source.asked, told(), clock.pending], [3, [['Go to Settings.', true]], 0]);
    await focus();
    assert.equal(source.asked, 3);
  });

  it('left to the user, outlive a list that cannot be had for a moment', async () => {
    const { source, signOut, focus, told } = await setUp();
    await signOut();
    source.listed = new CredentialError('network', 'It cannot be reached.');
    await focus();
    assert.deepEqual(told(), [['Go to Settings.', false]]);
    source.listed = [];
    await focus();
    assert.deepEqual(told(), [['Go to Settings.', true]]);
  });

  const ends = {
    'is cancelled': ({ signOuts, integration }) => signOuts.cancel(integration),
    'has not come after ten minutes': ({ clock }) => clock.advance(SIGN_OUT_TIMEOUT),
    'would outlive the window': ({ signOuts }) => signOuts.dispose(),
  } satisfies Record<string, (window: Awaited<ReturnType<typeof setUp>>) => unknown>;
  for (const [when, end] of Object.entries(ends)) {
    it(`no longer waits for one that ${when}`, async () => {
      const window = await setUp();
      await window.signOut();
      await end(window);
      await window.focus();
      assert.deepEqual([window.told(), window.source.asked, window.clock.pending], [[['Go to Settings.', true]], 1, 0]);
    });
  }

  it('of the same integration are one, whose last instruction stays', async () => {
    const { signOut, signOuts, integration, told, clock } = await setUp();
    await signOut();
    await signOut();
    assert.deepEqual(
      told().map(([, isOver]) => isOver),
      [true, false],
    );
    signOuts.cancel(integration);
    assert.deepEqual([told()[1]?.[1], clock.pending], [true, 0]);
  });

  it('do not wait if the instruction could not be shown', async () => {
    const { signOuts, integration, clock } = await setUp();
    await assert.rejects(
      signOuts.signOut(integration, () => Promise.reject(new Error('no browser'))),
      /no browser/,
    );
    assert.equal(clock.pending, 0);
  });
});
