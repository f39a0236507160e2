import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, answering, handMadeBy, type Reply, TOKENS } from '../oauth/scriptedProvider.js';
import { LocalUser } from './localWindow.js';

const HOUR = 3_600_000;

describe('A local integration whose refresh is refused', () => {
  const ended = endedAfterEach();
  const startHandMade = handMadeBy(serversPerTest());

  for (const [what, reply, keepsGrant] of [
    ['a page with 403', { status: 403, body: '<h1>Blocked</h1>' }, true],
    ['an error of its own', { status: 400, body: { error: 'quota_exceeded' } }, true],
    ['invalid_client', { status: 401, body: { error: 'invalid_client' } }, true],
    ['bad_refresh_token with 200', { body: { error: 'bad_refresh_token' } }, false],
    ['login_required', { status: 400, body: { error: 'login_required' } }, false],
  ] as const satisfies readonly (readonly [string, Reply, boolean])[]) {
    it(`with ${what} ${keepsGrant ? 'can be signed in to and out of' : 'is signed out'}`, async () => {
      const provider = await startHandMade();
      const entry = { name: 'reports', issuer: provider.issuer, client_id: 'local-public' };
      const user = new LocalUser(ended, [entry], () => ALL_CANARIES);
      const window = await user.open({ visit: answering() });
      await window.signIn('reports');
      assert.equal(window.statusOf('reports'), 'authenticated');

      provider.replies['/token'] = reply;
      user.clock.skip(HOUR);
      await window.turns('reports', 'notSignedIn');
      const { actions } = window.row('reports');
      assert.deepEqual([actions.includes('signIn'), actions.includes('signOut')], [true, keepsGrant]);
      assert.equal((await user.kept(window, 'reports'))?.grant !== undefined, keepsGrant);

      provider.replies['/token'] = { body: { ...TOKENS, refresh_token: 'another' } };
      await window.signIn('reports');
      assert.equal(window.statusOf('reports'), 'authenticated');
    });
  }
});
