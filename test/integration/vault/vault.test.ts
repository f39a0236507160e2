import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { formsOf } from '../../secretForms.js';
import { KEPT_SECRET_ONLY, keptOf, plainKeptOf, secretsOf } from '../../unit/vault/storedSecrets.js';
import { plain, secretFrom } from '../../unit/local/plain.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { VaultUser } from './vaultWindow.js';

const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';
const BETA = 'bbbbbbbb-0000-4000-8000-000000000002';

const ended = endedAfterEach();

describe('The vault', () => {
  it('is empty, and creates no file, until something is stored', async () => {
    const user = new VaultUser(ended);
    const { vault, secrets } = user.load();
    assert.equal((await vault.read()).size, 0);
    assert.equal(await vault.update(ALPHA, () => undefined), undefined);
    assert.equal(await vault.takeCallback('a state'), undefined);
    await vault.forwardCallback('a state', 'code=1');
    await vault.reset();
    assert.equal(secrets.asked + secrets.stored.length, 0);
    assert.deepEqual(user.files(), []);
  });

  it('returns what is stored, also in a window that is loaded later', async () => {
    const user = new VaultUser(ended);
    const first = user.load();
    assert.deepEqual(plain(await first.vault.update(ALPHA, () => keptOf('alpha'))), plainKeptOf('alpha'));
    await first.vault.update(BETA, () => KEPT_SECRET_ONLY);
    for (const window of [first, user.load()]) {
      assert.deepEqual(await window.contents(), { [ALPHA]: plainKeptOf('alpha'), [BETA]: plain(KEPT_SECRET_ONLY) });
    }
  });

  it('passes the stored entry to a change, and deletes it if nothing is left', async () => {
    const { vault } = new VaultUser(ended).load();
    await vault.update(ALPHA, (kept) => (kept ? assert.fail() : keptOf('alpha')));
    const changed = await vault.update(ALPHA, (kept) => kept && { ...kept, clientSecret: secretFrom('another') });
    assert.deepEqual(plain(changed), { ...plainKeptOf('alpha'), clientSecret: 'another' });
    assert.equal(await vault.update(ALPHA, () => undefined), undefined);
    assert.equal((await vault.read()).size, 0);
  });

  it('changes nothing where the change fails', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    const before = await readFile(user.file);
    const failure = new Error('not this time');
    const attempt = vault.update(ALPHA, () => {
      throw failure;
    });
    assert.equal(await rejectionOf(attempt), failure);
    assert.deepEqual(await readFile(user.file), before);
    assert.deepEqual(user.files(), ['vault.json']);
  });

  it('does not write what is as it was', async () => {
    const user = new VaultUser(ended);
    const { vault } = user.load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    const before = await readFile(user.file);
    await vault.update(ALPHA, (kept) => kept);
    await vault.update(ALPHA, () => keptOf('alpha'));
    await vault.update(BETA, () => undefined);
    await vault.ensureCreated();
    assert.deepEqual(await readFile(user.file), before);
  });

  it('reveals none of its content in the file or in the log', async () => {
    const user = new VaultUser(ended);
    const window = user.load();
    await window.vault.update(ALPHA, () => keptOf('alpha'));
    await window.vault.forwardCallback('the-state-of-alpha', 'the-code-of-alpha');
    const texts = [await readFile(user.file, 'utf8'), ...window.log.lines];
    const key = window.secrets.stored[0] ?? '';
    const secrets = [...secretsOf('alpha'), ALPHA, 'the-state-of', 'the-code-of', key];
    assert.deepEqual(
      secrets.filter((secret) => formsOf(secret).some((form) => texts.some((text) => text.includes(form)))),
      [],
    );
    assert.deepEqual(Object.keys(JSON.parse(texts[0] ?? '') as object), ['version', 'key', 'nonce', 'sealed']);
  });

  it('refuses what no JSON can hold, and keeps the rest', async () => {
    const { vault } = new VaultUser(ended).load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const attempt = vault.update(BETA, () => ({
      ...KEPT_SECRET_ONLY,
      grant: { ...grantOf('beta'), extra: new Secret({ deep }) },
    }));
    assertReadable(await rejectionOf(attempt), secretsOf('beta'));
    assert.deepEqual([...(await vault.read()).keys()], [ALPHA]);
  });
});

describe('Reading the vault', () => {
  it('does not decrypt again if nothing has changed', async () => {
    const { vault } = new VaultUser(ended).load();
    await vault.update(ALPHA, () => keptOf('alpha'));
    const first = await vault.read();
    assert.equal(await vault.read(), first);
    await vault.update(BETA, () => keptOf('beta'));
    assert.notEqual(await vault.read(), first);
  });
});

function grantOf(name: string) {
  const { grant } = keptOf(name);
  assert.ok(grant);
  return grant;
}
