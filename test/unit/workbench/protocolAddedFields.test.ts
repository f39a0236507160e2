import assert from 'node:assert/strict';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { parseIntegrations } from '../../../src/workbench/integrationParser.js';
import { oneProvider, wireIntegration } from './wireIntegration.js';

/** What the parser returns for an integration with these fields. */
function parsed(fields: Readonly<Record<string, unknown>>): ListedIntegration {
  const [integration] = parseIntegrations(oneProvider(wireIntegration(fields))).integrations;
  return integration ?? assert.fail('There is no integration.');
}

/** Fields that only the broker sends. A Workbench could come to use their names for something else. */
describe('parseIntegrations: the fields that the broker adds', () => {
  const expiry = '2026-12-31T23:59:59Z';
  const at = Date.UTC(2026, 11, 31, 23, 59, 59);

  it('contain when the access token expires, and whether it is then renewed', () => {
    assert.deepEqual(parsed({ authenticated: true, expiry, renewable: true }).expiry, { at, isRenewable: true });
    for (const renewable of [undefined, null, false, 'true', 1, {}]) {
      assert.deepEqual(parsed({ authenticated: true, expiry, renewable }).expiry, { at, isRenewable: false });
    }
  });

  it('contain the hosts of Git repositories, unchanged', () => {
    const gitHosts = ['git.example.org', 'git.example.org:8443'];
    assert.deepEqual(parsed({ git_hosts: gitHosts }).gitHosts, gitHosts);
  });

  it('contain why the last sign-in failed', () => {
    assert.equal(parsed({ sign_in_error: 'It was cancelled.' }).signInError, 'It was cancelled.');
    assert.equal(parsed({ sign_in_reason: 'It was revoked.' }).signInReason, 'It was revoked.');
  });

  it('contain whether the user can sign out without being signed in', () => {
    assert.deepEqual(parsed({ can_sign_out: true }).actions, ['signIn', 'signOut']);
    assert.deepEqual(parsed({ can_sign_out: 'true' }).actions, ['signIn']);
  });

  it('are absent where they are missing', () => {
    const integration = parsed({ authenticated: true, renewable: true });
    const names = ['expiry', 'gitHosts', 'signInError'];
    assert.deepEqual(
      names.filter((name) => name in integration),
      [],
    );
  });

  const WRONG = [null, '', 'soon', 7, true, {}, [7], ['git.example.org', null]];
  for (const wrong of WRONG) {
    it(`are absent where they are ${JSON.stringify(wrong)}, which makes no configuration error`, () => {
      const integration = parsed({ expiry: wrong, renewable: wrong, git_hosts: wrong, complete: wrong });
      assert.deepEqual(integration, parsed({}));
    });
  }

  describe('complete', () => {
    const absent = { client_id: undefined, auth_url: null, token_url: '' };

    it('says that nothing is missing, though client and URLs are', () => {
      const { status, actions, note } = parsed({ ...absent, complete: true });
      assert.deepEqual([status, actions, note], [{ kind: 'notSignedIn' }, ['signIn'], undefined]);
    });

    for (const complete of [undefined, false, 'true', 1, {}]) {
      it(`has no effect if it is ${JSON.stringify(complete)}`, () => {
        const { status, note } = parsed({ ...absent, complete });
        assert.equal(status.kind, 'notSignedIn');
        assert.match(note ?? '', /^Workbench did not send client_id, auth_url, token_url\./);
      });
    }

    it('excuses neither a missing ID, nor what is wrong', () => {
      const details = [{ uid: null }, { auth_url: 7 }, { error: 'Secret expired' }].map((fields) => {
        const { status, note } = parsed({ ...fields, complete: true });
        return status.kind === 'configurationError' ? status.detail : note;
      });
      assert.deepEqual(details, [
        'Workbench did not send an Integration ID (uid).',
        'Workbench sent a value of the wrong type for auth_url, which is ignored. Contact your administrator.',
        'Secret expired',
      ]);
    });
  });
});
