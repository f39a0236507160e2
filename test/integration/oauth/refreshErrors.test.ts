import assert from 'node:assert/strict';
import type { HttpClient } from '../../../src/core/httpClient.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import { OAuthError } from '../../../src/oauth/errorResponse.js';
import { type Refresh, refreshTokens } from '../../../src/oauth/tokens.js';
import { definition, NEVER, oauthPerTest } from '../local/signingIn.js';
import { assertReadable, rejectionOf } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { noHttp } from '../../unit/vault/noHttp.js';
import { grantOf } from '../../unit/vault/tokenSets.js';
import { ALL_CANARIES, CANARIES, handMadeBy, type Reply, TOKENS } from './scriptedProvider.js';

/** What becomes of a grant: `ended` if the user has to sign in again, else it is kept, whatever the failure. */
type Outcome = 'ended' | 'authorization' | 'rejected' | 'network' | 'protocol';

const refused = (status: number, error: unknown, description?: string): Reply => ({
  status,
  body: { error, error_description: description },
});

const ROWS: readonly (readonly [what: string, reply: Reply, outcome: Outcome])[] = [
  ['invalid_grant', refused(400, 'invalid_grant'), 'ended'],
  ['invalid_grant with 401', refused(401, 'invalid_grant'), 'ended'],
  ["GitHub's bad_refresh_token with 200", refused(200, 'bad_refresh_token'), 'ended'],
  [
    "GitHub's as a form",
    { type: 'application/x-www-form-urlencoded', body: 'error=bad_refresh_token&error_description=It+is+incorrect.' },
    'ended',
  ],
  ["Atlassian's unauthorized_client", refused(403, 'unauthorized_client', 'refresh_token is invalid'), 'ended'],
  ["Slack's invalid_refresh_token", { body: { ok: false, error: 'invalid_refresh_token' } }, 'ended'],
  ["Spring's invalid_token", refused(401, 'invalid_token', 'Invalid refresh token (expired): x'), 'ended'],
  ["HubSpot's BAD_REFRESH_TOKEN", { status: 400, body: { status: 'BAD_REFRESH_TOKEN', message: 'No.' } }, 'ended'],
  ['interaction_required', refused(400, 'interaction_required'), 'ended'],
  ['login_required', refused(400, 'login_required'), 'ended'],
  ['consent_required', refused(400, 'consent_required'), 'ended'],
  ['account_selection_required', refused(400, 'account_selection_required'), 'ended'],

  ['invalid_client', refused(401, 'invalid_client'), 'authorization'],
  ['invalid_client about a refresh token', refused(401, 'invalid_client', 'refresh token is invalid'), 'authorization'],
  ['unauthorized_client', refused(400, 'unauthorized_client'), 'rejected'],
  [
    'unauthorized_client that may not refresh',
    refused(400, 'unauthorized_client', 'The client may not use the grant type refresh_token.'),
    'rejected',
  ],
  ['invalid_request', refused(400, 'invalid_request', 'The parameter refresh_token is missing.'), 'rejected'],
  ['access_denied', refused(403, 'access_denied'), 'rejected'],
  ['an error of its own', refused(400, 'quota_exceeded'), 'rejected'],
  ["Okta's error", { status: 403, body: { errorCode: 'E0000006', errorSummary: 'No permission.' } }, 'rejected'],
  [
    "Google's error",
    { status: 400, body: { error: { code: 400, message: 'No.', status: 'FAILED_PRECONDITION' } } },
    'rejected',
  ],
  ['a page with 403', { status: 403, body: '<h1>Blocked</h1>' }, 'rejected'],
  ['an empty answer with 400', { status: 400, body: '' }, 'rejected'],
  ['"ok": false alone', { body: { ok: false } }, 'rejected'],
  ['a page with 200', { body: '<h1>Sign in</h1>' }, 'protocol'],
  ['no access token', { body: { token_type: 'bearer' } }, 'protocol'],
  ['invalid_grant with 500', refused(500, 'invalid_grant'), 'network'],
  ['invalid_grant with 429', refused(429, 'invalid_grant'), 'network'],
  ['temporarily_unavailable', refused(400, 'temporarily_unavailable'), 'network'],
  ['a time-out of a gateway', { status: 408, body: '' }, 'network'],
];

