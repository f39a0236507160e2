import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Failure } from '../../../src/core/errors.js';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { KEPT_SECRET_ONLY, keptOf, plainKeptOf, secretsOf } from '../../unit/vault/storedSecrets.js';
import { plain } from '../../unit/local/plain.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { VaultUser, type VaultWindow } from './vaultWindow.js';

const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';
const BETA = 'bbbbbbbb-0000-4000-8000-000000000002';

const ended = endedAfterEach();

/** Checks that a window refuses all that needs the key, and returns what it says. */
async function refusalOf({ vault }: VaultWindow, failure: Failure = 'authorization'): Promise<string> {
  const attempts = [
    () => vault.read(),
    () => vault.update(ALPHA, () => KEPT_SECRET_ONLY),
    () => vault.ensureCreated(),
    () => vault.forwardCallback('state', 'code=1'),
    () => vault.takeCallback('state'),
  ];
  const said = new Set<string>();
  for (const attempt of attempts) {
    const error = await rejectionOf(attempt());
    assertReadable(error, secretsOf('alpha'));
    assert.equal(error.failure, failure);
    said.add(error.message);
  }
  assert.equal(said.size, 1);
  return [...said].join();
}

describe('A window without the key to the vault', () => {
  it('that was loaded before the key was made asks to be reloaded, and never writes', async () => {
    const user = new VaultUser(ended);
    const second = user.load();
    await user.load().vault.update(ALPHA, () => keptOf('alpha'));
    const before = await readFile(user.file);
    assert.match(
      await refusalOf(second),
      /^This window does not have the key.*Reload the window\..*Forget Local Sign-Ins/,
    );
    assert.equal(second.vault.isKeyLost, false);
    assert.deepEqual(await readFile(user.file), before);
    assert.deepEqual(user.files(), ['vault.json']);
    assert.deepEqual(second.secrets.stored, []);
    assert.deepEqual(await user.load().contents(), { [ALPHA]: plainKeptOf('alpha') });
  });

  it('knows that there is a file and not its key, which a window with the key does not report', async () => {
    const user = new VaultUser(ended);
    const [first, second] = [user.load(), user.load()];
    assert.deepEqual([await second.vault.isKeyMissing(), await second.vault.size()], [false, undefined]);
    await first.vault.update(ALPHA, () => keptOf('alpha'));
    assert.deepEqual([await first.vault.isKeyMissing(), await first.vault.size()], [false, 1]);
    assert.equal(await second.vault.isKeyMissing(), true);
    await rejectionOf(second.vault.size());
  });

  it('notifies its listeners that it can’t read, and reads as soon as the key is available', async () => {
    const user = new VaultUser(ended);
    const second = user.load();
    await second.vault.read();
    const changes = second.listen();
    const first = user.load();
    await first.vault.update(ALPHA, () => keptOf('alpha'));
    await until('it has seen that there is a file', () => changes.count === 1);
    await refusalOf(second);
    await second.secrets.store(`local.vault.key.${first.key.id}`, first.secrets.stored[0] ?? '');
    assert.deepEqual(await second.contents(), { [ALPHA]: plainKeptOf('alpha') });
    assert.equal(changes.count, 2);
  });

  it('does not take a good file for one that can’t be decrypted when it has another key', async () => {
    const user = new VaultUser(ended);
    const second = user.load();
    await second.vault.ensureCreated();
    const stranger = new VaultUser(ended);
    await stranger.load().vault.update(ALPHA, () => keptOf('alpha'));
    await writeFile(user.file, await readFile(stranger.file));
    assert.match(await refusalOf(second), /Reload the window/);
    assert.deepEqual(user.files(), ['vault.json']);
  });

  it('does not stop work that needs only a lock', async () => {
    const user = new VaultUser(ended);
    const second = user.load();
    await user.load().vault.ensureCreated();
    assert.equal(await second.vault.withLock(ALPHA, new AbortController().signal, () => Promise.resolve(7)), 7);
  });
});

