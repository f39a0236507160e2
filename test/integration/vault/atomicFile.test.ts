import assert from 'node:assert/strict';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { chmod, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AtomicFile } from '../../../src/vault/atomicFile.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { KEPT_SECRET_ONLY, keptOf, plainKeptOf, secretsOf } from '../../unit/vault/storedSecrets.js';
import { plain } from '../../unit/local/plain.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { InstantClock } from '../local/instantClock.js';
import { REAL_CLOCK } from '../local/signingIn.js';
import { VaultUser, type VaultWindow } from './vaultWindow.js';

const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';
const BETA = 'bbbbbbbb-0000-4000-8000-000000000002';

const ended = endedAfterEach();

/** Puts a content of one's own making into the file. */
async function plant({ file }: VaultUser, { key }: VaultWindow, content: string): Promise<void> {
  await writeFile(file, key.seal(content));
}

describe('The file of the vault', () => {
  it('is not overwritten where another window has written though this one has the lock', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.ensureCreated();
    const key = window.key;
    let calls = 0;
    await window.vault.update(ALPHA, () => {
      calls += 1;
      if (calls === 1) {
        // As one that has taken over the lock of this one, which was asleep.
        writeFileSync(user.file, key.seal(JSON.stringify({ entries: { [BETA]: plainKeptOf('beta') }, answers: [] })));
      }
      return keptOf('alpha');
    });
    assert.equal(calls, 2);
    assert.deepEqual(await window.contents(), { [ALPHA]: plainKeptOf('alpha'), [BETA]: plainKeptOf('beta') });
    assert.deepEqual(user.files(), ['vault.json']);
  });

  for (const umask of [0o000, 0o022, 0o277]) {
    it(`is the user's alone under umask ${umask.toString(8)}, and so is its folder`, async () => {
      const before = process.umask(umask);
      ended(() => process.umask(before));
      const user = new VaultUser(ended);
      const { vault } = user.load();
      await vault.update(ALPHA, () => keptOf('alpha'));
      assert.deepEqual([await user.modeOf(), await user.modeOf('vault.json')], ['700', '600']);
    });
  }

  it('has its permissions, and those of its folder, restored when it is written', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    await chmod(user.file, 0o644);
    await chmod(user.folder, 0o755);
    await vault.update(BETA, () => keptOf('beta'));
    assert.deepEqual([await user.modeOf(), await user.modeOf('vault.json')], ['700', '600']);
  });

  it('is the only thing that is left, and what a crashed process has left is removed', async () => {
    const user = new VaultUser(ended);
    await user.load().vault.update(ALPHA, () => keptOf('alpha'));
    const [old, fresh, other] = ['vault.json.old.tmp', 'vault.json.fresh.tmp', 'other.tmp'];
    for (const name of [old, fresh, other]) await writeFile(path.join(user.folder, name), '');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    for (const name of [old, other]) await utimes(path.join(user.folder, name), anHourAgo, anHourAgo);
    await user.load().vault.update(BETA, () => keptOf('beta'));
    assert.deepEqual(user.files(), [other, 'vault.json', fresh].sort());
  });

  it('has what was set aside removed after 30 days', async () => {
    const user = new VaultUser(ended);
    await user.load().vault.update(ALPHA, () => keptOf('alpha'));
    const asideFor = (days: number) => {
      const time = new Date(Date.now() - days * 24 * 3_600_000).toISOString().replaceAll(':', '-');
      return `vault.json.unreadable-${time}-ab12`;
    };
    const [old, recent, unknown] = [asideFor(31), asideFor(29), 'vault.json.unreadable-someday'];
    for (const name of [old, recent, unknown]) {
      await writeFile(path.join(user.folder, name), '');
      // The time of its last change is not that at which it was set aside.
      await utimes(path.join(user.folder, name), 0, 0);
    }
    await user.load().vault.update(BETA, () => keptOf('beta'));
    assert.deepEqual(user.files(), ['vault.json', recent, unknown].sort());
  });

  it('of a newer version is neither read nor written, and says what to do', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    const newer = '{"version":2,"more":"to come"}';
    await writeFile(user.file, newer);
    for (const attempt of [vault.read(), vault.update(ALPHA, () => KEPT_SECRET_ONLY), vault.reset()]) {
      const error = await rejectionOf(attempt);
      assertReadable(error, []);
      assert.match(error.message, /Update the extension/);
    }
    assert.equal(await readFile(user.file, 'utf8'), newer);
    assert.deepEqual(user.files(), ['vault.json']);
  });
});

