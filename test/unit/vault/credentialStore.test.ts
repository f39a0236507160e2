import assert from 'node:assert/strict';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { CredentialStore } from '../../../src/vault/credentialStore.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { grantOf, keptWith } from './tokenSets.js';
import { MemoryVault } from './memoryVault.js';
import { plain } from '../local/plain.js';

describe('CredentialStore', () => {
  const [old, second, third] = [grantOf('old'), grantOf('second'), grantOf('third')];

  function setUp() {
    const [vault, clock, log] = [new MemoryVault(), new FakeClock(), new RecordingLog()];
    vault.entries.set('id', keptWith(old, { clientSecret: 'secret' }));
    const store = new CredentialStore(vault, clock, log);
    const held = async () => (await store.read()).get('id')?.grant;
    const written = () => vault.entries.get('id')?.grant;
    const fail = () => (vault.failure = new Error('disk full'));
    return { vault, clock, log, store, held, written, fail };
  }

  it('put a grant in the place of the one that was spent for it', async () => {
    const { vault, store, clock } = setUp();
    await store.replace('id', old, second);
    assert.deepEqual(plain(vault.entries.get('id')), plain(keptWith(second, { clientSecret: 'secret' })));
    assert.deepEqual([store.problemOf('id'), clock.pending], [undefined, 0]);
  });

  it('and not in the place of another', async () => {
    const { store, held } = setUp();
    await store.replace('id', third, second);
    assert.equal((await held())?.accessToken, old.accessToken);
  });

  it('nor of one with the same refresh token: some servers use one for all access tokens', async () => {
    const { store, held } = setUp();
    await store.replace('id', { ...third, refreshToken: old.refreshToken }, second);
    assert.equal((await held())?.accessToken, old.accessToken);
  });

  it('hold in memory what can not be written, and write it later', async () => {
    const { vault, clock, log, store, held, written, fail } = setUp();
    fail();
    await store.replace('id', old, second);
    assert.deepEqual(plain([await held(), written()]), plain([second, old]));
    assert.match(store.problemOf('id')?.message ?? '', /could not be stored/);
    await clock.advance(30_000);
    assert.deepEqual(plain([await held(), written()]), plain([second, old]));
    vault.failure = undefined;
    await clock.advance(10_000);
    assert.deepEqual(plain(vault.entries.get('id')), plain(keptWith(second, { clientSecret: 'secret' })));
    assert.deepEqual([store.problemOf('id'), clock.pending], [undefined, 0]);
    assert.doesNotMatch(log.lines.join(), /-(?:access|refresh)/);
  });

  it('hold the last of several', async () => {
    const { vault, store, held, written, fail } = setUp();
    fail();
    await store.replace('id', old, second);
    await store.replace('id', second, third);
    assert.deepEqual(plain([await held(), written()]), plain([third, old]));
    vault.failure = undefined;
    await store.write();
    assert.deepEqual(plain([await held(), written()]), plain([third, third]));
  });

  it('give way to what has been written meanwhile: another sign-in, or none', async () => {
    for (const after of [grantOf('another'), undefined]) {
      const { vault, clock, store, held, written, fail } = setUp();
      fail();
      await store.replace('id', old, second);
      vault.failure = undefined;
      vault.entries.set('id', keptWith(after));
      assert.equal(await held(), after);
      await clock.advance(10_000);
      assert.deepEqual(plain([written(), clock.pending]), plain([after, 0]));
    }
  });

  it('change what they hold: who signs out is told to revoke it, and then it is gone', async () => {
    const { vault, clock, store, held, written, fail } = setUp();
    fail();
    await store.replace('id', old, second);
    vault.failure = undefined;
    const seen: unknown[] = [];
    await store.update('id', (kept) => {
      seen.push(kept?.grant);
      return kept && { ...kept, grant: undefined };
    });
    await clock.advance(10_000);
    assert.deepEqual(plain([seen, await held(), written()]), plain([[second], undefined, undefined]));
  });

  it('retry nothing once they are disposed of, and do only what they are asked to', async () => {
    const { vault, clock, store, written, fail } = setUp();
    fail();
    await store.replace('id', old, second);
    store.dispose();
    assert.equal(clock.pending, 0);
    vault.failure = undefined;
    await store.write();
    await settle();
    assert.equal(written(), second);
  });

  describe('whose window was granted something under the lock of an integration, and can not write it', () => {
    const { signal } = new AbortController();

    /** A renewal that is not written, and a renewal of another window that waits for its turn. */
    async function setUpTwo() {
      const first = setUp();
      const { vault, clock, log, store, fail } = first;
      fail();
      const renewed = await store.withLock('id', signal, async () => {
        await store.replace('id', old, second);
        return second;
      });
      const other = new CredentialStore(vault, clock, log);
      let seen: TokenSet | undefined;
      const turn = other.withLock('id', signal, async () => {
        seen = (await other.read()).get('id')?.grant;
      });
      await settle();
      return { ...first, renewed, turn, seen: () => seen };
    }

    it('hands it out at once, and keeps the lock until it is written', async () => {
      const { vault, clock, renewed, turn, seen } = await setUpTwo();
      assert.deepEqual(plain([renewed, seen()]), plain([second, undefined]));
      await clock.advance(30_000);
      assert.equal(seen(), undefined);
      vault.failure = undefined;
      await clock.advance(10_000);
      await turn;
      assert.deepEqual(plain(seen()), plain(second));
    });

    it('continues its own work, one task at a time', async () => {
      const { vault, store, turn, seen } = await setUpTwo();
      const order: string[] = [];
      const work = (name: string) => async () => {
        order.push(`${name} begins`);
        await settle();
        order.push(`${name} ends`);
      };
      await assert.rejects(
        store.withLock('id', signal, () => Promise.reject(new Error('no answer'))),
        /no answer/,
      );
      await Promise.all([store.withLock('id', signal, work('one')), store.withLock('id', signal, work('two'))]);
      assert.deepEqual(order, ['one begins', 'one ends', 'two begins', 'two ends']);
      vault.failure = undefined;
      await store.withLock('id', signal, () => store.replace('id', second, third));
      await turn;
      assert.deepEqual(plain(seen()), plain(third));
    });

    it('gives the lock back when the window is closed', async () => {
      const { store, turn, seen } = await setUpTwo();
      store.dispose();
      await turn;
      assert.deepEqual(plain(seen()), plain(old));
    });

    it('gives the lock up when another has taken it over, and takes it again for its next work', async () => {
      const { vault, store, turn, seen } = await setUpTwo();
      const { lost } = vault;
      vault.lost = new AbortController();
      lost.abort();
      await turn;
      assert.deepEqual(plain(seen()), plain(old));
      await store.withLock('id', signal, (hold) => hold.confirm());
    });
  });
});
