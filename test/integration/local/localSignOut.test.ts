import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Definition } from '../../../src/local/definition/definition.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { Secret } from '../../../src/core/secret.js';
import { endedAfterEach } from '../../ended.js';
import { type AuthorizationServerOptions, startProvider } from '../../sandbox/authorizationServer.js';
import { until } from '../../until.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { holdsAny } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, answering, handMadeBy, TOKENS } from '../oauth/scriptedProvider.js';
import { entry } from './localEntries.js';
import { LocalUser, type LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';

function definitionOf(fields: unknown): Definition {
  const found = parseDefinition(fields);
  assert.ok(!isInvalid(found));
  return found;
}

describe('LocalSource', () => {
  const ended = endedAfterEach();
  const startHandMade = handMadeBy(serversPerTest());

  /** A user who is signed in with a client that has a secret, in a window that shows it. */
  async function signedIn(options: AuthorizationServerOptions = {}) {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    const { basic } = provider.clients;
    const fields = entry(provider, basic);
    const user = new LocalUser(ended, [fields], () => provider.secrets);
    const window = await user.open({ visit: person(provider), answers: [basic.secret ?? ''] });
    assert.equal(await window.signIn('reports'), 'signedIn');
    return { provider, user, window, fields, grant: await user.grant(window, 'reports') };
  }

  const inVault = async (user: LocalUser, { id }: Definition) => {
    const vault = user.vault();
    const kept = (await vault.read()).get(id);
    vault.dispose();
    return { secret: kept?.clientSecret !== undefined, grant: kept?.grant !== undefined };
  };

  describe('signs out', () => {
    it('by revoking refresh token and access token, and other windows follow', async () => {
      const { provider, user, window, grant } = await signedIn();
      const other = await user.open();
      assert.equal(other.statusOf('reports'), 'authenticated');
      assert.equal(await window.signOut('reports'), undefined);
      await window.turns('reports', 'notSignedIn');
      await other.turns('reports', 'notSignedIn');
      assert.deepEqual(provider.revoked, [grant.refreshToken, grant.accessToken]);
      assert.ok(!(await provider.isActive(grant.accessToken)));
      assert.deepEqual(await inVault(user, definitionOf(entry(provider, provider.clients.basic))), {
        secret: true,
        grant: false,
      });
    });

    it('locally even if the server cannot be reached, and says so', async () => {
      const { provider, user, window } = await signedIn();
      await provider.suspend();
      assert.equal(
        await window.signOut('reports'),
        'You are signed out of reports on this machine, but its server could not be notified. The tokens remain valid until they expire.',
      );
      await window.turns('reports', 'notSignedIn');
      assert.equal((await user.kept(window, 'reports'))?.grant, undefined);
      assert.equal(window.log.lines.filter((line) => /^warn: .*could not be revoked/.test(line)).length, 1);
    });

    it('where the server has no revocation', async () => {
      const { user, window } = await signedIn({ revocation: false });
      assert.equal(await window.signOut('reports'), undefined);
      await window.turns('reports', 'notSignedIn');
      assert.equal((await user.kept(window, 'reports'))?.grant, undefined);
    });
  });

  describe('follows changes of the setting', () => {
    it('removes an integration with every secret of it', async () => {
      const { provider, user, window, fields, grant } = await signedIn();
      const row = window.row('reports');
      window.dialogs.willAnswer('Remove');
      await window.source.commands['removeIntegration']?.(row);
      await until('the row is gone', () => window.catalog.integrations.length === 0);
      assert.deepEqual(provider.revoked, [grant.refreshToken, grant.accessToken]);
      assert.deepEqual(await inVault(user, definitionOf(fields)), { secret: false, grant: false });
      assert.deepEqual(window.dialogs.told, []);
    });

    for (const { what, change, stays, revoked } of [
      { what: 'a new name keeps all', change: { name: 'renamed' }, stays: { secret: true, grant: true }, revoked: 0 },
      {
        ...{ what: 'other scopes end the sign-in', change: { scopes: ['reports:write'] } },
        ...{ stays: { secret: true, grant: false }, revoked: 2 },
      },
      {
        ...{ what: 'another client loses all', change: { client_id: 'other' } },
        ...{ stays: { secret: false, grant: false }, revoked: 2 },
      },
    ]) {
      it(`keeps what an edit leaves valid: ${what}`, async () => {
        const { provider, user, window, fields } = await signedIn();
        const [before, after] = [definitionOf(fields), definitionOf({ ...fields, ...change })];
        user.settings.set([{ ...fields, ...change }]);
        await window.source.wizardPorts.keeping.migrate(after, undefined, before);
        assert.deepEqual(await inVault(user, after), stays);
        assert.equal(provider.revoked.length, revoked);
        await window.turns(after.name, stays.grant ? 'authenticated' : 'notSignedIn');
        if (before.id !== after.id) {
          assert.deepEqual(await inVault(user, before), { secret: false, grant: false });
        }
      });
    }

    it('revokes what was left of an integration that was removed by hand when it is added again', async () => {
      const { provider, user, window, fields, grant } = await signedIn();
      user.settings.set([]);
      await until('the row is gone', () => window.catalog.integrations.length === 0);
      user.settings.set([fields]);
      const { basic } = provider.clients;
      const definition = definitionOf(fields);
      await window.source.wizardPorts.keeping.migrate(definition, new Secret(basic.secret ?? ''), undefined);
      assert.deepEqual(provider.revoked, [grant.refreshToken, grant.accessToken]);
      assert.deepEqual(await inVault(user, definition), { secret: true, grant: false });
    });

    it('shows a wrong entry beside the right ones, and neither signs in to it nor disturbs them', async () => {
      const { user, window, fields } = await signedIn();
      user.settings.set([{ name: 'wrong', issuer: 'http://example.org' }, fields]);
      await until('it is there', () => window.catalog.integrations.length === 2);
      const { status, actions } = window.row('wrong');
      assert.deepEqual(
        [status.kind, actions],
        ['configurationError', ['editIntegration', 'checkIntegration', 'removeIntegration']],
      );
      assert.match(status.kind === 'configurationError' ? status.detail : '', /issuer/);
      assert.equal(window.statusOf('reports'), 'authenticated');
      assert.match(
        await window.failure(window.source.signIn(window.row('wrong'), new AbortController().signal)),
        /issuer/,
      );
    });
  });

  describe('forgets the local sign-ins', () => {
    /** Runs the command, and answers its questions. */
    async function forget({ dialogs, source }: LocalWindow, ...answers: string[]): Promise<void> {
      dialogs.willAnswer(...answers);
      await source.commands['forgetLocalSignIns']?.();
      assert.deepEqual(dialogs.left, []);
    }

    it('by revoking and deleting all, when the user agrees', async () => {
      const { provider, user, window, fields, grant } = await signedIn();
      const other = await user.open();
      await forget(window, 'Forget');
      assert.match(window.dialogs.asked.at(-1) ?? '', /^Forget all your local sign-ins\? \[.*revoked/);
      assert.deepEqual(window.dialogs.told, ['The local sign-ins were deleted.']);
      assert.deepEqual(provider.revoked, [grant.refreshToken, grant.accessToken]);
      assert.deepEqual(await inVault(user, definitionOf(fields)), { secret: false, grant: false });
      for (const each of [window, other]) {
        await each.turns('reports', 'notSignedIn');
      }
    });

    it('not unless the user agrees', async () => {
      const { provider, window } = await signedIn();
      window.dialogs.willAnswer(LEAVE);
      await window.source.commands['forgetLocalSignIns']?.();
      assert.deepEqual([provider.revoked, window.dialogs.told], [[], []]);
      assert.equal(window.statusOf('reports'), 'authenticated');
    });

    it('and says what could not be revoked', async () => {
      const { provider, user, window } = await signedIn();
      await provider.suspend();
      await forget(window, 'Forget');
      assert.match(
        window.dialogs.told.join(),
        /were deleted\. You are signed out of reports on this machine, but its server/,
      );
      assert.equal(await user.kept(window, 'reports'), undefined);
    });

    it('of removed integrations only, if the user picks that', async () => {
      const { provider, user, window, fields } = await signedIn();
      const added = entry(provider, provider.clients.public, { name: 'other' });
      user.settings.set([added]);
      await until('there is the other', () => window.catalog.integrations[0]?.label === 'other');
      assert.equal(await window.signIn('other'), 'signedIn');
      await forget(window, 'Only Those of Integrations That Are No Longer in the Settings', 'Forget');
      assert.deepEqual(provider.revoked, []);
      assert.deepEqual(await inVault(user, definitionOf(fields)), { secret: false, grant: false });
      assert.deepEqual(await inVault(user, definitionOf(added)), { secret: false, grant: true });
      await window.refresher.refresh();
      assert.equal(window.statusOf('other'), 'authenticated');
    });

    it('by setting the file aside where this window does not have its key', async () => {
      const { user } = await signedIn();
      const window = await user.open({ secrets: new FakeSecrets() });
      await forget(window, 'Forget');
      assert.match(window.dialogs.asked.join(), /set aside and deleted after 30 days/);
      await until('it has rows', () => window.catalog.integrations.length === 1);
      assert.equal(window.statusOf('reports'), 'notSignedIn');
    });

    it('and says where there are none', async () => {
      const user = new LocalUser(ended);
      const window = await user.open();
      await forget(window);
      assert.deepEqual(window.dialogs.told, ['No local sign-ins are stored on this machine.']);
      assert.ok(!existsSync(user.folder));
    });
  });

  describe("updates the row when a token expires that can't be refreshed", () => {
    it('without polling', async () => {
      const provider = await startHandMade();
      provider.replies['/token'] = { body: { ...TOKENS, refresh_token: undefined } };
      const setting = [{ name: 'reports', issuer: provider.issuer, client_id: 'client' }];
      const user = new LocalUser(ended, setting, () => ALL_CANARIES);
      const window = await user.open({ visit: answering() });
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.equal(window.row('reports').expiry?.isRenewable, false);
      user.clock.skip(3_590_000);
      await window.refresher.settled();
      assert.equal(window.statusOf('reports'), 'authenticated');
      user.clock.skip(10_000);
      await window.turns('reports', 'notSignedIn');
      assert.equal(window.row('reports').expiry, undefined);
    });

    it('and never one that does not expire', async () => {
      const provider = await startHandMade();
      provider.replies['/token'] = { body: { ...TOKENS, refresh_token: undefined, expires_in: undefined } };
      const setting = [{ name: 'reports', issuer: provider.issuer, client_id: 'client' }];
      const user = new LocalUser(ended, setting, () => ALL_CANARIES);
      const window = await user.open({ visit: answering() });
      assert.equal(await window.signIn('reports'), 'signedIn');
      user.clock.set(10 * 365 * 24 * 3_600_000);
      await window.refresher.refresh();
      assert.deepEqual([window.statusOf('reports'), window.row('reports').expiry], ['authenticated', undefined]);
    });
  });

  describe('in a window', () => {
    const failureIn = ({ catalog }: LocalWindow) => catalog.snapshot[0]?.error;

    it('without the key asks to reload it, and neither is empty nor signs in', async () => {
      const provider = await startProvider();
      ended(() => provider.stop());
      const user = new LocalUser(ended, [entry(provider, provider.clients.public)], () => provider.secrets);
      const other = await user.open({ secrets: new FakeSecrets(), visit: person(provider) });
      const window = await user.open({ visit: person(provider) });
      assert.equal(await window.signIn('reports'), 'signedIn');
      const row = other.row('reports');
      await until('it has noticed', () => failureIn(other) !== undefined);
      const { failure, message } = failureIn(other) ?? assert.fail();
      assert.equal(failure, 'authorization');
      assert.match(message, /^This window does not have the key to your local sign-ins\. Reload the window\./);
      assert.equal(await other.failure(other.source.signIn(row, new AbortController().signal)), message);
      assert.equal(other.opened.length, 0);

      const reloaded = await user.open({ secrets: new FakeSecrets() });
      assert.equal(reloaded.catalog.snapshot[0]?.integrations, undefined);
      assert.match(failureIn(reloaded)?.message ?? '', /did not keep the key to your local sign-ins/);
      await reloaded.source.stored.setAside();
      await until('it has rows', () => reloaded.catalog.integrations.length === 1);
      assert.equal(reloaded.statusOf('reports'), 'notSignedIn');
    });

    it('without integrations does nothing', async () => {
      const user = new LocalUser(ended);
      const window = await user.open();
      assert.deepEqual(window.catalog.snapshot[0]?.integrations, []);
      assert.equal(user.secrets instanceof FakeSecrets && user.secrets.asked, 0);
      // That of the view alone.
      assert.equal(user.clock.pending, 1);
      assert.ok(!existsSync(user.folder));
    });

    it('does nothing any more when the last integration is gone', async () => {
      const { user, window } = await signedIn();
      user.settings.set([]);
      await until('there is none', () => window.catalog.integrations.length === 0);
      await until('no timer but that of the view waits', () => user.clock.pending === 1);
    });

    it('lists what is stored in the diagnostics, without secrets', async () => {
      const { provider, user, window, fields } = await signedIn();
      user.settings.set([fields, entry(provider, provider.clients.public, { name: 'other' }), { name: 'wrong' }]);
      const sections = await window.source.diagnose();
      const facts = Object.fromEntries(sections.flatMap((section) => section.facts));
      const client = (mode: string) => `Viewer, ${mode}, at ${provider.issuer}`;
      assert.deepEqual(
        { ...facts, reports: '', wrong: '' },
        {
          Defined: '3',
          'Encrypted file': 'can be read; entries: 1',
          reports: '',
          other: `not signed in; ${client('Public')}`,
          wrong: '',
        },
      );
      const [standing, expiry, ...rest] = (facts['reports'] ?? '').split('; ');
      assert.deepEqual([standing, ...rest], ['signed in', 'renewed automatically', client('Confidential')]);
      assert.match(expiry ?? '', /^access token expires at \d{4}-.* UTC \(in \d+ min\)$/);
      assert.match(facts['wrong'] ?? '', /^configuration error: /);
      assert.ok(!holdsAny(JSON.stringify(sections), provider.secrets));
    });

    it('says in the diagnostics that there is no file as long as nothing is stored', async () => {
      const user = new LocalUser(ended, [{ name: 'reports', issuer: 'http://localhost:9', client_id: 'client' }]);
      const [section] = await (await user.open()).source.diagnose();
      assert.deepEqual(section?.facts, [
        ['Defined', '1'],
        ['Encrypted file', 'does not exist: nothing is stored'],
        ['reports', 'not signed in; Viewer, Public, at http://localhost:9'],
      ]);
      assert.ok(!existsSync(user.folder));
    });

    it('says in the diagnostics why nothing is known where the key is missing', async () => {
      const { user } = await signedIn();
      const window = await user.open({ secrets: new FakeSecrets() });
      const facts = Object.fromEntries((await window.source.diagnose()).flatMap((section) => section.facts));
      assert.match(facts['Encrypted file'] ?? '', /Forget Local Sign-Ins/);
      assert.match(facts['reports'] ?? '', /^not known; /);
    });
  });
});
