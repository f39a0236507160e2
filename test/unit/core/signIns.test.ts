import assert from 'node:assert/strict';
import { Cancelled, CredentialError } from '../../../src/core/errors.js';
import { SIGN_IN_TIMEOUT } from '../../../src/core/signIns.js';
import type { FollowUp } from '../../../src/core/source.js';
import { settle } from '../fakeClock.js';
import { listed, signedIn } from './fakeSource.js';
import { SECOND, setUp } from './signInsHarness.js';

const PAGE = { button: 'Open It', open: () => Promise.resolve() };

describe('SignIns: a sign-in', () => {
  it('shows the integration as signing in until the source lists it as signed in, which it looks for every second', async () => {
    const { clock, source, signIn, status, outcomes, assertAtRest } = await setUp();
    await signIn('b');
    await clock.advance(20 * SECOND);
    assert.deepEqual([status('a'), status('b'), status('c')], ['notSignedIn', 'signingIn', 'notSignedIn']);
    assert.deepEqual(outcomes, []);

    source.listed = [listed({ guid: 'a' }), signedIn({ guid: 'b' })];
    await clock.advance(1 * SECOND);
    assert.deepEqual(outcomes, ['signedIn']);
    assert.equal(status('b'), 'authenticated');
    await assertAtRest();
  });

  it('shows also that the user is asked for something in the editor, as long as that is so', async () => {
    const { source, integration, signIn } = await setUp();
    let answer: (given: FollowUp) => void = () => undefined;
    source.begin = (_integration, _signal, { onQuestion }) => {
      onQuestion?.(true);
      return new Promise((resolve) => (answer = resolve)).then(() => {
        onQuestion?.(false);
        return {};
      });
    };
    await signIn('a');
    assert.deepEqual(integration('a').status, { kind: 'signingIn', isForInput: true });
    answer({});
    await settle();
    assert.deepEqual(integration('a').status, { kind: 'signingIn' });
  });

  it('is cancelled, and has not failed, when the user cancels a dialog of the source', async () => {
    const { source, signIn, signIns, outcomes, assertAtRest } = await setUp();
    source.begin = () => Promise.reject(new Cancelled());
    await signIn('a');
    await settle();
    assert.deepEqual([outcomes, signIns.failed], [['cancelled'], []]);
    await assertAtRest();
  });

  it('succeeds also when that is seen before the browser is open', async () => {
    const { clock, source, signIn, outcomes, assertAtRest } = await setUp();
    let opened: (handover: FollowUp) => void = () => undefined;
    source.begin = () => new Promise((resolve) => (opened = resolve));
    await signIn('a');
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(2 * SECOND);
    assert.deepEqual(outcomes, []);
    opened({});
    await settle();
    assert.deepEqual(outcomes, ['signedIn']);
    await assertAtRest();
  });

  it('continues through failed refreshes', async () => {
    const { clock, source, signIn, outcomes } = await setUp();
    await signIn('a');
    source.listed = new CredentialError('network', 'It cannot be reached.');
    await clock.advance(60 * SECOND);
    assert.deepEqual(outcomes, []);
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(30 * SECOND);
    assert.deepEqual(outcomes, ['signedIn']);
  });

  it('times out after 10 minutes, and not before', async () => {
    const { clock, signIn, status, outcomes, assertAtRest } = await setUp();
    assert.equal(SIGN_IN_TIMEOUT, 600 * SECOND);
    await signIn('a');
    await clock.advance(SIGN_IN_TIMEOUT - 1);
    assert.deepEqual(outcomes, []);
    await clock.advance(1);
    assert.deepEqual(outcomes, ['timedOut']);
    assert.equal(status('a'), 'notSignedIn');
    await assertAtRest();
  });

  const goneAs = {
    'no longer lists the integration': [listed({ guid: 'b' })],
    'lists it with a configuration error': [
      listed({ guid: 'a', status: { kind: 'configurationError', detail: 'why' }, actions: [] }),
    ],
    'lists nothing any more': [],
  };
  for (const [how, list] of Object.entries(goneAs)) {
    it(`ends as gone when the source ${how}`, async () => {
      const { clock, source, signIn, outcomes, assertAtRest } = await setUp();
      await signIn('a');
      source.listed = list;
      await clock.advance(1 * SECOND);
      assert.deepEqual(outcomes, ['gone']);
      await assertAtRest();
    });
  }

  it('is not reported as gone because of a stale list', async () => {
    const { clock, source, catalog, signIns, integration, outcomes } = await setUp();
    const row = integration('a');
    for (const answer of [[], new CredentialError('network', 'It cannot be reached.')]) {
      source.listed = answer;
      await catalog.refresh(source, new AbortController().signal).catch(() => undefined);
    }
    void signIns.signIn(row, () => undefined).then((outcome) => outcomes.push(outcome));
    await clock.advance(10 * SECOND);
    assert.deepEqual(outcomes, []);
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(30 * SECOND);
    assert.deepEqual(outcomes, ['signedIn']);
  });

  it('shows what has to be done by hand, and still waits', async () => {
    const { clock, source, signIn, instructions, outcomes } = await setUp();
    source.begin = () => Promise.resolve({ instruction: 'Go to Settings.' });
    await signIn('a');
    assert.deepEqual([instructions, outcomes], [['Go to Settings.'], []]);
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(1 * SECOND);
    assert.deepEqual(outcomes, ['signedIn']);
  });

  it('waits until the user has been told what to do by hand, and tells when that is over', async () => {
    const { clock, source, signIns, integration, outcomes, assertAtRest } = await setUp();
    source.begin = () => Promise.resolve({ instruction: 'Go to Settings.', page: PAGE });
    let told: () => void = () => undefined;
    const endings: AbortSignal[] = [];
    const given: unknown[] = [];
    void signIns
      .signIn(integration('a'), (instruction, page, ended) => {
        given.push(instruction, page);
        endings.push(ended);
        return new Promise((resolve) => (told = resolve));
      })
      .then((outcome) => outcomes.push(outcome));
    await clock.advance(2 * SIGN_IN_TIMEOUT);
    assert.deepEqual([given, outcomes], [['Go to Settings.', PAGE], []]);
    told();
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(1 * SECOND);
    assert.deepEqual([outcomes, endings.map(({ aborted }) => aborted)], [['signedIn'], [true]]);
    await assertAtRest();
  });

  it('can be cancelled by who tells the user, and is then not picked up by the next window', async () => {
    const { source, signIns, memory, integration, status, assertAtRest } = await setUp();
    source.begin = () => Promise.resolve({ instruction: 'Go to Settings.', page: PAGE });
    const outcome = await signIns.signIn(integration('a'), () => signIns.cancel(integration('a')));
    assert.deepEqual([outcome, status('a')], ['cancelled', 'notSignedIn']);
    assert.deepEqual(memory.get('signIns.waiting') ?? {}, {});
    await assertAtRest();
  });

  it('that cannot begin is thrown, and leaves the integration as it was', async () => {
    const { source, signIns, integration, status, assertAtRest } = await setUp();
    const failure = new CredentialError('rejected', 'Workbench says: no.');
    source.begin = () => Promise.reject(failure);
    await assert.rejects(
      signIns.signIn(integration('a'), () => undefined),
      (error) => error === failure,
    );
    assert.equal(status('a'), 'notSignedIn');
    await assertAtRest();
  });

  it('can begin again after one that has ended', async () => {
    const { source, signIns, integration, signIn, status, outcomes } = await setUp();
    await signIn('a');
    signIns.cancel(integration('a'));
    await settle();
    await signIn('a');
    assert.equal(status('a'), 'signingIn');
    signIns.cancel(integration('a'));
    await settle();
    assert.deepEqual(outcomes, ['cancelled', 'cancelled']);
    assert.equal(source.asked, 1);
  });
});

