import assert from 'node:assert/strict';
import type { Definition } from '../../../src/local/definition/definition.js';
import { withoutMember } from '../../../src/oauth/json.js';
import { refreshTokens } from '../../../src/oauth/tokens.js';
import { definition, failureOf, NEVER, type OAuthBench, oauthPerTest } from '../local/signingIn.js';
import { holdsAny } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { grantOf } from '../../unit/vault/tokenSets.js';
import { ALL_CANARIES, answering, handMadeBy, type HandMadeProvider, TOKENS } from './scriptedProvider.js';

type Claims = Readonly<Record<string, unknown>>;

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const tokenOf = (header: Claims, claims: Claims) => `${encode(header)}.${encode(claims)}.${encode('signature')}`;
const RS256 = { alg: 'RS256' };

/** An ID token that is not as OpenID Connect wants it; `claims` are right. */
type Make = (claims: Claims, issuer: string) => unknown;

const WRONG: readonly (readonly [what: string, make: Make])[] = [
  ['missing', () => undefined],
  ['without a nonce', (claims) => tokenOf(RS256, withoutMember(claims, 'nonce'))],
  ['with another nonce', (claims) => tokenOf(RS256, { ...claims, nonce: 'another' })],
  ['signed with HS256', (claims) => tokenOf({ alg: 'HS256' }, claims)],
  ['not signed', (claims) => tokenOf({ alg: 'none' }, claims)],
  ['with a slash at the end of iss', (claims, issuer) => tokenOf(RS256, { ...claims, iss: `${issuer}/` })],
  ['of another issuer', (claims) => tokenOf(RS256, { ...claims, iss: 'https://evil.example.com' })],
  ['for another client', (claims) => tokenOf(RS256, { ...claims, aud: 'another' })],
  ['for several clients', (claims) => tokenOf(RS256, { ...claims, aud: ['local-public', 'another'] })],
  ['that has expired', (claims) => tokenOf(RS256, { ...claims, exp: 1 })],
  ['without sub', (claims) => tokenOf(RS256, withoutMember(claims, 'sub'))],
  ['that is encrypted', () => 'a.b.c.d.e'],
  ['that is no JWT', () => 'x.y'],
  ['that is not text', () => 42],
];

/** What of these is checked without PKCE. */
const WITHOUT_NONCE = [
  'missing',
  'without a nonce',
  'with another nonce',
  'that is encrypted',
  'that is no JWT',
  'that is not text',
];

describe('An ID token', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  const nonceOf = ({ opened }: OAuthBench) => new URL(opened[0] ?? '').searchParams.get('nonce');

  function rightClaims({ issuer }: HandMadeProvider, nonce: string | null): Claims {
    const now = Math.floor(Date.now() / 1000);
    return { iss: issuer, aud: 'local-public', sub: 'x', iat: now, exp: now + 60, nonce };
  }

  async function setUp(make: Make, overrides: Partial<Definition> = {}) {
    const provider = await startHandMade();
    const bench = openBench();
    provider.replies['/token'] = () => {
      const claims = rightClaims(provider, bench.opened.length > 0 ? nonceOf(bench) : null);
      return { body: { ...TOKENS, instance_url: 'https://x', id_token: make(claims, provider.issuer) } };
    };
    const wanted = definition({ issuer: provider.issuer }, { scopes: ['openid'], ...overrides });
    return { provider, bench, wanted, signIn: () => bench.authorize(wanted, answering()) };
  }

  const right: Make = (claims) => tokenOf(RS256, claims);

  it('that is right is one of the extra fields', async () => {
    const { bench, signIn } = await setUp(right);
    assert.deepEqual(Object.keys((await signIn()).extra.reveal()), ['instance_url', 'id_token']);
    assert.deepEqual(bench.log.lines, []);
  });

  for (const [what, make] of WRONG) {
    it(`${what} is left out and logged, and the user is signed in`, async () => {
      const { bench, signIn } = await setUp(make);
      const { extra, accessToken } = await signIn();
      assert.equal(accessToken.reveal(), TOKENS.access_token);
      assert.deepEqual(extra.reveal(), { instance_url: 'https://x' });
      assert.match(bench.log.lines.join('\n'), /^(?:info|warn): oauth: .*ID token/);
      assert.equal(holdsAny(bench.log.lines.join('\n'), [...ALL_CANARIES, nonceOf(bench) ?? '']), false);
    });

    const isRefused = WITHOUT_NONCE.includes(what);
    it(`${what} is ${isRefused ? 'refused' : 'left out'} if PKCE is turned off`, async () => {
      const { provider, signIn } = await setUp(make, { usePkce: false });
      if (isRefused) {
        assert.deepEqual(await failureOf(signIn(), ALL_CANARIES), {
          failure: 'protocol',
          message: `The sign-in was stopped because the ID token from ${provider.host} does not belong to it. Sign in again. If this continues, turn PKCE on with Edit Integration…, or contact the administrator of ${provider.host}.`,
        });
      } else {
        assert.equal('id_token' in (await signIn()).extra.reveal(), false);
      }
    });
  }

  it('with another nonce is refused without PKCE also if only the endpoints are known', async () => {
    const { provider, bench, wanted } = await setUp((claims) => tokenOf(RS256, { ...claims, nonce: 'another' }));
    const server = { authorizationUri: `${provider.issuer}/authorize`, tokenUri: `${provider.issuer}/token` };
    const attempt = bench.authorize({ ...wanted, server, usePkce: false }, answering());
    assert.equal((await failureOf(attempt, ALL_CANARIES)).failure, 'protocol');
  });

  it('that was not asked for is left out if it has a nonce', async () => {
    const { signIn } = await setUp((claims) => tokenOf(RS256, { ...claims, nonce: 'x' }), { scopes: ['api'] });
    assert.deepEqual((await signIn()).extra.reveal(), { instance_url: 'https://x' });
  });

  for (const [what, make, kept] of [
    ['that is old', (claims: Claims) => tokenOf(RS256, { ...claims, exp: 1, iat: 0 }), []],
    ['that is right', (claims: Claims) => tokenOf(RS256, withoutMember(claims, 'nonce')), ['id_token']],
    ['that is missing', () => undefined, ['id_token']],
  ] as const) {
    it(`${what} at a refresh does not fail it`, async () => {
      const { bench, wanted } = await setUp(make);
      const earlier = grantOf('old', { extra: { id_token: 'earlier' } });
      const refresh = { ...(await bench.parties(wanted)), wanted };
      const { extra } = await refreshTokens(earlier, refresh, bench.ports, NEVER);
      assert.deepEqual(
        Object.keys(extra.reveal()).filter((name) => name === 'id_token'),
        kept,
      );
    });
  }
});
