import assert from 'node:assert/strict';
import { type SignInOutcome, SIGN_IN_TIMEOUT } from '../../../src/core/signIns.js';
import { settle } from '../fakeClock.js';
import { FakeSource, signedIn } from './fakeSource.js';
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

  /** A window in which a sign-in to `b` of a source that is not there yet was pending. */
  async function openedWithoutSource() {
    const world = await closedWhileSigningIn();
    const server = new FakeSource('server');
    server.listed = world.source.listed;
    const id = 'server:b:0';
    await world.memory.update('signIns.waiting', { [id]: { source: 'server', startedAt: world.clock.now() } });
    return { ...reopened(world), world, server, id };
  }

  it('waits for a source that appears later', async () => {
    const { catalog, server, ended, clock, id } = await openedWithoutSource();
    await clock.advance(60 * SECOND);
    catalog.add(server);
    const ask = () => catalog.refresh(server, new AbortController().signal);
    await ask();
    assert.equal(catalog.integrations.find((each) => each.id === id)?.status.kind, 'signingIn');
    server.listed = [signedIn({ guid: 'b' })];
    await ask();
    await settle();
    assert.deepEqual(ended, [['b', 'signedIn']]);
  });

  it('does not wait for a source that appears after the time, and forgets it then', async () => {
    const { catalog, server, ended, clock, memory } = await openedWithoutSource();
    await clock.advance(SIGN_IN_TIMEOUT);
    assert.equal(Object.keys(memory.get('signIns.waiting') ?? {}).length, 1);
    catalog.add(server);
    await settle();
    assert.deepEqual(ended, []);
    assert.deepEqual(memory.get('signIns.waiting'), {});
  });

  it('is still remembered when that window is closed before the source appears', async () => {
    const { dispose, world, server, catalog, id } = await openedWithoutSource();
    dispose();
    catalog.add(server);
    assert.deepEqual(Object.keys(world.memory.get('signIns.waiting') ?? {}), [id]);
  });

  it('does not resume what another window has begun meanwhile', async () => {
    const { catalog, server, memory, clock } = await openedWithoutSource();
    const other = { source: 'server', startedAt: clock.now() };
    await memory.update('signIns.waiting', { 'server:c:0': other });
    catalog.add(server);
    await catalog.refresh(server, new AbortController().signal);
    assert.equal(catalog.integrations.find((each) => each.id === 'server:c:0')?.status.kind, 'notSignedIn');
    assert.deepEqual(memory.get('signIns.waiting'), { 'server:c:0': other });
  });
});
