import assert from 'node:assert/strict';
import { startIdentityIssuer, type IdentityIssuer } from '../../sandbox/connect/identityIssuer.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { ServicePrincipal } from '../../sandbox/connect/tokenExchange.js';
import { api, call, member, oauthRefusal, refusal, text, token } from './connectCalls.js';
import { connectsPerTest } from './connectsPerTest.js';

const CLAIMS = { sub: 'repo:acme/reports', aud: 'connect' };
const FORM = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
};

describe('The embedded Connect exchanges identity tokens', function () {
  this.timeout(30_000);
  const { start, ended } = connectsPerTest();

  async function begin(...changes: Partial<ServicePrincipal>[]): Promise<{ connect: Connect; issuer: IdentityIssuer }> {
    const issuer = await startIdentityIssuer();
    ended(() => issuer.stop());
    const principal = { issuer: issuer.issuer, subject: CLAIMS.sub, audience: CLAIMS.aud };
    const servicePrincipals = changes.map((each) => ({ ...principal, ...each }));
    return { connect: await start({ servicePrincipals }), issuer };
  }

  const exchange = (connect: Connect, subject_token: string) => token(connect, { ...FORM, subject_token });

  it('for an API key that expires', async () => {
    const { connect, issuer } = await begin({ user: 'publisher', lifetime: 90_000 });
    const { status, body } = await exchange(connect, issuer.mint(CLAIMS));
    assert.deepEqual([status, member(body, 'expires_in'), member(body, 'refresh_token')], [200, 90, undefined]);
    const key = text(body, 'access_token');
    assert.match(key, /^[A-Za-z0-9]{32}$/);
    assert.equal(text((await api(connect, '/v1/user', { key })).body, 'username'), 'publisher');
  });

  it('for the key of a service principal that has no user', async () => {
    const { connect, issuer } = await begin({});
    const key = text((await exchange(connect, issuer.mint(CLAIMS))).body, 'access_token');
    assert.deepEqual(refusal(await api(connect, '/v1/user', { key })), [403, 22]);
    assert.equal((await api(connect, '/v1/content', { key })).status, 200);
  });

  for (const [what, changes, claims, description] of [
    ['matches more than one service principal', [{}, {}], CLAIMS, /ambiguous/],
    ['is for another audience', [{}], { ...CLAIMS, aud: 'other' }, /granted/],
    ['is of another workload', [{}], { ...CLAIMS, sub: 'repo:acme/other' }, /granted/],
    ['has expired', [{}], { ...CLAIMS, exp: 1 }, /verif/],
    ['comes from an issuer that is not configured', [{}], { ...CLAIMS, iss: 'http://127.0.0.1:9' }, /verif/],
  ] as const) {
    it(`but not one that ${what}`, async () => {
      const { connect, issuer } = await begin(...changes);
      const answer = await exchange(connect, issuer.mint(claims));
      assert.deepEqual(oauthRefusal(answer), [400, 'invalid_grant']);
      assert.match(text(answer.body, 'error_description'), description);
    });
  }

  it('but not one with another signature', async () => {
    const { connect, issuer } = await begin({});
    const [header, payload] = issuer.mint(CLAIMS).split('.');
    const signature = issuer.mint({ ...CLAIMS, sub: 'other' }).split('.')[2];
    const answer = await exchange(connect, [header, payload, signature].join('.'));
    assert.match(text(answer.body, 'error_description'), /verif/);
  });

  it('unless that is turned off, which the metadata says', async () => {
    const connect = await start({ tokenExchange: false });
    const { body } = await call(connect, '/.well-known/oauth-authorization-server');
    assert.ok(!JSON.stringify(member(body, 'grant_types_supported')).includes('token-exchange'));
    assert.equal((await exchange(connect, 'a.b.c')).status, 400);
  });
});
