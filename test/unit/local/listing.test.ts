import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { listedIntegration } from '../../../src/local/listing.js';
import { fromEndpoints } from '../../../src/oauth/authorizationServer.js';
import type { SignInState } from '../../../src/vault/signInState.js';
import { definitionWith } from '../vault/tokenSets.js';

const SERVER = fromEndpoints({
  authorizationUri: 'https://login.example.org/authorize',
  tokenUri: 'https://login.example.org/token',
  deviceAuthorizationUri: 'https://login.example.org/device',
});
/** The actions that depend on whether the user is signed in. */
const VARYING = ['signIn', 'signInWithDeviceCode', 'signOut', 'snippet'];

const problem = new CredentialError('rejected', 'The server said no.');
const signedIn = { kind: 'signedIn', expiresAt: undefined, isRenewable: true } as const;

const ROWS: readonly (readonly [what: string, state: SignInState, actions: string[]])[] = [
  ['signed out', { kind: 'signedOut', problem: undefined, isGrantStored: false }, ['signIn', 'signInWithDeviceCode']],
  ['signed in', { ...signedIn, problem: undefined, isRenewalRefused: false }, ['signOut', 'snippet']],
  ['signed in while the server is down', { ...signedIn, problem, isRenewalRefused: false }, ['signOut', 'snippet']],
  [
    'signed in, and the server refuses to renew that',
    { ...signedIn, problem, isRenewalRefused: true },
    ['signOut', 'snippet', 'signIn', 'signInWithDeviceCode'],
  ],
  [
    'signed in with a token that cannot be renewed',
    { kind: 'signedIn', expiresAt: 1, isRenewable: false, problem: undefined, isRenewalRefused: false },
    ['signOut', 'snippet', 'signIn', 'signInWithDeviceCode'],
  ],
  [
    'no longer signed in, but with a grant that may be good',
    { kind: 'signedOut', problem, isGrantStored: true },
    ['signOut', 'signIn', 'signInWithDeviceCode'],
  ],
];

describe('The row of a local integration', () => {
  it('says that the sign-in has ended if the user did not sign out', () => {
    const signedOut = { kind: 'signedOut', problem: undefined, isGrantStored: false } as const;
    const shown = [signedOut, { ...signedOut, problem }, { ...signedOut, hasExpired: true } as const].map((state) => {
      const { signInEnded, note } = listedIntegration(definitionWith(), state, SERVER, true);
      return [signInEnded, note];
    });
    assert.deepEqual(shown, [
      [undefined, undefined],
      [true, 'The server said no.'],
      [true, 'The access token has expired. Sign in again.'],
    ]);
  });

  for (const [what, state, expected] of ROWS) {
    it(`of a user who is ${what} offers ${expected.join(', ')}`, () => {
      const { actions, status } = listedIntegration(definitionWith(), state, SERVER, true);
      assert.deepEqual(
        actions.filter((each) => VARYING.includes(each)),
        expected,
      );
      assert.equal(status.kind, state.kind === 'signedIn' ? 'authenticated' : 'notSignedIn');
    });
  }
});
