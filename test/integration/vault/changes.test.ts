import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { readEnvelope } from '../../../src/vault/envelope.js';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { FakeClock } from '../../unit/fakeClock.js';
import { keptOf, keptWithSecret, plainKeptOf } from '../../unit/vault/storedSecrets.js';
import { VaultUser } from './vaultWindow.js';

const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';

const ended = endedAfterEach();

describe('Changes of the vault', () => {
  it('are seen in another window', async () => {
    const user = new VaultUser(ended);
    const writer = user.load();
    await writer.vault.ensureCreated();
    const reader = user.load();
    const changes = reader.listen();
    await reader.vault.read();
    for (const [at, secret] of ['one', 'two', 'three'].entries()) {
      await writer.vault.update(ALPHA, () => keptWithSecret(secret));
      await until('the other window has seen it', () => changes.count === at + 1);
      assert.equal((await reader.vault.read()).get(ALPHA)?.clientSecret?.reveal(), secret);
    }
  });

  it('made by this window are reported at once, and once', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.read();
    const changes = window.listen();
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    assert.equal(changes.count, 1);
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    await window.vault.read();
    assert.equal(changes.count, 1);
  });

  it('are not reported if the file is rewritten with the same content', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    const changes = window.listen();
    const before = await readFile(user.file);
    const [key, envelope] = [window.key, readEnvelope(before)];
    assert.ok(envelope && envelope !== 'newer');
    await writeFile(user.file, key.seal(key.open(envelope) ?? ''));
    assert.notDeepEqual(await readFile(user.file), before);
    await window.vault.read();
    assert.equal(changes.count, 0);
  });

  it('are reported when the file becomes unreadable, and when it becomes readable again', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    const changes = window.listen();
    const good = await readFile(user.file);
    await writeFile(user.file, '{"version":2}');
    await until('it is told', () => changes.count === 1);
    await writeFile(user.file, good);
    await until('it is told', () => changes.count === 2);
    assert.deepEqual(await window.contents(), { [ALPHA]: plainKeptOf('alpha') });
  });

  it('are checked only while there are listeners', async () => {
    const user = new VaultUser(ended);
    const clock = new FakeClock();
    const { vault } = user.load(clock);
    assert.equal(clock.pending, 0);
    const [one, other] = [vault.onDidChange(() => undefined), vault.onDidChange(() => undefined)];
    assert.equal(clock.pending, 1);
    one.dispose();
    one.dispose();
    await clock.advance(500);
    await until('it looks again for the other', () => clock.pending === 1);
    other.dispose();
    await clock.advance(500);
    assert.equal(clock.pending, 0);
    vault.onDidChange(() => undefined);
    await until('it looks again', () => clock.pending === 1);
    vault.dispose();
    assert.equal(clock.pending, 0);
  });

  it('are written also where a listener fails', async () => {
    const window = new VaultUser(ended).load();
    await window.vault.read();
    window.vault.onDidChange(() => {
      throw new Error('the view is gone');
    });
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    assert.deepEqual(await window.contents(), { [ALPHA]: plainKeptOf('alpha') });
    assert.match(window.log.lines.join(), /^.*error: .*the view is gone/);
  });
});
