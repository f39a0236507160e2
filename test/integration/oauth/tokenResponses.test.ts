import assert from 'node:assert/strict';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { assertTellsNone } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import {
  ALL_CANARIES,
  answering,
  CANARIES,
  handMadeBy,
  type HandMadeProvider,
  type Reply,
  TOKENS,
} from './scriptedProvider.js';
import { definition, failureOf, oauthPerTest } from '../local/signingIn.js';
import { plain } from '../../unit/local/plain.js';

describe('the answer of a token endpoint', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function signIn(reply: Reply, provider?: HandMadeProvider): Promise<TokenSet> {
    const server = provider ?? (await startHandMade());
    server.replies['/token'] = reply;
    const wanted = definition(
      { issuer: server.issuer },
      { authMode: 'Confidential', tokenEndpointAuthMethod: 'client_secret_basic' },
    );
    return openBench().authorize(wanted, answering(), { secret: CANARIES.clientSecret });
  }

  const granted = (changes: Readonly<Record<string, unknown>>) => signIn({ body: { ...TOKENS, ...changes } });

  it('is kept with all that it holds', async () => {
    const answered = await granted({ scope: 'a b', instance_url: 'https://x', token_type: 'bearer' });
    const { expiresAt, ...grant } = plain(answered);
    assert.equal(typeof expiresAt, 'number');
    assert.deepEqual(grant, {
      ...{ accessToken: CANARIES.accessToken, tokenType: 'Bearer', refreshToken: CANARIES.refreshToken },
      ...{ scope: 'a b', registration: undefined, extra: { instance_url: 'https://x' } },
    });
  });

  it('shows no secret when it is printed, also none that came in other fields', async () => {
    const team = { access_token: CANARIES.code };
    const grant = await granted({ team });
    assert.deepEqual(grant.extra.reveal(), { team });
    assertTellsNone(grant, ALL_CANARIES);
  });

  for (const [expiresIn, seconds] of [
    ['3600', 3600],
    [0, 0],
    [1.5, 1.5],
    [undefined, undefined],
    [null, undefined],
  ] as const) {
    it(`expires in ${String(seconds)} seconds, where it says ${JSON.stringify(expiresIn)}`, async () => {
      const before = Date.now();
      const { expiresAt } = await granted({ expires_in: expiresIn });
      if (seconds === undefined) {
        assert.equal(expiresAt, undefined);
      } else {
        assert.ok(expiresAt !== undefined && expiresAt >= before + seconds * 1000);
        assert.ok(expiresAt <= Date.now() + seconds * 1000);
      }
    });
  }

  it('expires at a date that can be told, however far it is', async () => {
    const { expiresAt = NaN } = await granted({ expires_in: 1e300 });
    assert.equal(new Date(expiresAt).toISOString(), '+275760-09-13T00:00:00.000Z');
  });

  it('may say null of what is absent, and be of another content type', async () => {
    const grant = await signIn({
      type: 'text/plain',
      body: JSON.stringify({ ...TOKENS, refresh_token: null, scope: null }),
    });
    assert.deepEqual([grant.refreshToken, grant.scope], [undefined, undefined]);
  });

  const wrong = (field: string) =>
    `The answer of HOST could not be understood: ${field} is missing or wrong. Tell its administrator.`;
  const notOAuth =
    'The answer did not come from an OAuth server, but perhaps from a sign-in page of something in between. Check the address of HOST, or ask its administrator.';
  const tokens = (changes: Readonly<Record<string, unknown>>): Reply => ({ body: { ...TOKENS, ...changes } });

  const REFUSALS: readonly (readonly [string, Reply, string, string])[] = [
    ['HTML', { body: `<h1>${CANARIES.accessToken}</h1>` }, 'protocol', notOAuth],
    [
      'broken JSON',
      { type: 'application/json', body: `{"access_token":"${CANARIES.accessToken}"` },
      'protocol',
      notOAuth,
    ],
    ['no object', { body: [CANARIES.accessToken] }, 'protocol', notOAuth],
    ['nothing', { type: 'application/json', body: '' }, 'protocol', notOAuth],
    ['no access token', tokens({ access_token: undefined }), 'protocol', wrong('access_token')],
    ['an empty access token', tokens({ access_token: '' }), 'protocol', wrong('access_token')],
    ['an access token that is no text', tokens({ access_token: 42 }), 'protocol', wrong('access_token')],
    [
      'an access token with a line break',
      tokens({ access_token: `${CANARIES.accessToken}\r\nX: y` }),
      'protocol',
      wrong('access_token'),
    ],
    ['no token type', tokens({ token_type: undefined }), 'protocol', wrong('token_type')],
    ['a negative lifetime', tokens({ expires_in: -1 }), 'protocol', wrong('expires_in')],
    ['a lifetime that is no number', tokens({ expires_in: 'soon' }), 'protocol', wrong('expires_in')],
    [
      'an infinite lifetime',
      { type: 'application/json', body: JSON.stringify(TOKENS).replace('3600', '1e999') },
      'protocol',
      wrong('expires_in'),
    ],
    ['a refresh token that is no text', tokens({ refresh_token: {} }), 'protocol', wrong('refresh_token')],
    ['a scope that is no text', tokens({ scope: ['a'] }), 'protocol', wrong('scope')],
    ...['mac', 'DPoP', 'N_A'].map(
      (type) =>
        [
          `the token type ${type}`,
          tokens({ token_type: type }),
          'protocol',
          'HOST issues tokens of a type other than Bearer, which cannot be used here. Ask its administrator for Bearer tokens.',
        ] as const,
    ),
    [
      'an identity token that is none',
      tokens({ id_token: 'x.y' }),
      'protocol',
      'The identity token from HOST was refused, since it is not for this sign-in. Sign in again, and tell the administrator of HOST if that fails too.',
    ],
    [
      'a redirect',
      { status: 307, headers: { location: `https://evil.example.com/${CANARIES.code}` }, body: '' },
      'protocol',
      'HOST sent the request elsewhere (HTTP 307), which is not followed. Check the address, or ask the administrator of HOST for the right one.',
    ],
    [
      'a page with 403',
      { status: 403, body: `<h1>${CANARIES.code}</h1>` },
      'rejected',
      'HOST refused the request, and did not say why (HTTP 403). Tell its administrator.',
    ],
    [
      'a challenge alone',
      { status: 401, headers: { 'www-authenticate': `Basic realm="${CANARIES.clientSecret}"` }, body: '' },
      'rejected',
      'HOST refused the request, and did not say why (HTTP 401). Tell its administrator.',
    ],
    [
      'a server error',
      { status: 500, body: { error: CANARIES.code } },
      'network',
      'HOST is busy or down for now (HTTP 500). Tell its administrator if it goes on.',
    ],
    [
      'an error with 200',
      { body: { error: 'bad_verification_code', error_description: 'Expired.' } },
      'rejected',
      'HOST says: Expired (bad_verification_code). Tell its administrator if it goes on.',
    ],
    [
      'an error that repeats what was sent',
      {
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: `The code ${CANARIES.code} for ${encodeURIComponent(CANARIES.clientSecret)}`,
        },
      },
      'authorization',
      'HOST no longer accepts this sign-in: The code [secret] for [secret] (invalid_grant). Sign in again.',
    ],
    [
      'a challenge beside an error',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
      'authorization',
      'HOST does not accept this client: invalid_client. Check its client ID and client secret with Edit Integration…, or ask the administrator of HOST.',
    ],
  ];

  for (const [what, reply, failure, message] of REFUSALS) {
    it(`is refused with ${what}`, async () => {
      const provider = await startHandMade();
      assert.deepEqual(await failureOf(signIn(reply, provider), ALL_CANARIES), {
        failure,
        message: message.replaceAll('HOST', provider.host),
      });
    });
  }

  it('that is too large is refused', async () => {
    const provider = await startHandMade();
    const reply = tokens({ padding: CANARIES.accessToken.repeat(300_000) });
    assert.deepEqual(await failureOf(signIn(reply, provider), ALL_CANARIES), {
      failure: 'protocol',
      message: `${provider.host} sent a response that is larger than the limit of 8 MiB. Contact your administrator.`,
    });
  });

  it('that is larger than anything that serves a purpose is not stored', async () => {
    const provider = await startHandMade();
    const message = `${provider.host} sent more than 64 kB of tokens and other fields, which is too much to be stored. Contact the administrator of ${provider.host}.`;
    const fits = await signIn(tokens({ padding: 'x'.repeat(60_000) }), provider);
    assert.equal(fits.extra.reveal()['padding'], 'x'.repeat(60_000));
    const tooLarge = signIn(tokens({ padding: CANARIES.accessToken.repeat(3_000) }), provider);
    assert.deepEqual(await failureOf(tooLarge, ALL_CANARIES), { failure: 'protocol', message });
  });

  it('that does not come is waited for no longer than for any other', async () => {
    const provider = await startHandMade();
    provider.replies['/token'] = () => new Promise(() => undefined);
    const attempt = openBench().authorize(definition({ issuer: provider.issuer }), answering());
    assert.deepEqual(await failureOf(attempt, ALL_CANARIES), {
      failure: 'network',
      message: `${provider.host} cannot be reached: it did not answer within 2 s. If the problem persists, contact your administrator.`,
    });
  });

  describe('with an identity token', () => {
    const unsigned = (claims: Readonly<Record<string, unknown>>) =>
      [{ alg: 'RS256' }, claims, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const now = () => Math.floor(Date.now() / 1000);

    for (const [what, changes, message] of [
      ['of another issuer', { iss: 'https://evil.example.com' }, 'identity'],
      ['for another client', { aud: 'another' }, 'identity'],
      ['with another nonce', { nonce: 'another' }, 'identity'],
      ['that has expired', { exp: 1 }, 'clock'],
    ] as const) {
      it(`${what} is refused`, async () => {
        const provider = await startHandMade();
        const bench = openBench();
        provider.replies['/token'] = () => {
          const nonce = new URL(bench.opened[0] ?? '').searchParams.get('nonce');
          const claims = { iss: provider.issuer, aud: 'local-public', sub: 'x', iat: now(), exp: now() + 60, nonce };
          return { body: { ...TOKENS, id_token: unsigned({ ...claims, ...changes }) } };
        };
        const wanted = definition({ issuer: provider.issuer }, { scopes: ['openid'] });
        assert.deepEqual(await failureOf(bench.authorize(wanted, answering()), ALL_CANARIES), {
          failure: 'protocol',
          message:
            message === 'clock'
              ? `The clocks of this machine and of ${provider.host} differ. Set the clock of this machine, or tell the administrator of ${provider.host}.`
              : `The identity token from ${provider.host} was refused, since it is not for this sign-in. Sign in again, and tell the administrator of ${provider.host} if that fails too.`,
        });
      });
    }

    it('is missed where one was asked for', async () => {
      const provider = await startHandMade();
      const wanted = definition({ issuer: provider.issuer }, { scopes: ['openid'] });
      assert.deepEqual(await failureOf(openBench().authorize(wanted, answering()), ALL_CANARIES), {
        failure: 'protocol',
        message: wrong('id_token').replace('HOST', provider.host),
      });
    });
  });
});