describe('A refresh', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function setUp(overrides: Partial<Definition> = {}, secret?: string) {
    const provider = await startHandMade();
    const bench = openBench();
    const wanted = definition({ issuer: provider.issuer }, overrides);
    const refresh: Refresh = { ...(await bench.parties(wanted, secret)), wanted };
    const timeouts: (number | undefined)[] = [];
    const http: HttpClient = {
      ...noHttp,
      send: (url, request) => {
        timeouts.push(request.timeout);
        return bench.http.send(url, request);
      },
    };
    const ports = { ...bench.ports, http };
    const grant = (scope?: string) => grantOf('old', { scope, refreshToken: CANARIES.refreshToken });
    return {
      ...{ provider, timeouts },
      /** The access token that comes of it. */
      refresh: async (scope?: string, more: Partial<Refresh> = {}) =>
        (await refreshTokens(grant(scope), { ...refresh, ...more }, ports, NEVER)).accessToken.reveal(),
    };
  }

  for (const [what, reply, outcome] of ROWS) {
    it(`that is answered with ${what}: ${outcome === 'ended' ? 'sign in again' : `${outcome}, keep the grant`}`, async () => {
      const { provider, refresh } = await setUp();
      provider.replies['/token'] = reply;
      const error = await rejectionOf(refresh());
      assertReadable(error, ALL_CANARIES);
      const isEnded = error instanceof OAuthError && error.endsGrant;
      assert.equal(isEnded ? 'ended' : error.failure, outcome);
      assert.equal(provider.posted.length, 1);
    });
  }

  for (const [secret, code, outcome] of [
    ['client', 'invalid_client', 'invalid_client'],
    ['grant', 'invalid_grant', 'ended'],
    ['token', 'bad_refresh_token', 'ended'],
    ['refresh', 'invalid_refresh_token', 'ended'],
    ['required', 'login_required', 'ended'],
    ['BAD', 'BAD_REFRESH_TOKEN', 'ended'],
  ] as const) {
    it(`understands ${code}, though the client secret is "${secret}"`, async () => {
      const confidential = { authMode: 'Confidential', tokenEndpointAuthMethod: 'client_secret_post' } as const;
      const { provider, refresh } = await setUp(confidential, secret);
      provider.replies['/token'] = refused(400, code, `The secret is ${secret}.`);
      const error = await rejectionOf(refresh());
      assert.ok(error instanceof OAuthError);
      assert.equal(error.endsGrant ? 'ended' : error.error, outcome);
      assert.match(error.message, /The secret is \[secret\] \(/);
      assert.ok(error.message.includes(`(${code})`));
    });
  }

  it('is tried again at once if the answer was lost, and then no more', async () => {
    const { provider, refresh } = await setUp();
    const lost: Reply = { isLost: true, body: '' };
    provider.replies['/token'] = [lost, { body: TOKENS }];
    let confirmed = 0;
    const confirm = () => Promise.resolve(void (confirmed += 1));
    assert.equal(await refresh(undefined, { confirm }), CANARIES.accessToken);
    assert.deepEqual([provider.posted.length, confirmed], [2, 2]);
    provider.replies['/token'] = lost;
    assert.equal(((await rejectionOf(refresh())) as OAuthError).failure, 'network');
    assert.equal(provider.posted.length, 4);
  });

  for (const status of [502, 504]) {
    it(`is tried again at once if a gateway answers ${status}, since the server's answer may be lost`, async () => {
      const { provider, refresh } = await setUp();
      const lost: Reply = { status, body: '<h1>Bad gateway</h1>' };
      provider.replies['/token'] = [lost, { body: TOKENS }];
      assert.equal(await refresh(), CANARIES.accessToken);
      assert.equal(provider.posted.length, 2);
      provider.replies['/token'] = lost;
      assert.equal(((await rejectionOf(refresh())) as OAuthError).failure, 'network');
      assert.equal(provider.posted.length, 4);
    });
  }

  it('is not tried again if the lock was lost meanwhile', async () => {
    const { provider, refresh } = await setUp();
    provider.replies['/token'] = { isLost: true, body: '' };
    const lost = new Error('Another window took over.');
    let confirmed = 0;
    const confirm = () => (confirmed++ === 0 ? Promise.resolve() : Promise.reject(lost));
    await rejectionOf(refresh(undefined, { confirm }));
    assert.equal(provider.posted.length, 1);
  });

  it('waits 30 seconds for the answer', async () => {
    const { refresh, timeouts } = await setUp();
    await refresh();
    assert.deepEqual(timeouts, [30_000]);
  });

  for (const [what, scope, expected] of [
    ['the granted scopes', 'a b', 'a b'],
    ['the requested scopes, if the server did not say which it granted', undefined, 'reports:read'],
  ] as const) {
    it(`is tried again with ${what} if the server requires scopes`, async () => {
      const { provider, refresh } = await setUp();
      provider.replies['/token'] = [refused(400, 'invalid_scope'), { body: TOKENS }];
      assert.equal(await refresh(scope), CANARIES.accessToken);
      assert.deepEqual(
        provider.posted.map(({ body }) => body.get('scope')),
        [null, expected],
      );
    });
  }

  it('is not tried a third time for its scopes', async () => {
    const { provider, refresh } = await setUp();
    provider.replies['/token'] = refused(400, 'invalid_scope');
    const error = await rejectionOf(refresh('a'));
    assert.ok(error instanceof OAuthError);
    assert.deepEqual([error.error, error.endsGrant, provider.posted.length], ['invalid_scope', false, 2]);
  });
});
