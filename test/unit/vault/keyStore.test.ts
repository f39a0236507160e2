import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { VaultKey } from '../../../src/vault/key.js';
import { VaultKeyStore } from '../../../src/vault/keyStore.js';
import { assertReadable, rejectionOf } from '../../integration/failures.js';
import { FakeClock } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { BrowserSecrets, type FakeSecrets } from '../fakeSecrets.js';
import { RecordingLog } from '../recordingLog.js';

/** A user's browser, in which windows are loaded. */
class Browser {
  readonly secrets = new BrowserSecrets();
  readonly memory = new FakeMemory();
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();

  load(): { readonly store: VaultKeyStore; readonly secrets: FakeSecrets } {
    const secrets = this.secrets.loadWindow();
    const { memory, clock, log } = this;
    return { secrets, store: new VaultKeyStore({ secrets, memory, clock, log }) };
  }
}

describe('The place of the key', () => {
  it('stores a key once, however often it is used', async () => {
    const browser = new Browser();
    const { store, secrets } = browser.load();
    const key = await store.currentOrNew();
    assert.equal(await store.currentOrNew(), key);
    assert.equal(await store.find(key.id), key);
    const later = browser.load();
    assert.equal((await later.store.find(key.id))?.id, key.id);
    assert.equal((await later.store.currentOrNew()).id, key.id);
    assert.deepEqual([secrets.stored.length, later.secrets.stored.length], [1, 0]);
  });

  it('stores each key under its own name, and creates a new one for a vault that it has not opened', async () => {
    const browser = new Browser();
    const first = await browser.load().store.create();
    const later = browser.load().store;
    const second = await later.currentOrNew();
    assert.notEqual(second.id, first.id);
    assert.equal((await later.find(first.id))?.id, first.id);
    assert.equal((await browser.load().store.find(second.id))?.id, second.id);
  });

  it('finds the key that an earlier version has stored, and knows that one to be lost, too', async () => {
    const browser = new Browser();
    const key = VaultKey.create();
    const before = browser.load();
    await before.secrets.store('local.vault.key', key.text().reveal());
    await browser.memory.update('local.vault.keyId', key.id);
    const { store, secrets } = browser.load();
    assert.equal((await store.find(key.id))?.id, key.id);
    await store.create();
    assert.equal(secrets.stored.length, 1);
    assert.equal((await browser.load().store.find(key.id))?.id, key.id);
    browser.secrets.forget();
    const { store: later } = browser.load();
    assert.equal(await later.find(key.id), undefined);
    assert.equal(later.isLost, true);
  });

  it('does not ask for a key that it has', async () => {
    const { store, secrets } = new Browser().load();
    const { id } = await store.currentOrNew();
    const { asked } = secrets;
    await store.find(id);
    assert.equal(secrets.asked, asked);
  });

  it('looks for a missing key each time', async () => {
    const browser = new Browser();
    const { store, secrets } = browser.load();
    const other = browser.load();
    const { id } = await other.store.currentOrNew();
    assert.equal(await store.find(id), undefined);
    await secrets.store(`local.vault.key.${id}`, other.secrets.stored[0] ?? '');
    assert.equal((await store.find(id))?.id, id);
  });

  it('does not take a window that was loaded before the key was made for one that has lost it', async () => {
    const browser = new Browser();
    const before = browser.load();
    const { id } = await browser.load().store.currentOrNew();
    assert.equal(await before.store.find(id), undefined);
    assert.equal(before.store.isLost, false);
  });

  it('knows that a key is lost which was there before the window was loaded', async () => {
    const browser = new Browser();
    const { id } = await browser.load().store.currentOrNew();
    browser.secrets.forget();
    const { store } = browser.load();
    assert.equal(store.isLost, false);
    assert.equal(await store.find(id), undefined);
    assert.equal(store.isLost, true);
    await store.create();
    assert.equal(store.isLost, false);
  });

  it('treats an invalid key as missing', async () => {
    const { store, secrets } = new Browser().load();
    const { id } = VaultKey.create();
    await secrets.store(`local.vault.key.${id}`, 'no key');
    assert.equal(await store.find(id), undefined);
    await secrets.store(`local.vault.key.${id}`, VaultKey.create().text().reveal());
    assert.equal(await store.find(id), undefined);
  });

  it('remembers nothing but the id outside the secret storage', async () => {
    const browser = new Browser();
    const { store, secrets } = browser.load();
    const key = await store.currentOrNew();
    assert.deepEqual(browser.memory.get('local.vault.keyIds'), [key.id]);
    assert.equal(browser.log.lines.join().includes(secrets.stored[0] ?? ''), false);
  });

  it('works where nothing can be remembered', async () => {
    const browser = new Browser();
    browser.memory.update = () => Promise.reject(new Error('full'));
    const { store } = browser.load();
    const { id } = await store.currentOrNew();
    assert.equal((await store.find(id))?.id, id);
  });
});

describe('A secret storage that fails', () => {
  it('by an error is reported, without what it repeats of the key', async () => {
    const { store, secrets } = new Browser().load();
    let key = '';
    secrets.fault = (value) => {
      if (value === undefined) return Promise.resolve(undefined as never);
      key = value;
      return Promise.reject(new Error(`can't store ${value}`, { cause: new Error(value) }));
    };
    const error = await rejectionOf(store.currentOrNew());
    assertReadable(error, [key]);
    assert.equal(error.failure, 'configuration');
    assert.match(String(error.cause), /can't store \[secret\]/);
  });

  it('by throwing at once is reported', async () => {
    const { store, secrets } = new Browser().load();
    secrets.fault = () => {
      throw new Error('no keyring');
    };
    for (const attempt of [store.currentOrNew(), store.find('some id'), store.create()]) {
      assert.ok((await rejectionOf(attempt)) instanceof CredentialError);
    }
    assert.equal(store.isLost, false);
  });

  it('by never answering is given up after 10 seconds, and is asked no second time meanwhile', async () => {
    const browser = new Browser();
    const { store, secrets } = browser.load();
    secrets.fault = () => new Promise(() => undefined);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const failure = rejectionOf(store.find('some id'));
      await browser.clock.advance(9_999);
      assert.equal(browser.clock.pending, 1);
      await browser.clock.advance(1);
      assert.ok((await failure) instanceof CredentialError);
    }
    assert.equal(secrets.asked, 1);
    assert.equal(browser.clock.pending, 0);
  });

  it('by an error for the user is reported with that error', async () => {
    const { store, secrets } = new Browser().load();
    const error = new CredentialError('unsupported', 'This editor stores no secrets.');
    secrets.fault = () => Promise.reject(error);
    assert.equal(await rejectionOf(store.find('some id')), error);
  });

  it('can be asked again after it', async () => {
    const browser = new Browser();
    const { store, secrets } = browser.load();
    secrets.fault = () => Promise.reject(new Error('locked'));
    await rejectionOf(store.currentOrNew());
    secrets.fault = undefined;
    assert.ok(await store.currentOrNew());
    assert.equal(browser.clock.pending, 0);
  });
});
