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

  it('is stored with all its fields', async () => {
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

  it('expires at the last date there is, if its lifetime is longer', async () => {
    const { expiresAt = NaN } = await granted({ expires_in: 1e300 });
    assert.equal(new Date(expiresAt).toISOString(), '+275760-09-13T00:00:00.000Z');
  });

  const wrong = (field: string) =>
    `The answer of HOST could not be understood: ${field} is missing or wrong. Contact its administrator.`;
  const notOAuth =
    'The answer did not come from an OAuth server. A proxy or sign-in page may be in the way. Check the address of HOST, or ask its administrator.';
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
    ...['mac', 'DPoP', 'N_A'].map(
      (type) =>
        [
          `the token type ${type}`,
          tokens({ token_type: type }),
          'protocol',
          'HOST issues tokens of a type other than Bearer, which this extension cannot use. Ask its administrator for Bearer tokens.',
        ] as const,
    ),
    [
      'a redirect',
      { status: 307, headers: { location: `https://evil.example.com/${CANARIES.code}` }, body: '' },
      'protocol',
      'HOST redirected the request (HTTP 307); redirects are not followed. Check the address, or ask the administrator of HOST for the right one.',
    ],
    [
      'a page with 403',
      { status: 403, body: `<h1>${CANARIES.code}</h1>` },
      'rejected',
      'HOST refused the request and gave no reason (HTTP 403). Contact its administrator.',
    ],
    [
      'a challenge alone',
      { status: 401, headers: { 'www-authenticate': `Basic realm="${CANARIES.clientSecret}"` }, body: '' },
      'rejected',
      'HOST refused the request and gave no reason (HTTP 401). Contact its administrator.',
    ],
    [
      'a server error',
      { status: 500, body: { error: CANARIES.code } },
      'network',
      'HOST is busy or down (HTTP 500). If this continues, contact its administrator.',
    ],
    [
      'an error with 200',
      { body: { error: 'bad_verification_code', error_description: 'Expired.' } },
      'authorization',
      'HOST did not accept this sign-in: Expired (bad_verification_code). Sign in again.',
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
      'HOST did not accept this sign-in: The code [secret] for [secret] (invalid_grant). Sign in again.',
    ],
    [
      'a challenge beside an error',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
      'authorization',
      'HOST does not accept this client: invalid_client. Check its client ID and client secret with Edit Integration…, set token_endpoint_auth_method to client_secret_post, or ask the administrator of HOST.',
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
    const message = `${provider.host} sent more than 64 kB of tokens and other fields, which is too much to store. Contact the administrator of ${provider.host}.`;
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
});
