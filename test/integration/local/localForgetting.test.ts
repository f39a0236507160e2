import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { endedAfterEach } from '../../ended.js';
import { type RunningProvider, startProvider } from '../../sandbox/authorizationServer.js';
import { until } from '../../until.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import type { Answer } from '../../unit/local/wizard/fakeDialogs.js';
import { LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { entry } from './localEntries.js';
import { LocalUser, type LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';

const DELETED = 'All local sign-ins and client secrets were deleted.';

describe('Forget Local Sign-Ins', () => {
  const ended = endedAfterEach();

  const forget = (window: LocalWindow) => window.source.commands['forgetLocalSignIns']?.();

  /** What the vault holds. */
  async function stored(user: LocalUser): Promise<number> {
    const vault = user.vault();
    try {
      return (await vault.read()).size;
    } finally {
      vault.dispose();
    }
  }

  /** A user who is signed in to two integrations of a provider, one of which has a client secret. */
  async function signedIn(...answers: Answer[]) {
    const provider = await startProvider();
    ended(() => provider.stop());
    const { basic, public: open } = provider.clients;
    const fields = [entry(provider, basic), entry(provider, open, { name: 'other' })];
    const user = new LocalUser(ended, fields, () => provider.secrets);
    const window = await user.open({ visit: person(provider), answers: [basic.secret ?? '', ...answers] });
    for (const name of ['reports', 'other']) {
      assert.equal(await window.signIn(name), 'signedIn');
    }
    return { provider, user, window, fields };
  }

  async function assertRevoked(provider: RunningProvider, tokens: readonly string[]): Promise<void> {
    for (const token of tokens) {
      assert.ok(provider.revoked.includes(token));
      assert.ok(!(await provider.isActive(token)));
    }
  }

  it('revokes and deletes every token and client secret, and says so', async () => {
    const { provider, user, window } = await signedIn('Forget');
    const other = await user.open();
    const grants = [await user.grant(window, 'reports'), await user.grant(window, 'other')];
    await forget(window);
    assert.deepEqual(window.dialogs.told.slice(-1), [DELETED]);
    assert.equal(await stored(user), 0);
    await assertRevoked(
      provider,
      grants.flatMap(({ accessToken, refreshToken = '' }) => [accessToken, refreshToken]),
    );
    for (const each of [window, other]) {
      await each.turns('reports', 'notSignedIn');
      await each.turns('other', 'notSignedIn');
    }
  });

  it('deletes also what no integration is defined for any more, and says what was not revoked', async () => {
    const { provider, user, window, fields } = await signedIn('Forget');
    user.settings.set(fields.slice(0, 1));
    await forget(window);
    assert.deepEqual(window.dialogs.told.slice(-1), [
      `${DELETED} Some tokens could not be revoked, since their integrations are no longer defined here. They end when they expire.`,
    ]);
    assert.equal(await stored(user), 0);
    assert.equal(provider.revoked.length, 2);
  });

  it('deletes also where a server can not be told, and says so', async () => {
    const { provider, user, window } = await signedIn('Forget');
    await provider.suspend();
    await forget(window);
    assert.match(
      window.dialogs.told.at(-1) ?? '',
      /^All local .* deleted\. You are signed out of reports here, but its server/,
    );
    assert.equal(await stored(user), 0);
  });

  it('does nothing where the user does not agree', async () => {
    const { provider, user, window } = await signedIn(LEAVE);
    await forget(window);
    assert.deepEqual([await stored(user), provider.revoked], [2, []]);
  });

  it('asks nothing where nothing is stored, and makes no file', async () => {
    const user = new LocalUser(ended, []);
    const window = await user.open();
    await forget(window);
    assert.deepEqual([window.dialogs.asked, window.dialogs.told], [[], ['There are no local sign-ins to forget.']]);
    assert.ok(!existsSync(user.folder));
  });

  it('sets the file aside where its key is missing, and says so', async () => {
    const { user } = await signedIn();
    const window = await user.open({ secrets: new FakeSecrets(), answers: ['Forget'] });
    await forget(window);
    assert.match(window.dialogs.told.at(-1) ?? '', /^The encrypted file was set aside\./);
    await until('there are rows', () => window.catalog.integrations.length === 2);
    assert.equal(window.statusOf('reports'), 'notSignedIn');
  });
});
