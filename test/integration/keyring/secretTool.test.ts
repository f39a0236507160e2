import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { openSecrets } from '../../../src/keyring/openSecrets.js';
import { SecretTool } from '../../../src/keyring/secretTool.js';
import { VaultKey } from '../../../src/vault/key.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { keyringOrSkip, KeyringSession } from './gnomeKeyring.js';

describe('A GNOME Keyring', function () {
  this.timeout(120_000);
  const ended = endedAfterEach();

  before(function () {
    return keyringOrSkip(this);
  });

  function folder(): string {
    const temporary = temporaryFolder('secrets');
    ended(() => temporary.remove());
    return temporary.path;
  }

  async function unlocked() {
    const session = await KeyringSession.start(ended);
    await session.startKeyring();
    return { session, keyring: new SecretTool(session) };
  }

  it('stores secrets, finds them again, and deletes them', async () => {
    const { session, keyring } = await unlocked();
    const [one, other] = [VaultKey.create().text().reveal(), VaultKey.create().text().reveal()];
    assert.equal(await keyring.get('one'), undefined);
    await keyring.store('one', one);
    await keyring.store('other', other);
    const later = new SecretTool(session);
    assert.deepEqual([await later.get('one'), await later.get('other')], [one, other]);
    await later.delete('one');
    await later.delete('one');
    assert.deepEqual([await keyring.get('one'), await keyring.get('other')], [undefined, other]);
  });

  it('that is locked is distinguished from one without the secret', async () => {
    const { session, keyring } = await unlocked();
    const secret = VaultKey.create().text().reveal();
    await keyring.store('one', secret);
    await session.lock();
    for (const attempt of [keyring.get('one'), keyring.delete('one'), keyring.store('other', secret)]) {
      const error = await rejectionOf(attempt);
      assertReadable(error, [secret]);
      assert.match(error.message, /locked\. Unlock it/);
    }
    assert.equal(await keyring.get('other'), undefined);
  });

  it('is the place for a new key, and stays it when it is locked', async () => {
    const { session } = await unlocked();
    const options = { folder: folder(), platform: 'linux', environment: session.environment } as const;
    const { secrets, problem } = await openSecrets({ ...options, isKeyNeeded: false });
    assert.deepEqual([secrets.place, problem], ['the system keyring (secret-tool)', undefined]);
    const secret = VaultKey.create().text().reveal();
    await secrets.store('key', secret);
    await session.lock();
    const later = await openSecrets({ ...options, isKeyNeeded: true });
    assert.match(String(await rejectionOf(Promise.resolve(later.secrets.get('key')))), /locked/);
    assert.equal(existsSync(`${options.folder}/keys`), false);
  });

  it('that is locked from the start is not used', async () => {
    const { session } = await unlocked();
    await session.lock();
    const { secrets, problem } = await openSecrets({
      ...{ folder: folder(), platform: 'linux', environment: session.environment, isKeyNeeded: false },
    });
    assert.match(secrets.place, /^a file in /);
    assert.match(problem ?? '', /cannot be used: it is locked/);
  });

  it('that does not run is not used', async () => {
    const { environment } = await KeyringSession.start(ended);
    const { secrets, problem } = await openSecrets({
      folder: folder(),
      platform: 'linux',
      environment,
      isKeyNeeded: false,
    });
    assert.match(secrets.place, /^a file in /);
    assert.match(problem ?? '', /org\.freedesktop\.secrets/);
  });

  it('without a bus is not used', async () => {
    const environment = { PATH: process.env['PATH'], HOME: folder() };
    const { secrets, problem } = await openSecrets({
      folder: folder(),
      platform: 'linux',
      environment,
      isKeyNeeded: false,
    });
    assert.match(secrets.place, /^a file in /);
    assert.match(problem ?? '', /D-Bus/);
  });
});
