import assert from 'node:assert/strict';
import { Holdings } from '../../../src/local/holdings.js';
import { FakeClock, settle } from '../fakeClock.js';
import { RecordingLog } from '../recordingLog.js';
import { grantOf, keptWith } from './grants.js';
import { MemoryVault } from './memoryVault.js';

describe('Holdings', () => {
  const [old, second, third] = [grantOf('old'), grantOf('second'), grantOf('third')];

  function setUp() {
    const [vault, clock, log] = [new MemoryVault(), new FakeClock(), new RecordingLog()];
    vault.entries.set('id', keptWith(old, { clientSecret: 'secret' }));
    const holdings = new Holdings(vault, clock, log);
    const held = async () => (await holdings.read()).get('id')?.grant;
    const written = () => vault.entries.get('id')?.grant;
    const fail = () => (vault.failure = new Error('disk full'));
    return { vault, clock, log, holdings, held, written, fail };
  }

  it('put a grant in the place of the one that was spent for it', async () => {
    const { vault, holdings, clock } = setUp();
    await holdings.replace('id', old, second);
    assert.deepEqual(vault.entries.get('id'), keptWith(second, { clientSecret: 'secret' }));
    assert.deepEqual([holdings.problemOf('id'), clock.pending], [undefined, 0]);
  });

  it('and not in the place of another', async () => {
    const { holdings, held } = setUp();
    await holdings.replace('id', third, second);
    assert.equal((await held())?.accessToken, old.accessToken);
  });

  it('hold in memory what can not be written, and write it later', async () => {
    const { vault, clock, log, holdings, held, written, fail } = setUp();
    fail();
    await holdings.replace('id', old, second);
    assert.deepEqual([await held(), written()], [second, old]);
    assert.match(holdings.problemOf('id')?.message ?? '', /could not be written/);
    await clock.advance(30_000);
    assert.deepEqual([await held(), written()], [second, old]);
    vault.failure = undefined;
    await clock.advance(10_000);
    assert.deepEqual(vault.entries.get('id'), keptWith(second, { clientSecret: 'secret' }));
    assert.deepEqual([holdings.problemOf('id'), clock.pending], [undefined, 0]);
    assert.doesNotMatch(log.lines.join(), /-(?:access|refresh)/);
  });

  it('hold the last of several', async () => {
    const { vault, holdings, held, written, fail } = setUp();
    fail();
    await holdings.replace('id', old, second);
    await holdings.replace('id', second, third);
    assert.deepEqual([await held(), written()], [third, old]);
    vault.failure = undefined;
    await holdings.write();
    assert.deepEqual([await held(), written()], [third, third]);
  });

  it('give way to what has been written meanwhile: another sign-in, or none', async () => {
    for (const after of [grantOf('anew'), undefined]) {
      const { vault, clock, holdings, held, written, fail } = setUp();
      fail();
      await holdings.replace('id', old, second);
      vault.failure = undefined;
      vault.entries.set('id', keptWith(after));
      assert.equal(await held(), after);
      await clock.advance(10_000);
      assert.deepEqual([written(), clock.pending], [after, 0]);
    }
  });

  it('change what they hold: who signs out is told to revoke it, and then it is gone', async () => {
    const { vault, clock, holdings, held, written, fail } = setUp();
    fail();
    await holdings.replace('id', old, second);
    vault.failure = undefined;
    const seen: unknown[] = [];
    await holdings.update('id', (kept) => {
      seen.push(kept?.grant);
      return kept && { ...kept, grant: undefined };
    });
    await clock.advance(10_000);
    assert.deepEqual([seen, await held(), written()], [[second], undefined, undefined]);
  });

  it('try nothing more once they are disposed of, but what they are told to', async () => {
    const { vault, clock, holdings, written, fail } = setUp();
    fail();
    await holdings.replace('id', old, second);
    holdings.dispose();
    assert.equal(clock.pending, 0);
    vault.failure = undefined;
    await holdings.write();
    await settle();
    assert.equal(written(), second);
  });
});