describe('SignIns: cancelling', () => {
  it('ends a sign-in that waits for the browser', async () => {
    const { clock, signIns, integration, signIn, status, outcomes, assertAtRest } = await setUp();
    await signIn('a');
    await clock.advance(5 * SECOND);
    signIns.cancel(integration('a'));
    await settle();
    assert.deepEqual(outcomes, ['cancelled']);
    assert.equal(status('a'), 'notSignedIn');
    await assertAtRest();
  });

  it('aborts one before the browser is open, without a failure', async () => {
    const { source, signIns, integration, signIn, status, outcomes, assertAtRest } = await setUp();
    source.begin = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new CredentialError('network', 'It was aborted.')));
      });
    await signIn('a');
    signIns.cancel(integration('a'));
    await settle();
    assert.deepEqual(outcomes, ['cancelled']);
    assert.equal(status('a'), 'notSignedIn');
    await assertAtRest();
  });

  it('holds against a source that opens the browser in spite of it: no instruction is given, nothing waits', async () => {
    const { source, signIns, integration, signIn, instructions, outcomes, assertAtRest } = await setUp();
    let opened: (handover: FollowUp) => void = () => undefined;
    source.begin = () => new Promise((resolve) => (opened = resolve));
    await signIn('a');
    signIns.cancel(integration('a'));
    opened({ instruction: 'Go to Settings.' });
    await settle();
    assert.deepEqual([outcomes, instructions], [['cancelled'], []]);
    await assertAtRest();
  });

  it('is never lost, whichever turn of the microtask queue it comes in', async () => {
    for (let turns = 0; turns < 10; turns += 1) {
      const { signIns, integration, signIn, outcomes, assertAtRest } = await setUp();
      const begun = signIn('a');
      for (let turn = 0; turn < turns; turn += 1) {
        await Promise.resolve();
      }
      signIns.cancel(integration('a'));
      await begun;
      assert.deepEqual(outcomes, ['cancelled'], `after ${turns} turns`);
      await assertAtRest();
    }
  });

  it('does nothing where no sign-in waits', async () => {
    const { signIns, integration, status } = await setUp();
    signIns.cancel(integration('a'));
    assert.equal(status('a'), 'notSignedIn');
  });
});

