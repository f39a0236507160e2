import assert from 'node:assert/strict';
import { SIGN_IN_TIMEOUT } from '../../../src/core/signIns.js';
import { ANSWER_TIMEOUT } from './fakeWorkbench.js';
import type { LongLivedWindow } from './longLivedWindow.js';

/**
 * What is true of a window whenever everything has settled that waits for no timer. Returns whether things have been calm
 * for so long that the view could be compared with the server.
 */
export function assertInvariants(window: LongLivedWindow): boolean {
  const { server, signingIn, clock } = window;
  assert.deepEqual(window.wrongs, []);
  assert.ok(server.mostListsAtOnce <= 1, `${server.mostListsAtOnce} list requests in flight at the same time`);
  if (!window.wanted) {
    assert.equal(server.lists, 0, 'a pending list request that is not needed');
  }
  assertNothingHoards(window);
  if (window.disposed) {
    assert.deepEqual(
      [signingIn.size, server.pending, clock.pending],
      [0, 0, 0],
      'sign-ins, requests, timers at the end',
    );
    return false;
  }
  assertRowsWaitForSignIns(window);
  if (!window.visible || !window.isServed || window.pacing.patience > 0) {
    return false;
  }
  assert.deepEqual(view(window), truth(window), 'the view and the server');
  return true;
}

/** Each reason to wait has one timer and one listener, the view has one listener, and nothing waits without a reason. */
function assertNothingHoards({
  clock,
  server,
  signingIn,
  wanted,
  disposed,
  listeners,
  refreshing,
}: LongLivedWindow): void {
  const timers = clock.pending - server.pending;
  assert.ok(timers <= signingIn.size + (wanted ? 1 : 0), `${timers} timers`);
  assert.ok(listeners <= signingIn.size + (disposed ? 0 : 1), `${listeners} listeners`);
  assert.ok(refreshing === 0 || server.lists === 1, `${refreshing} refreshes wait for no request`);
}

function assertRowsWaitForSignIns({ catalog, signingIn, now }: LongLivedWindow): void {
  const waiting = new Set<string | undefined>([...signingIn].map(({ guid }) => guid));
  for (const { guid, status } of catalog.integrations) {
    assert.notEqual(status.kind, waiting.has(guid) ? 'notSignedIn' : 'signingIn', `the row of ${guid ?? 'none'}`);
  }
  for (const { since } of signingIn) {
    assert.ok(now - since <= SIGN_IN_TIMEOUT + ANSWER_TIMEOUT, 'a sign-in that waits for ever');
  }
}

function view({ catalog }: LongLivedWindow): unknown {
  const [source] = catalog.snapshot;
  return {
    error: source?.error?.message,
    rows: source?.integrations?.map(({ guid, status }) => [guid, status.kind]),
  };
}

function truth({ server, signingIn }: LongLivedWindow): unknown {
  const waiting = new Set([...signingIn].map(({ guid }) => guid));
  return {
    error: undefined,
    rows: [...server.signedIn].map(([guid, signedIn]) => [
      guid,
      signedIn ? 'authenticated' : waiting.has(guid) ? 'signingIn' : 'notSignedIn',
    ]),
  };
}
