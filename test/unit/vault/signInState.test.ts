import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { hasEnded } from '../../../src/vault/signInState.js';

describe('A sign-in', () => {
  const never = { kind: 'signedOut', problem: undefined, isGrantStored: false } as const;
  const signedIn = { kind: 'signedIn', expiresAt: 0, isRenewable: false, isRenewalRefused: true } as const;

  it('has ended if the server ended it, if its token expired, or if its tokens are still there', () => {
    assert.ok(hasEnded({ ...never, problem: new CredentialError('authorization', 'It was revoked.') }));
    assert.ok(hasEnded({ ...never, hasExpired: true }));
    assert.ok(hasEnded({ ...never, isGrantStored: true }));
  });

  it('has not ended if the user never signed in, or is signed in', () => {
    assert.equal(hasEnded(never), false);
    assert.equal(hasEnded({ ...signedIn, problem: new CredentialError('rejected', 'No.') }), false);
  });
});
