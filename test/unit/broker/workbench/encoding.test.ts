import assert from 'node:assert/strict';
import { encodeToken } from '../../../../src/broker/workbench/encoding.js';
import { Secret } from '../../../../src/core/secret.js';

describe('The answer to oauth_token', () => {
  const answer = (extra: Readonly<Record<string, unknown>> = {}) =>
    encodeToken({ value: new Secret('canary-token'), expiresAt: 1_700_000_000_999, extra: new Secret(extra) }, 0);

  it('is the token, with an expiry in whole seconds that is not too late', () => {
    assert.deepEqual(answer(), { access_token: 'canary-token', expiry: '2023-11-14T22:13:20Z' });
  });

  it('includes the other fields of the token response, but no refresh token at any depth', () => {
    const team = { name: 'x', members: [{ id: 1, refresh_token: 'canary-refresh' }] };
    assert.deepEqual(answer({ team, refresh_token: 'canary-refresh', instance_url: 'https://x.example' }).extra, {
      team: { name: 'x', members: [{ id: 1 }] },
      instance_url: 'https://x.example',
    });
    assert.equal('extra' in answer({ refresh_token: 'canary-refresh' }), false);
  });
});
