import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { SecretStorage } from '../../../src/core/ports.js';
import { Vault } from '../../../src/vault/vault.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { KEPT_SECRET_ONLY, keptWithSecret } from '../../unit/vault/storedSecrets.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { rejectionOf } from '../failures.js';
import { VaultProcess } from './vaultProcesses.js';
import { realClock, VaultUser } from './vaultWindow.js';

const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';
const BETA = 'bbbbbbbb-0000-4000-8000-000000000002';

const ended = endedAfterEach();

/** A folder for a vault, a keyring, and windows in processes of their own. */
class Desktop {
  readonly #temporary = temporaryFolder('vault');
  readonly folder = path.join(this.#temporary.path, 'vault');
  readonly keyring = path.join(this.#temporary.path, 'keyring');
  readonly ledger = path.join(this.#temporary.path, 'ledger');
  readonly log = new RecordingLog();
  readonly vault = new Vault({
    folder: this.folder,
    secrets: this.#secrets(),
    memory: new FakeMemory(),
    log: this.log,
    clock: realClock,
  });

  constructor() {
    ended(() => this.#temporary.remove());
    ended(() => this.vault.dispose());
  }

  /** So many windows, ready to do something. */
  async start(count: number): Promise<readonly VaultProcess[]> {
    const windows = Array.from({ length: count }, () => new VaultProcess(this.folder, this.keyring));
    windows.forEach((each) => ended(() => each.kill()));
    await Promise.all(windows.map((each) => each.said('ready')));
    return windows;
  }

  /** How many keys have been stored. */
  get keys(): number {
    return readFileSync(`${this.keyring}.log`, 'utf8').split('\n').length - 1;
  }

  /** What this process sees of the keyring. */
  #secrets(): SecretStorage {
    const all = () =>
      existsSync(this.keyring) ? (JSON.parse(readFileSync(this.keyring, 'utf8')) as Record<string, string>) : {};
    return {
      get: (key) => Promise.resolve(all()[key]),
      store: (key, value) => {
        writeFileSync(this.keyring, JSON.stringify({ ...all(), [key]: value }));
        appendFileSync(`${this.keyring}.log`, 'stored\n');
        return Promise.resolve();
      },
      delete: () => Promise.resolve(),
    };
  }
}

describe('Windows in processes of their own', function () {
  this.timeout(90_000);

  it('lose none of the writes of each other, and make one key between them', async () => {
    const desktop = new Desktop();
    const windows = await desktop.start(2);
    windows.forEach((each) => each.perform({ kind: 'write', id: ALPHA, times: 100 }));
    await Promise.all(windows.map((each) => each.said('done')));
    const kept = await desktop.vault.read();
    assert.equal(kept.get(ALPHA)?.clientSecret?.reveal(), '200');
    assert.equal(kept.size, 201);
    assert.equal(desktop.keys, 1);
  });

  it('that refresh at the same moment spend one token', async () => {
    const desktop = new Desktop();
    await desktop.vault.update(ALPHA, () => keptWithSecret('first'));
    const windows = await desktop.start(3);
    windows.forEach((each) => each.perform({ kind: 'refresh', id: ALPHA, ledger: desktop.ledger }));
    await Promise.all(windows.map((each) => each.said('done')));
    assert.equal(readFileSync(desktop.ledger, 'utf8'), 'first\n');
    assert.equal((await desktop.vault.read()).get(ALPHA)?.clientSecret?.reveal(), 'second');
  });

  it('take over the lock of an integration from one that was killed', async () => {
    const desktop = new Desktop();
    await desktop.vault.ensureCreated();
    const [window] = await desktop.start(1);
    window?.perform({ kind: 'hold', id: ALPHA });
    await window?.said('held');
    const { signal } = new AbortController();
    // Another integration does not wait for it.
    assert.equal(await desktop.vault.withLock(BETA, signal, () => Promise.resolve('beta')), 'beta');
    let isKilled = false;
    const attempt = desktop.vault.withLock(ALPHA, signal, () => Promise.resolve(isKilled));
    await window?.kill();
    isKilled = true;
    assert.equal(await attempt, true);
  });

  it('take over the lock of the file from one that was killed before it had written', async () => {
    const desktop = new Desktop();
    await desktop.vault.update(ALPHA, () => KEPT_SECRET_ONLY);
    const [window] = await desktop.start(1);
    window?.perform({ kind: 'holdFile', id: ALPHA });
    await window?.said('held');
    const attempt = desktop.vault.update(BETA, () => KEPT_SECRET_ONLY);
    await window?.kill();
    await attempt;
    assert.deepEqual([...(await desktop.vault.read()).keys()], [ALPHA, BETA]);
  });
});

describe('Work on an integration', () => {
  it('is done by one at a time in all windows, and ends with its lock', async () => {
    const user = new VaultUser(ended);
    const windows = [user.load(), user.load()];
    let [active, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, (active += 1));
      // The work itself takes some time: without the lock, the other window would begin in it.
      await new Promise((resolve) => setTimeout(resolve, 5));
      active -= 1;
    };
    const { signal } = new AbortController();
    const works = [...windows, ...windows, ...windows].map(({ vault }) => vault.withLock(ALPHA, signal, work));
    await Promise.all(works);
    assert.equal(most, 1);
  });

  it('that fails gives the lock back, and its failure on', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    const failure = new Error('no answer');
    assert.equal(
      await rejectionOf(vault.withLock(ALPHA, new AbortController().signal, () => Promise.reject(failure))),
      failure,
    );
    assert.equal(await vault.withLock(ALPHA, new AbortController().signal, () => Promise.resolve('next')), 'next');
  });

  it('is not begun where it is aborted while it waits', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    const release = await heldBy(user);
    const abort = new AbortController();
    const attempt = rejectionOf(vault.withLock(ALPHA, abort.signal, () => assert.fail('it has begun')));
    abort.abort(new Error('no longer wanted'));
    assert.match(String(await attempt), /no longer wanted/);
    await release();
  });

  it('is completed even if the vault is disposed of, and is not begun after that', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    const never = new AbortController().signal;
    let end: () => void = () => undefined;
    let hasBegun = false;
    const work = vault.withLock(ALPHA, never, () => {
      hasBegun = true;
      return new Promise<string>((resolve) => (end = () => resolve('done')));
    });
    await until('it has the lock', () => hasBegun);
    const waiting = rejectionOf(vault.withLock(ALPHA, never, () => assert.fail('it has begun')));
    vault.dispose();
    await waiting;
    end();
    assert.equal(await work, 'done');
    await rejectionOf(vault.withLock(ALPHA, never, () => assert.fail('it has begun')));
    assert.equal(await user.load().vault.withLock(ALPHA, never, () => Promise.resolve('next')), 'next');
  });

