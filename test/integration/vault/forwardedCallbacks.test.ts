import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { keptWithSecret } from '../../unit/vault/storedSecrets.js';
import { realClock, VaultUser } from './vaultWindow.js';

const MINUTE = 60_000;

describe('An answer that another window received', () => {
  const ended = endedAfterEach();

  /** Two windows, of which the first has prepared for an answer. */
  async function twoWindows() {
    const user = new VaultUser(ended);
    const time = { ahead: 0 };
    const clock = { ...realClock, now: () => Date.now() + time.ahead };
    const waiting = user.load(clock);
    await waiting.vault.ensureCreated();
    return { waiting, other: user.load(clock), time };
  }

  it('is handed on to the window that waits for it, once', async () => {
    const { waiting, other } = await twoWindows();
    await waiting.vault.read();
    const changes = waiting.listen();
    await other.vault.forwardCallback('the-state', '?code=the-code&state=the-state');
    await until('the window that waits has heard of it', () => changes.count > 0);
    assert.equal(await waiting.vault.takeCallback('another-state'), undefined);
    assert.equal(await waiting.vault.takeCallback('the-state'), '?code=the-code&state=the-state');
    assert.equal(await waiting.vault.takeCallback('the-state'), undefined);
  });

  it('is received by only one of the windows that want it', async () => {
    const { waiting, other } = await twoWindows();
    await other.vault.forwardCallback('the-state', 'the-code');
    const answers = await Promise.all(
      [waiting, other, waiting, other].map(({ vault }) => vault.takeCallback('the-state')),
    );
    assert.deepEqual(
      answers.filter((answer) => answer !== undefined),
      ['the-code'],
    );
  });

  it('is no integration, and stays when one is written', async () => {
    const { waiting, other } = await twoWindows();
    await other.vault.forwardCallback('the-state', 'the-code');
    await other.vault.update('an id', () => keptWithSecret('x'));
    assert.deepEqual([...(await waiting.vault.read()).keys()], ['an id']);
    assert.equal(await waiting.vault.takeCallback('the-state'), 'the-code');
  });

  it('is the newest where several have come', async () => {
    const { waiting, other } = await twoWindows();
    await other.vault.forwardCallback('the-state', 'the first');
    await other.vault.forwardCallback('the-state', 'the second');
    assert.equal(await waiting.vault.takeCallback('the-state'), 'the second');
    assert.equal(await waiting.vault.takeCallback('the-state'), undefined);
  });

  it('is dropped after 10 minutes, and where it comes from the future', async () => {
    const { waiting, other, time } = await twoWindows();
    await other.vault.forwardCallback('the-state', 'the-code');
    for (const minutes of [10, -10]) {
      time.ahead = minutes * MINUTE + Math.sign(minutes) * MINUTE;
      assert.equal(await waiting.vault.takeCallback('the-state'), undefined);
    }
    time.ahead = 9 * MINUTE;
    assert.equal(await waiting.vault.takeCallback('the-state'), 'the-code');
  });

  it('pushes out the oldest where there are too many', async () => {
    const { waiting, other } = await twoWindows();
    for (let at = 0; at <= 20; at += 1) await other.vault.forwardCallback(`state ${at}`, `code ${at}`);
    assert.equal(await waiting.vault.takeCallback('state 0'), undefined);
    assert.equal(await waiting.vault.takeCallback('state 1'), 'code 1');
    assert.equal(await waiting.vault.takeCallback('state 20'), 'code 20');
  });

  it('is refused where it is longer than any can be', async () => {
    const { waiting, other } = await twoWindows();
    const answer = 'a-long-code'.repeat(1_500);
    assertReadable(await rejectionOf(other.vault.forwardCallback('the-state', answer)), ['a-long-code']);
    assert.equal(await waiting.vault.takeCallback('the-state'), undefined);
  });
});
