import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secret.js';
import { errorResponse } from '../../../src/oauth/errorResponse.js';
import type { OAuthRequest } from '../../../src/oauth/oauthRequest.js';

type Row = readonly [request: OAuthRequest, code: string, description: string | undefined, expected: string];

/** What a server answers, and the beginning of the sentence that the user gets. */
const ROWS: readonly Row[] = [
  // The user refuses.
  ['authorization', 'access_denied', undefined, 'Access was denied at HOST. Sign in again to allow it.'],
  [
    'authorization',
    'access_denied',
    'Ask your manager.',
    'Access was denied at HOST: Ask your manager (access_denied). Sign in again to allow it.',
  ],
  ['authorization', 'user_cancelled_login', undefined, 'Access was denied at HOST. '],
  ['authorization', 'user_cancelled_authorize', 'No.', 'Access was denied at HOST: No (user_cancelled_authorize). '],
  ['deviceCode', 'access_denied', undefined, 'Access was denied at HOST. '],
  ['deviceCode', 'authorization_declined', undefined, 'Access was denied at HOST. '],
  // No user was asked.
  ['refresh', 'access_denied', 'Blocked.', 'HOST returned an error: Blocked (access_denied). '],
  ['clientCredentials', 'access_denied', 'No such API.', 'HOST returned an error: No such API (access_denied). '],
  ['registration', 'access_denied', undefined, 'HOST returned an error: access_denied. '],

  // A device code.
  ['deviceCode', 'expired_token', undefined, 'The code was not entered at HOST in time and has expired. '],
  ['deviceCode', 'token_expired', undefined, 'The code was not entered at HOST in time and has expired. '],
  ['deviceCode', 'code_expired', undefined, 'The code was not entered at HOST in time and has expired. '],
  ['code', 'expired_token', undefined, 'HOST returned an error: expired_token. '],

  // The client, with its ID or its secret.
  ...[
    'invalid_client',
    'incorrect_client_credentials',
    'bad_client_secret',
    'invalid_client_id',
    'bad_client_id',
  ].flatMap((code): Row[] =>
    (['code', 'refresh', 'deviceAuthorization', 'revocation'] as const).map((request) => [
      request,
      code,
      'No.',
      `HOST does not accept this client: No (${code}). `,
    ]),
  ),

  // The code.
  ...['invalid_grant', 'bad_verification_code', 'invalid_code', 'code_already_used', 'INVALID_GRANT'].map(
    (code): Row => ['code', code, undefined, `HOST did not accept this sign-in: ${code}. Sign in again.`],
  ),

  ['deviceCode', 'incorrect_device_code', undefined, 'HOST did not accept this sign-in: incorrect_device_code. '],

  // The refresh token.
  ...['invalid_grant', 'expired_token', 'token_expired', 'token_revoked', 'bad_refresh_token'].map((code): Row => [
    'refresh',
    code,
    undefined,
    `HOST no longer accepts this sign-in: ${code}. Sign in again.`,
  ]),
  ['tokenExchange', 'invalid_grant', 'No.', 'HOST did not accept the token: No (invalid_grant). '],
];

/** What servers say of a refresh token, with a code that may mean anything. */
const ENDED = [
  'refresh_token is invalid',
  'The refresh token is invalid or expired.',
  'Invalid refresh token: abc',
  'Unknown or invalid refresh token.',
  'refresh token has been revoked',
  'The refresh token was not found.',
  'Refresh token is not valid',
  'Refresh token is no longer valid.',
  'Refresh token has already been used',
  'refresh_token does not exist',
  "The 'refresh_token' is expired.",
  'Inactive refresh token',
];

const NOT_ENDED = [
  'The client may not use the grant type refresh_token.',
  'The refresh_token grant is not valid for this client.',
  'The parameter refresh_token is missing.',
  'refresh_token is required',
  'The client is invalid.',
  'The scope is not valid.',
];

describe('An error of an OAuth server', () => {
  const answer = (request: OAuthRequest, error: string, description?: string) =>
    errorResponse({ host: 'login.example.org', request, error, description, authMethod: 'client_secret_basic' });

  for (const [request, code, description, expected] of ROWS) {
    it(`in answer to ${request}: ${code}${description === undefined ? '' : ', "'.concat(description, '"')}`, () => {
      const { message, cause } = answer(request, code, description);
      const start = expected.replaceAll('HOST', 'login.example.org');
      assert.equal(message.slice(0, start.length), start);
      assert.equal((cause as Error).message, `The server answered ${code}`);
    });
  }

  for (const code of ['unauthorized_client', 'invalid_token', 'invalid_request', 'INVALID_REQUEST']) {
    it(`${code} at a refresh ends the sign-in exactly if the description says so`, () => {
      const ends = (description: string) => answer('refresh', code, description).endsGrant;
      assert.deepEqual(
        ENDED.filter((each) => !ends(each)),
        [],
      );
      assert.deepEqual(NOT_ENDED.filter(ends), []);
    });
  }

  it('about the client never ends a sign-in, and suggests client_secret_post where the secret was sent in a header', () => {
    for (const code of ['invalid_client', 'incorrect_client_credentials', 'bad_client_secret']) {
      const error = answer('refresh', code, 'The refresh token is invalid.');
      assert.deepEqual([error.error, error.failure, error.endsGrant], ['invalid_client', 'authorization', false]);
      assert.match(error.message, / set token_endpoint_auth_method to client_secret_post, /);
    }
  });

  it('keeps its code when a secret is a part of it', () => {
    for (const secret of ['client', 'bad', 'user', 'code', 'token']) {
      for (const [request, code] of ROWS) {
        const secrets = [new Secret(secret)];
        const { cause } = errorResponse({ host: 'h', request, error: code, description: undefined, secrets });
        assert.equal((cause as Error).message, `The server answered ${code}`);
      }
    }
  });
});