describe('SignIns: several at a time', () => {
  it('wait and end independently', async () => {
    const { clock, source, signIns, integration, signIn, status, outcomes, assertAtRest } = await setUp();
    await signIn('a');
    await signIn('b');
    await clock.advance(60 * SECOND);
    await signIn('c');
    assert.deepEqual(['a', 'b', 'c'].map(status), ['signingIn', 'signingIn', 'signingIn']);

    source.listed = [signedIn({ guid: 'a' }), listed({ guid: 'b' }), listed({ guid: 'c' })];
    await clock.advance(1 * SECOND);
    assert.deepEqual(['a', 'b', 'c'].map(status), ['authenticated', 'signingIn', 'signingIn']);

    signIns.cancel(integration('b'));
    await settle();
    assert.deepEqual(['a', 'b', 'c'].map(status), ['authenticated', 'notSignedIn', 'signingIn']);

    await clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual(outcomes, ['signedIn', 'cancelled', 'timedOut']);
    await assertAtRest();
  });

  it('of the same integration are one, whose page is opened again', async () => {
    const { clock, source, signIn, outcomes } = await setUp();
    let begun = 0;
    source.begin = () => {
      begun += 1;
      return Promise.resolve({});
    };
    await signIn('a');
    // A double click.
    await signIn('a');
    assert.equal(begun, 1);
    await clock.advance(2 * SECOND);
    await signIn('a');
    assert.equal(begun, 2);
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(1 * SECOND);
    // Only the first caller learns the end.
    assert.deepEqual(outcomes, ['joined', 'joined', 'signedIn']);
  });

  it('of the same integration do nothing more while the page is not open yet', async () => {
    const { clock, source, signIn, outcomes } = await setUp();
    let begun = 0;
    source.begin = () => {
      begun += 1;
      return new Promise(() => undefined);
    };
    await signIn('a');
    await clock.advance(2 * SECOND);
    await signIn('a');
    assert.deepEqual([begun, outcomes], [1, ['joined']]);
  });

  it('of the same integration give the instruction again, which ends with the first', async () => {
    const { clock, source, signIns, signIn, instructions, integration } = await setUp();
    const ends: AbortSignal[] = [];
    source.begin = () => Promise.resolve({ instruction: 'Go there.' });
    await signIn('a');
    await clock.advance(2 * SECOND);
    await signIns.signIn(integration('a'), (_instruction, _page, ended) => void ends.push(ended));
    assert.deepEqual([instructions, ends.map(({ aborted }) => aborted)], [['Go there.'], [false]]);
    source.listed = [signedIn({ guid: 'a' })];
    await clock.advance(1 * SECOND);
    assert.equal(ends[0]?.aborted, true);
  });

  it('of the same integration show the page again by the source’s own way, with the browser of who asks', async () => {
    const { source, signIns, integration } = await setUp();
    const browser = { open: () => Promise.resolve() };
    const shown: unknown[] = [];
    source.begin = () => new Promise(() => undefined);
    Object.assign(source, {
      showSignInAgain: ({ guid }: { guid: string }, other: unknown) => {
        shown.push(guid, other === browser);
        return Promise.resolve(true);
      },
    });
    void signIns.signIn(integration('a'), () => undefined);
    assert.equal(await signIns.signIn(integration('a'), () => undefined, { browser }), 'joined');
    assert.deepEqual(shown, ['a', true]);
    signIns.dispose();
  });

  it('are all cancelled when they are disposed of', async () => {
    const { signIns, signIn, outcomes, assertAtRest } = await setUp();
    await signIn('a');
    await signIn('b');
    signIns.dispose();
    await settle();
    assert.deepEqual(outcomes, ['cancelled', 'cancelled']);
    await assertAtRest();
  });

  it('do not begin any more after that, as by the answer to a question that is still on the screen', async () => {
    const { source, signIns, signIn, outcomes, assertAtRest } = await setUp();
    signIns.dispose();
    let begun = 0;
    source.begin = () => {
      begun += 1;
      return Promise.resolve({});
    };
    await signIn('a');
    assert.deepEqual([outcomes, begun], [['cancelled'], 0]);
    await assertAtRest();
  });
});
