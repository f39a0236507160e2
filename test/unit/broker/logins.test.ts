import assert from 'node:assert/strict';
import { BrokerLogins } from '../../../src/broker/logins.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { LoginOutcome, LoginProgress, ServerLogins } from '../../../src/core/serverLogins.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';

const SECOND = 1_000;
const OUTCOME: LoginOutcome = { kind: 'notInTime', name: 'connect', seconds: 5 };

interface Running {
  readonly progress: LoginProgress;
  readonly signal: AbortSignal;
  readonly succeed: (outcome: LoginOutcome) => void;
  readonly fail: (error: Error) => void;
}

describe('A sign-in to a server that a program follows', () => {
  function setUp(verbosity = 0) {
    const [clock, log] = [new FakeClock(), new RecordingLog()];
    const running: Partial<Running> = {};
    const serverLogins: ServerLogins = {
      logIn: (_request, progress, signal) => {
        return new Promise((succeed, fail) => {
          Object.assign(running, { progress, signal, succeed, fail });
          signal.addEventListener('abort', () => fail(new Error('aborted')));
        });
      },
      logOut: (_wanted, progress) => {
        progress.told('Revoke it on the server.');
        return Promise.resolve('connect');
      },
    };
    const logins = new BrokerLogins(() => Promise.resolve(serverLogins), clock, log);
    const id = logins.start({ finish: 'connect', seconds: 5 }, verbosity);
    const progress = () => running.progress ?? assert.fail('It has not started');
    /** Whether a call is still waiting, and else its result. */
    const follow = (from: number) => {
      const answer: { value?: unknown } = {};
      logins.next(id, from).then(
        (value) => (answer.value = value),
        (error: unknown) => (answer.value = error),
      );
      return answer;
    };
    const end = (outcome: LoginOutcome | Error) =>
      outcome instanceof Error ? running.fail?.(outcome) : running.succeed?.(outcome);
    return { clock, log, end, logins, id, progress, follow, isAborted: () => running.signal?.aborted };
  }

  it('gives each note once, and then the outcome', async () => {
    const { end, logins, id, progress, follow } = setUp();
    const first = follow(0);
    await settle();
    assert.deepEqual(first, {});
    progress().opened('connect', 'https://connect.example.org/page');
    await settle();
    const page = { page: { name: 'connect', url: 'https://connect.example.org/page' } };
    assert.deepEqual(first.value, { notes: [page], outcome: undefined });
    progress().told('Enter the code.');
    assert.deepEqual(await logins.next(id, 1), { notes: [{ text: 'Enter the code.' }], outcome: undefined });
    end(OUTCOME);
    await settle();
    assert.deepEqual(await logins.next(id, 2), { notes: [], outcome: OUTCOME });
    await assert.rejects(logins.next(id, 2), /does not know the sign-in any more/);
  });

  it('gives its last notes before it says why it has failed', async () => {
    const { end, logins, id, progress } = setUp();
    await settle();
    progress().told('The server asks for a license.');
    end(new CredentialError('rejected', 'No license.'));
    await settle();
    const { notes, outcome } = await logins.next(id, 0);
    assert.deepEqual([notes, outcome], [[{ text: 'The server asks for a license.' }], undefined]);
    await assert.rejects(logins.next(id, 1), /^CredentialError: No license\.$/);
    await assert.rejects(logins.next(id, 1), /does not know the sign-in any more/);
  });

  it('answers after 20 seconds if there is nothing new', async () => {
    const { clock, follow } = setUp();
    const answer = follow(0);
    await clock.advance(20 * SECOND - 1);
    assert.deepEqual(answer, {});
    await clock.advance(1);
    assert.deepEqual(answer.value, { notes: [], outcome: undefined });
  });

  it('continues as long as the program asks, and ends half a minute after the last time', async () => {
    const { clock, logins, id, follow, isAborted } = setUp();
    for (let time = 0; time < 4; time += 1) {
      const answer = follow(0);
      await clock.advance(20 * SECOND);
      assert.deepEqual(answer.value, { notes: [], outcome: undefined });
      await clock.advance(29 * SECOND);
      assert.equal(isAborted(), false);
    }
    await clock.advance(SECOND);
    assert.equal(isAborted(), true);
    await assert.rejects(logins.next(id, 0), /does not know the sign-in any more/);
    assert.equal(clock.pending, 0);
  });

  it('ends if no program asks for it at all', async () => {
    const { clock, isAborted } = setUp();
    await clock.advance(30 * SECOND);
    assert.equal(isAborted(), true);
  });

  it('can be cancelled, and says so to a program that waits', async () => {
    const { logins, id, follow, isAborted } = setUp();
    const answer = follow(0);
    await settle();
    await logins.cancel(id);
    await settle();
    assert.equal(isAborted(), true);
    assert.match(String(answer.value), /The sign-in was cancelled\. Sign in again\./);
    await assert.rejects(logins.cancel('unknown'), /does not know the sign-in any more/);
  });

  it('writes all lines to the log of the window, and to the program those that it wants', async () => {
    for (const [verbosity, levels] of [
      [0, []],
      [1, ['error', 'warn', 'info']],
      [2, ['error', 'warn', 'info', 'debug']],
    ] as const) {
      const { log, logins, id, progress, end } = setUp(verbosity);
      await settle();
      for (const level of ['error', 'warn', 'info', 'debug'] as const) {
        progress().log[level]('line');
      }
      end(OUTCOME);
      await settle();
      assert.deepEqual(log.lines, ['error: line', 'warn: line', 'info: line', 'debug: line']);
      const { notes } = await logins.next(id, 0);
      assert.deepEqual(
        notes,
        levels.map((level) => ({ log: { level, line: 'line' } })),
      );
    }
  });

  it('can be undone by signing out, which returns the nickname and what the user has to do', async () => {
    const { logins } = setUp();
    assert.deepEqual(await logins.logOut({ name: 'connect' }, 0), {
      name: 'connect',
      notes: [{ text: 'Revoke it on the server.' }],
    });
  });
});