describe('Two windows that start at the same moment', () => {
  it('make one key between them, and the one that has none asks to be reloaded', async () => {
    const user = new VaultUser(ended);
    const windows = [user.load(), user.load(), user.load()];
    const outcomes = await Promise.allSettled(
      windows.map(({ vault }, at) => vault.update(ALPHA, () => keptOf(`window-${at}`))),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
    assert.equal(windows.flatMap(({ secrets }) => secrets.stored).length, 1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    assert.deepEqual(plain((await user.load().vault.read()).get(ALPHA)), plainKeptOf(`window-${winner}`));
  });
});

describe('A secret storage that does not outlive a reload', () => {
  async function reloaded(): Promise<{ readonly user: VaultUser; readonly window: VaultWindow }> {
    const user = new VaultUser(ended);
    await user.load().vault.update(ALPHA, () => keptOf('alpha'));
    user.secrets.forget();
    return { user, window: user.load() };
  }

  it('is reported in one sentence, which asks for no reload, and nothing is written', async () => {
    const { user, window } = await reloaded();
    const before = await readFile(user.file);
    const said = await refusalOf(window, 'unsupported');
    assert.match(said, /did not keep the key.*Forget Local Sign-Ins/);
    assert.equal(said.match(/\.(?: |$)/g)?.length, 1);
    assert.doesNotMatch(said, /reload the window/i);
    assert.equal(window.vault.isKeyLost, true);
    assert.deepEqual(await readFile(user.file), before);
  });

  it('lets the user start over, which sets the old file aside', async () => {
    const { user, window } = await reloaded();
    const before = await readFile(user.file);
    await rejectionOf(window.vault.read());
    const changes = window.listen();
    await window.vault.reset();
    assert.equal(changes.count, 1);
    assert.equal(window.vault.isKeyLost, false);
    assert.equal((await window.vault.read()).size, 0);
    await window.vault.update(BETA, () => keptOf('beta'));
    const [, aside = '', ...others] = user.files();
    assert.deepEqual(others, []);
    assert.match(aside, /^vault\.json\.unreadable-/);
    assert.deepEqual(await readFile(`${user.folder}/${aside}`), before);
    assert.deepEqual([...(await user.load().vault.read()).keys()], [BETA]);
  });

  it('leaves the windows asking for a reload that had the old key', async () => {
    const user = new VaultUser(ended);
    const old = user.load();
    await old.vault.update(ALPHA, () => keptOf('alpha'));
    user.secrets.forget();
    await user.load().vault.reset();
    assert.match(await refusalOf(old), /Reload the window/);
    assert.equal(old.vault.isKeyLost, false);
  });
});

describe('Starting over', () => {
  it('where the file can be read deletes it with its key and with what was set aside, in all windows', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    const copy = await readFile(user.file);
    await writeFile(`${user.file}.unreadable-2026-01-01T00-00-00.000Z-ab12`, copy);
    const changes = window.listen();
    await window.vault.reset();
    assert.equal(changes.count, 1);
    assert.deepEqual(user.files(), ['vault.json']);
    assert.deepEqual(await user.load().contents(), {});
    await window.vault.update(BETA, () => keptOf('beta'));
    assert.deepEqual(await user.load().contents(), { [BETA]: plainKeptOf('beta') });
    await writeFile(user.file, copy);
    assert.match(String(await rejectionOf(user.load().vault.read())), /did not keep the key/);
  });

  it('deletes what was set aside a moment ago, with and without a file', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    const setAside = async () => {
      await vault.update(ALPHA, () => keptOf('alpha'));
      await writeFile(user.file, 'unreadable');
      assert.equal((await vault.read()).size, 0);
    };
    await setAside();
    assert.match(user.files().join(), /^vault\.json\.unreadable-[^,]+$/);
    await vault.reset();
    assert.deepEqual(user.files(), []);
    await setAside();
    await vault.update(BETA, () => keptOf('beta'));
    assert.equal(user.files().length, 2);
    await vault.reset();
    assert.deepEqual(user.files(), ['vault.json']);
  });

  it('creates nothing if there is no file', async () => {
    const user = new VaultUser(ended);
    const { vault, secrets } = user.load();
    await vault.reset();
    assert.deepEqual([user.files(), secrets.stored], [[], []]);
  });

  it('leaves all as it was where no key can be stored', async () => {
    const user = new VaultUser(ended);
    await user.load().vault.update(ALPHA, () => keptOf('alpha'));
    const before = await readFile(user.file);
    user.secrets.forget();
    const { vault, secrets } = user.load();
    secrets.fault = (value) =>
      value === undefined ? Promise.resolve(undefined as never) : Promise.reject(new Error('full'));
    assertReadable(await rejectionOf(vault.reset()), []);
    assert.deepEqual(await readFile(user.file), before);
    assert.deepEqual(user.files(), ['vault.json']);
  });
});

describe('Several vaults under one secret storage, as of a laptop and the hosts that it connects to', () => {
  it('keep the keys of the others when one of them starts again', async () => {
    const laptop = new VaultUser(ended);
    await laptop.load().vault.update(ALPHA, () => keptOf('alpha'));
    const host = new VaultUser(ended, laptop.secrets);
    const stranger = new VaultUser(ended);
    await stranger.load().vault.ensureCreated();
    await mkdir(host.folder, { recursive: true });
    // Another laptop has written it, so that this one does not have its key.
    await writeFile(host.file, await readFile(stranger.file));
    await host.load().vault.reset();
    await host.load().vault.update(BETA, () => keptOf('beta'));
    assert.deepEqual(await laptop.load().contents(), { [ALPHA]: plainKeptOf('alpha') });
    assert.deepEqual(await host.load().contents(), { [BETA]: plainKeptOf('beta') });
  });

  it('have a key each', async () => {
    const laptop = new VaultUser(ended);
    const first = laptop.load();
    await first.vault.ensureCreated();
    const second = new VaultUser(ended, laptop.secrets).load();
    await second.vault.ensureCreated();
    assert.notEqual(first.key.id, second.key.id);
  });
});

describe('A secret storage that fails', () => {
  it('is reported, and nothing is stored', async () => {
    const user = new VaultUser(ended);
    const { vault, secrets } = user.load();
    secrets.fault = () => Promise.reject(new Error('no keyring'));
    const error = await rejectionOf(vault.update(ALPHA, () => keptOf('alpha')));
    assertReadable(error, secretsOf('alpha'));
    assert.match(error.message, /secret storage of the editor does not work/);
    assert.deepEqual(user.files(), []);
    assert.equal((await vault.read()).size, 0);
  });

  it('is not needed any more by a window that has had the key', async () => {
    const { vault, secrets } = new VaultUser(ended).load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    secrets.fault = () => new Promise(() => undefined);
    await vault.update(BETA, () => keptOf('beta'));
    assert.equal((await vault.read()).size, 2);
  });
});
