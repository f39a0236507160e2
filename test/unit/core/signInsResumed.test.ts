import assert from 'node:assert/strict';
import { type SignInOutcome, SIGN_IN_TIMEOUT } from '../../../src/core/signIns.js';
import { settle } from '../fakeClock.js';
import { signedIn } from './fakeSource.js';
import { openWindow, SECOND, World } from './signInsHarness.js';

/** A window in which somebody has begun to sign in to `b`, and which was then closed. */
async function closedWhileSigningIn(): Promise<World> {
  const world = new World();
  const window = openWindow(world);
  await window.refresh();
  await window.signIn('b');
  window.dispose();
  await settle();
  return world;
}

/** The next window of the same workspace, which picks up what waited. */
function reopened(world: World) {
  const window = openWindow(world);
  const ended: [string, SignInOutcome][] = [];
  window.signIns.resume((id, outcome) => ended.push([id.replace(/^.*?:(\w).*$/, '$1'), outcome]));
  return { ...window, ended };
}

describe('SignIns: a window that was closed during a sign-in, opened again', () => {
  it('shows it as waiting, and sees its end', async () => {
    const world = await closedWhileSigningIn();
    const { clock, source, status, ended, assertAtRest } = reopened(world);
    await clock.advance(SECOND);
    assert.deepEqual([status('a'), status('b')], ['notSignedIn', 'signingIn']);
    assert.deepEqual(ended, []);
    source.listed = [signedIn({ guid: 'b' })];
    await clock.advance(SECOND);
    assert.deepEqual(ended, [['b', 'signedIn']]);
    await assertAtRest();
  });

  it('sees with the first answer that it was finished meanwhile', async () => {
    const world = await closedWhileSigningIn();
    world.source.listed = [signedIn({ guid: 'b' })];
    const { refresh, status, ended, assertAtRest } = reopened(world);
    await refresh();
    await settle();
    assert.equal(status('b'), 'authenticated');
    assert.deepEqual(ended, [['b', 'signedIn']]);
    await assertAtRest();
  });

  it('waits no longer than is left of the time', async () => {
    const world = await closedWhileSigningIn();
    await world.clock.advance(SIGN_IN_TIMEOUT - 5 * SECOND);
    const { clock, ended, assertAtRest } = reopened(world);
    await clock.advance(4 * SECOND);
    assert.deepEqual(ended, []);
    await clock.advance(SECOND);
    assert.deepEqual(ended, [['b', 'timedOut']]);
    await assertAtRest();
  });

  it('does not wait when the time went by meanwhile', async () => {
    const world = await closedWhileSigningIn();
    await world.clock.advance(SIGN_IN_TIMEOUT);
    const { ended, refresh, status, assertAtRest } = reopened(world);
    await refresh();
    assert.equal(status('b'), 'notSignedIn');
    assert.deepEqual(ended, []);
    await assertAtRest();
  });

  it('does not wait longer because the clock was set back', async () => {
    const world = await closedWhileSigningIn();
    world.clock.setBack(3_600 * SECOND);
    const { clock, ended } = reopened(world);
    await clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual(ended, [['b', 'timedOut']]);
  });

  it('can cancel it, for good', async () => {
    const world = await closedWhileSigningIn();
    const { refresh, integration, signIns, status, ended, assertAtRest } = reopened(world);
    await refresh();
    signIns.cancel(integration('b'));
    await settle();
    assert.equal(status('b'), 'notSignedIn');
    assert.deepEqual(ended, [['b', 'cancelled']]);
    await assertAtRest();
    const next = reopened(world);
    await next.refresh();
    assert.equal(next.status('b'), 'notSignedIn');
    await next.assertAtRest();
  });

  it('waits through failures, and ends when the integration is gone', async () => {
    const world = await closedWhileSigningIn();
    world.source.listed = new Error('down');
    const { clock, ended } = reopened(world);
    await clock.advance(60 * SECOND);
    assert.deepEqual(ended, []);
    world.source.listed = [];
    await clock.advance(60 * SECOND);
    assert.deepEqual(ended, [['b', 'gone']]);
  });

  it('picks nothing up that had ended, or had not got as far as the browser', async () => {
    const world = new World();
    const window = openWindow(world);
    await window.refresh();
    await window.signIn('a');
    window.signIns.cancel(window.integration('a'));
    world.source.begin = () => new Promise(() => undefined);
    await window.signIn('b');
    window.dispose();
    await settle();
    const { refresh, status, assertAtRest } = reopened(world);
    await refresh();
    assert.deepEqual([status('a'), status('b')], ['notSignedIn', 'notSignedIn']);
    await assertAtRest();
  });

  it('is not misled by what another version has remembered', async () => {
    for (const remembered of [7, null, 'x', [1], { b: 1 }, { b: { source: 'fake' } }, { b: { startedAt: 'x' } }]) {
      const world = new World();
      await world.memory.update('signIns.waiting', remembered);
      const { ended, assertAtRest } = reopened(world);
      assert.deepEqual(ended, []);
      await assertAtRest();
    }
  });

  it('forgets what waited for a source that there no longer is', async () => {
    const world = new World();
    await world.memory.update('signIns.waiting', { 'other:x': { source: 'other', startedAt: world.clock.now() } });
    const { assertAtRest } = reopened(world);
    await assertAtRest();
    assert.deepEqual(world.memory.get('signIns.waiting'), {});
  });
});
