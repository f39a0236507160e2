import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import {
  type AuthorizationServerOptions,
  type RunningProvider,
  startProvider,
} from '../../sandbox/authorizationServer.js';
import { until } from '../../until.js';
import { entry } from './localEntries.js';
import { LocalUser } from './localWindow.js';
import { person } from './signingIn.js';

const MINUTE = 60_000;

describe('LocalSource keeps', () => {
  const ended = endedAfterEach();

  /** A user who is signed in, in a window that shows it. */
  async function signedIn(options: AuthorizationServerOptions = {}, fields: Readonly<Record<string, unknown>> = {}) {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    const user = new LocalUser(ended, [entry(provider, provider.clients.public, fields)], () => provider.secrets);
    const window = await user.open({ visit: person(provider) });
    assert.equal(await window.signIn('reports'), 'signedIn');
    return { provider, user, window, grant: await user.grant(window, 'reports') };
  }

  /** Uses the refresh token without the user's knowledge: using it again revokes all tokens. */
  async function spend({ issuer, clients }: RunningProvider, refreshToken = ''): Promise<void> {
    const body = new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clients.public.id },
    });
    assert.equal((await fetch(`${issuer}/token`, { method: 'POST', body })).status, 200);
  }

  describe('a sign-in', () => {
    it('and refreshes it automatically before the access token expires, with rotation', async () => {
      const { provider, user, window, grant } = await signedIn();
      user.clock.skip(8 * MINUTE);
      await window.refresher.refresh();
      assert.equal(provider.refreshes, 0);
      user.clock.skip(MINUTE + 1_000);
      await until('it is refreshed', () => provider.refreshes === 1);
      await until('the row tells', () => (window.row('reports').expiry?.at ?? 0) > (grant.expiresAt ?? 0));
      const after = await user.grant(window, 'reports');
      assert.notEqual(after.refreshToken, grant.refreshToken);
      user.clock.skip(10 * MINUTE);
      await until('it is refreshed again', () => provider.refreshes === 2);
      await until('it is kept', async () => (await user.grant(window, 'reports')).refreshToken !== after.refreshToken);
      assert.deepEqual([window.statusOf('reports'), window.row('reports').note], ['authenticated', undefined]);
    });

    it('whose refresh token stays the same', async () => {
      const { provider, user, window, grant } = await signedIn({ rotation: false });
      user.clock.skip(10 * MINUTE);
      await until('it is refreshed', () => provider.refreshes === 1);
      await until('it is kept', async () => (await user.grant(window, 'reports')).accessToken !== grant.accessToken);
      assert.equal((await user.grant(window, 'reports')).refreshToken, grant.refreshToken);
    });

    it('that two windows refresh at the same moment with one refresh token', async () => {
      const { provider, user, window } = await signedIn();
      const other = await user.open();
      user.clock.skip(10 * MINUTE);
      await until('it is refreshed', () => provider.refreshes > 0);
      await Promise.all([window.source.settled(), other.source.settled()]);
      for (const each of [window, other]) {
        await until('the row tells', () => (each.row('reports').expiry?.at ?? 0) > user.clock.now() + 9 * MINUTE);
      }
      assert.equal(provider.refreshes, 1);
      assert.ok(await provider.isActive((await user.grant(window, 'reports')).accessToken));
    });

    it('and does not refresh short-lived tokens again and again', async () => {
      const { provider, user, window } = await signedIn({ accessTokenLifetime: 30_000 });
      const other = await user.open();
      for (let time = 0; time < 5; time += 1) {
        await Promise.all([window.refresher.refresh(), other.refresher.refresh()]);
        await Promise.all([window.source.settled(), other.source.settled()]);
      }
      assert.ok(provider.refreshes <= 2, String(provider.refreshes));
    });

    it('that the server has ended, until the next refresh: the row turns, and says why', async () => {
      const { provider, user, window, grant } = await signedIn();
      const other = await user.open();
      await spend(provider, grant.refreshToken);
      const { host } = new URL(provider.issuer);
      user.clock.skip(10 * MINUTE);
      await window.turns('reports', 'notSignedIn');
      await other.turns('reports', 'notSignedIn');
      assert.deepEqual(
        new Set([window, other].map((each) => each.row('reports').note)).has(
          `${host} no longer accepts this sign-in: grant request is invalid (invalid_grant). Sign in again.`,
        ),
        true,
      );
      assert.equal((await user.kept(window, 'reports'))?.grant, undefined);
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.equal(window.row('reports').note, undefined);
    });

    it('while the server is down: it shows the reason, and recovers automatically', async () => {
      const { provider, user, window } = await signedIn();
      await provider.suspend();
      user.clock.skip(10 * MINUTE);
      await until('the row says why', () => window.row('reports').note !== undefined);
      assert.equal(window.statusOf('reports'), 'authenticated');
      assert.match(window.row('reports').note ?? '', /^The access token could not be renewed or stored: /);
      assert.equal(window.log.lines.filter((line) => /^warn: .*could not be renewed/.test(line)).length, 1);
      await provider.resume();
      user.clock.skip(MINUTE);
      await until('the row is as before', () => window.row('reports').note === undefined);
      assert.deepEqual([provider.refreshes, window.statusOf('reports')], [1, 'authenticated']);
    });

    it('after the machine has slept', async () => {
      const { provider, user, window } = await signedIn();
      user.clock.set(24 * 60 * MINUTE);
      await window.refresher.refresh();
      await until('it is refreshed', () => provider.refreshes === 1);
      await until('the row tells', () => (window.row('reports').expiry?.at ?? 0) > user.clock.now());
    });

    it('also in a window that is opened later, and in one that has seen nothing yet', async () => {
      const { provider, user, window } = await signedIn();
      window.close();
      user.clock.skip(10 * MINUTE);
      const later = await user.open();
      assert.equal(later.statusOf('reports'), 'authenticated');
      await until('it is refreshed', () => provider.refreshes === 1);
    });
  });
});