describe('A file of the vault that another process has open, on Windows', () => {
  const busy = () => Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });

  function fileWith(failures: number) {
    const temporary = temporaryFolder('vault');
    ended(() => temporary.remove());
    const clock = new InstantClock();
    let left = failures;
    const rename = (from: string, to: string) => {
      if (left-- > 0) throw busy();
      renameSync(from, to);
    };
    return {
      clock,
      file: new AtomicFile(temporary.path, clock, new RecordingLog(), { rename, patience: 10_000 }),
      folder: temporary.path,
    };
  }

  it('is replaced when that has closed it, after some seconds', async () => {
    const { clock, file } = fileWith(12);
    assert.equal(await file.replace(undefined, Buffer.from('next')), true);
    assert.equal(String(await file.read()), 'next');
    assert.deepEqual(clock.pauses.slice(0, 7), [20, 40, 80, 160, 320, 500, 500]);
  });

  it('is not replaced after 10 seconds of trying, and no temporary file remains', async () => {
    const { clock, file, folder } = fileWith(1_000);
    assert.match(String(await rejectionOf(file.replace(undefined, Buffer.from('next')))), /\(EBUSY\)/);
    const waited = clock.pauses.reduce((sum, each) => sum + each, 0);
    assert.ok(waited >= 10_000 && waited < 11_000, String(waited));
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe('The file of the vault on a file system without modes', () => {
  for (const code of ['EPERM', 'ENOTSUP', 'EINVAL']) {
    it(`is written all the same if it refuses with ${code}, which is logged once`, async () => {
      const temporary = temporaryFolder('vault');
      ended(() => temporary.remove());
      const log = new RecordingLog();
      const chmod = () => {
        throw Object.assign(new Error('chmod'), { code });
      };
      const file = new AtomicFile(path.join(temporary.path, 'storage'), REAL_CLOCK, log, { chmod });
      assert.equal(await file.replace(undefined, Buffer.from('first')), true);
      assert.equal(await file.replace(Buffer.from('first'), Buffer.from('second')), true);
      assert.equal(String(await file.read()), 'second');
      assert.match(file.setAside(Buffer.from('second')) ?? '', /^vault\.json\.unreadable-/);
      assert.deepEqual(
        log.lines.map((line) => line.replace(/ <- .*/, '')),
        [`warn: vault: the file system does not restrict who may read encrypted files: Error ${code}: chmod`],
      );
    });
  }
});

describe('A file of the vault that can’t be decrypted', () => {
  const damages: Readonly<Record<string, (file: Buffer) => Buffer>> = {
    empty: () => Buffer.alloc(0),
    'no JSON': () => Buffer.from('not a vault'),
    'cut off': (file) => file.subarray(0, -40),
    'changed in its content': (file) =>
      Buffer.from(file.toString().replace(/.(?=....=*"\}\n$)/, (at) => (at === 'A' ? 'B' : 'A'))),
    'of an older version than there is': (file) => Buffer.from(file.toString().replace('"version":1', '"version":0')),
  };
  for (const [damage, damaged] of Object.entries(damages)) {
    it(`since it is ${damage}, is set aside and reported, and all are signed out`, async () => {
      const user = new VaultUser(ended);
      const { vault, log } = user.load();
      await vault.update(ALPHA, () => keptOf('alpha'));
      const bytes = damaged(await readFile(user.file));
      await writeFile(user.file, bytes);
      await chmod(user.file, 0o644);
      assert.equal((await vault.read()).size, 0);
      const [name = '', ...others] = user.files();
      assert.match(name, /^vault\.json\.unreadable-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d/);
      assert.deepEqual(others, []);
      assert.deepEqual(await readFile(path.join(user.folder, name)), bytes);
      assert.equal(await user.modeOf(name), '600');
      assert.equal(log.lines.filter((line) => line.startsWith('error:') && line.includes(name)).length, 1);
    });
  }

  it('is not overwritten by a window that writes without having read', async () => {
    const user = new VaultUser(ended);
    const first = user.load();
    await first.vault.update(ALPHA, () => keptOf('alpha'));
    await writeFile(user.file, 'damaged');
    const { vault, secrets } = user.load();
    await vault.update(BETA, () => keptOf('beta'));
    const [kept, aside = '', ...others] = user.files();
    assert.deepEqual([kept, others], ['vault.json', []]);
    assert.equal(await readFile(path.join(user.folder, aside), 'utf8'), 'damaged');
    // Which key the damaged file had is not known: the new one gets its own, and windows without it ask to be reloaded.
    assert.equal(secrets.stored.length, 1);
    assert.match(String(await rejectionOf(first.vault.read())), /Reload the window/);
    assert.deepEqual(await user.load().contents(), { [BETA]: plainKeptOf('beta') });
  });

  it('but names its key, is replaced by one with the same key, so that no other window has to be reloaded', async () => {
    const user = new VaultUser(ended);
    const first = user.load();
    await first.vault.ensureCreated();
    await plant(user, first, '{"entries":[]}');
    const { vault, secrets } = user.load();
    await vault.update(BETA, () => keptOf('beta'));
    assert.equal(secrets.stored.length, 0);
    assert.deepEqual(await first.contents(), { [BETA]: plainKeptOf('beta') });
  });

  it('or whose content is invalid, is set aside too', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.ensureCreated();
    await plant(user, window, '{"entries":[]}');
    assert.equal((await window.vault.read()).size, 0);
    assert.match(user.files().join(), /^vault\.json\.unreadable-/);
  });
});

describe('An entry of the vault that can’t be read', () => {
  it('is signed out and reported once, without its content, and disturbs no other', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.ensureCreated();
    const entries = {
      [ALPHA]: { ...plainKeptOf('alpha'), grant: { accessToken: 'alpha-access-token-09bc', expiresAt: 'soon' } },
      'alpha-client-secret-4f1d': 'alpha-access-token-09bc',
      [BETA]: plainKeptOf('beta'),
    };
    await plant(user, window, JSON.stringify({ entries, answers: [] }));
    assert.deepEqual(await window.contents(), { [BETA]: plainKeptOf('beta') });
    await window.vault.update(BETA, () => KEPT_SECRET_ONLY);
    assert.deepEqual(await window.contents(), { [BETA]: plain(KEPT_SECRET_ONLY) });
    const warnings = window.log.lines.filter((line) => line.startsWith('warn:'));
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', new RegExp(`${ALPHA}.*grant\\.`));
    assert.ok(!secretsOf('alpha').some((secret) => warnings.join().includes(secret)));
  });

  it('is replaced when the user signs in again, and is deleted with the integration', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.ensureCreated();
    await plant(user, window, JSON.stringify({ entries: { [ALPHA]: 1, [BETA]: 2 }, answers: [] }));
    await window.vault.update(ALPHA, (kept) => kept ?? keptOf('alpha'));
    await window.vault.update(BETA, () => undefined);
    const later = user.load();
    assert.deepEqual(await later.contents(), { [ALPHA]: plainKeptOf('alpha') });
    assert.deepEqual(later.log.lines, []);
  });
});