  it('can find out that another has taken its lock over', async () => {
    const user = new VaultUser(ended);
    const { vault, log } = user.load();
    const error = await rejectionOf(
      vault.withLock(ALPHA, new AbortController().signal, async (hold) => {
        await hold.confirm();
        const [lock = ''] = user.locks();
        const [generation = ''] = readdirSync(lock);
        writeFileSync(path.join(lock, String(Number(generation) + 1)), '');
        await hold.confirm();
      }),
    );
    assert.match(String(error), /Another window took over/);
    assert.match(log.lines.join(), /has taken over/);
  });

  it('locks nothing that others may look into', async () => {
    const user = new VaultUser(ended);
    const before = process.umask(0);
    ended(() => process.umask(before));
    await user.load().vault.withLock(ALPHA, new AbortController().signal, () => {
      const [lock = ''] = user.locks();
      const modes = [user.folder, path.dirname(lock), lock].map((each) => (statSync(each).mode & 0o777).toString(8));
      assert.deepEqual(modes, ['700', '700', '700']);
      assert.ok(!lock.includes(ALPHA));
      return Promise.resolve();
    });
  });

  it('says where no lock can be made', async () => {
    const user = new VaultUser(ended);
    await mkdir(path.dirname(user.folder), { recursive: true });
    writeFileSync(user.folder, 'a file in the place of the folder');
    const { vault } = user.load();
    const { signal } = new AbortController();
    const error = await rejectionOf(vault.withLock(ALPHA, signal, () => assert.fail('it has begun')));
    assert.match(String(error), /could not be written \(E(?:EXIST|NOTDIR)\)/);
  });

  /** Has another window hold the lock of ALPHA until the result is called. */
  async function heldBy(user: VaultUser): Promise<() => Promise<void>> {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let hasBegun = false;
    const work = user.load().vault.withLock(ALPHA, new AbortController().signal, () => {
      hasBegun = true;
      return held;
    });
    await until('another has the lock', () => hasBegun);
    return async () => {
      release();
      await work;
    };
  }
});
