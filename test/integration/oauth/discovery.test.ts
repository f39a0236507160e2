import assert from 'node:assert/strict';
import type { HttpClient } from '../../../src/core/httpClient.js';
import { discover } from '../../../src/oauth/discovery.js';
import { isIssuer, issuerForTenant } from '../../../src/oauth/microsoftEntra.js';
import { failureOf, NEVER, oauthPerTest, REAL_CLOCK } from '../local/signingIn.js';
import { serversPerTest } from '../observedServer.js';
import { noHttp } from '../../unit/vault/noHttp.js';
import { handMadeBy, type Reply } from './scriptedProvider.js';

const OIDC = '/.well-known/openid-configuration';
const RFC8414 = '/.well-known/oauth-authorization-server';

/** Where metadata may be, for an issuer with the path `/tenant`, in the order in which they are looked for. */
const LOCATIONS = [`/tenant${OIDC}`, `${RFC8414}/tenant`, `${OIDC}/tenant`, `/tenant${RFC8414}`];

/** What a location may answer that is not the metadata of this server. */
const NOTHING: readonly (readonly [what: string, reply: Reply])[] = [
  ['404', { status: 404, body: 'Not found' }],
  ['403', { status: 403, body: '' }],
  ['500', { status: 500, body: '' }],
  ['502', { status: 502, body: '<h1>Bad gateway</h1>' }],
  ['a page', { body: '<h1>Welcome</h1>' }],
  ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }],
  ['nothing', { body: '' }],
  ['JSON that is no object', { body: [] }],
  ['an error as JSON', { body: { error: 'not_found' } }],
  ['a greeting as JSON', { body: { name: 'api', version: 1 } }],
  ['an issuer alone', { body: { issuer: 'ISSUER' } }],
  [
    'metadata of another server',
    { body: { issuer: 'https://other.example', token_endpoint: 'https://other.example/t' } },
  ],
  ['metadata without an issuer', { body: { token_endpoint: 'https://other.example/t' } }],
];

describe('Metadata', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());
  const find = (issuer: string) => openBench().servers.get({ issuer }, NEVER);

  for (const [index, location] of LOCATIONS.entries()) {
    for (const [what, reply] of index === 0 ? [] : NOTHING) {
      it(`are found at ${location} if the other locations answer with ${what}`, async () => {
        const provider = await startHandMade();
        const issuer = `${provider.issuer}/tenant`;
        const { body } = reply;
        const earlier = JSON.stringify(body).includes('ISSUER') ? { ...reply, body: { issuer } } : reply;
        LOCATIONS.forEach((each) => (provider.replies[each] = earlier));
        provider.publish({ issuer }, location);
        assert.equal((await find(issuer)).issuer, issuer);
        assert.deepEqual(provider.asked, LOCATIONS.slice(0, index + 1));
      });
    }
  }

  for (const [asked, named] of [
    ['/tenant', '/tenant/'],
    ['/tenant/', '/tenant'],
    ['/', ''],
    ['', '/'],
  ] as const) {
    it(`of the issuer "${named}" are taken if "${asked}" was entered`, async () => {
      const provider = await startHandMade();
      const issuer = `${provider.issuer}${named}`;
      provider.publish({ issuer }, `${asked.replace(/\/$/, '')}${OIDC}`);
      assert.equal((await find(`${provider.issuer}${asked}`)).issuer, issuer);
    });
  }

  for (const status of [429, 503]) {
    it(`are looked for nowhere else if the server answers with ${status}`, async () => {
      const provider = await startHandMade();
      provider.replies[OIDC] = { status, body: '' };
      assert.equal((await failureOf(find(provider.issuer))).failure, 'network');
      assert.deepEqual(provider.asked, [OIDC]);
    });
  }

  it('that no location has are reported as missing, and an outage as an outage', async () => {
    const provider = await startHandMade();
    provider.replies[OIDC] = { status: 404, body: '' };
    assert.match((await failureOf(find(provider.issuer))).message, /does not publish its OAuth endpoints/);
    provider.replies[OIDC] = { status: 500, body: '' };
    assert.equal((await failureOf(find(provider.issuer))).failure, 'network');
  });

  it('may leave endpoints empty', async () => {
    const provider = await startHandMade();
    provider.publish({ device_authorization_endpoint: null, revocation_endpoint: '', scopes_supported: null });
    const { endpoints, unusableEndpoints, scopes } = await find(provider.issuer);
    assert.deepEqual(
      [endpoints.device_authorization_endpoint, endpoints.revocation_endpoint, unusableEndpoints, scopes],
      [undefined, undefined, {}, undefined],
    );
  });
});

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const OTHER = '9188040d-6c67-4c5b-b112-36a304b66dad';
const MICROSOFT = 'https://login.microsoftonline.com';

const ENTRA: readonly (readonly [asked: string, named: string, isTaken: boolean])[] = [
  [`${MICROSOFT}/common/v2.0`, `${MICROSOFT}/{tenantid}/v2.0`, true],
  [`${MICROSOFT}/organizations/v2.0`, `${MICROSOFT}/{tenantid}/v2.0`, true],
  [`${MICROSOFT}/consumers/v2.0`, `${MICROSOFT}/${OTHER}/v2.0`, true],
  [`${MICROSOFT}/contoso.onmicrosoft.com/v2.0`, `${MICROSOFT}/${TENANT}/v2.0`, true],
  [`${MICROSOFT}/${TENANT}/v2.0`, `${MICROSOFT}/${TENANT}/v2.0`, true],
  [`${MICROSOFT}/${TENANT}/v2.0/`, `${MICROSOFT}/${TENANT}/v2.0`, true],
  [`${MICROSOFT}/${TENANT.toUpperCase()}/v2.0`, `${MICROSOFT}/${TENANT}/v2.0`, true],
  [`${MICROSOFT}/common`, 'https://sts.windows.net/{tenantid}/', true],
  [`${MICROSOFT}/${TENANT}`, `https://sts.windows.net/${TENANT}/`, true],
  [`https://sts.windows.net/${TENANT}/`, `https://sts.windows.net/${TENANT}/`, true],
  [`https://login.windows.net/${TENANT}`, `https://sts.windows.net/${TENANT}/`, true],
  ['https://login.microsoftonline.us/common/v2.0', 'https://login.microsoftonline.us/{tenantid}/v2.0', true],
  [`https://login.microsoftonline.us/${TENANT}`, `https://sts.windows.net/${TENANT}/`, true],
  [
    'https://login.partner.microsoftonline.cn/common/v2.0',
    'https://login.partner.microsoftonline.cn/{tenantid}/v2.0',
    true,
  ],
  [`https://login.partner.microsoftonline.cn/${TENANT}`, `https://sts.chinacloudapi.cn/${TENANT}/`, true],

  [`${MICROSOFT}/${TENANT}/v2.0`, `${MICROSOFT}/${OTHER}/v2.0`, false],
  [`${MICROSOFT}/${TENANT}/v2.0`, `${MICROSOFT}/{tenantid}/v2.0`, false],
  [`${MICROSOFT}/contoso.onmicrosoft.com/v2.0`, `${MICROSOFT}/{tenantid}/v2.0`, false],
  [`${MICROSOFT}/${TENANT}`, `https://sts.windows.net/${OTHER}/`, false],
  [`${MICROSOFT}/common/v2.0`, 'https://login.evil.example/{tenantid}/v2.0', false],
  [`${MICROSOFT}/common/v2.0`, `${MICROSOFT}/contoso/v2.0`, false],
  [`${MICROSOFT}/common/v2.0`, `${MICROSOFT}/{tenantid}/v2.0/more`, false],
  [`${MICROSOFT}/common/v2.0`, 'https://login.microsoftonline.us/{tenantid}/v2.0', false],
  [`${MICROSOFT}:8443/common/v2.0`, `${MICROSOFT}/{tenantid}/v2.0`, false],
  ['https://login.microsoftonline.com.evil.example/common/v2.0', `${MICROSOFT}/{tenantid}/v2.0`, false],
  ['https://login.example.org/common/v2.0', 'https://login.example.org/{tenantid}/v2.0', false],
  [`https://login.example.org/${TENANT}`, `https://sts.windows.net/${TENANT}/`, false],
];

describe('Metadata of Microsoft Entra', () => {
  /** A network in which each address answers with the metadata of one issuer. */
  const publishing = (issuer: string): HttpClient => ({
    ...noHttp,
    send: () =>
      Promise.resolve({
        status: 200,
        headers: {},
        body: Buffer.from(JSON.stringify({ issuer, token_endpoint: 'https://login.microsoftonline.com/token' })),
      }),
  });

  for (const [asked, named, isTaken] of ENTRA) {
    it(`that name ${named} are ${isTaken ? 'taken' : 'refused'} for ${asked}`, async () => {
      const found = discover(new URL(asked), { http: publishing(named), clock: REAL_CLOCK });
      if (isTaken) {
        assert.equal((await found).issuer, named);
      } else {
        assert.match((await failureOf(found)).message, /which is not the one you entered/);
      }
    });
  }

  it('with a template fit the issuer of any tenant in an answer, and no other', () => {
    const template = `${MICROSOFT}/{tenantid}/v2.0`;
    assert.equal(isIssuer(`${MICROSOFT}/${TENANT}/v2.0`, template), true);
    for (const other of [
      `${MICROSOFT}/common/v2.0`,
      `${MICROSOFT}//v2.0`,
      `${MICROSOFT}/${TENANT}/v2.0/`,
      `https://evil.example/${TENANT}/v2.0`,
      template,
    ]) {
      assert.equal(isIssuer(other, template), false, other);
    }
    assert.equal(isIssuer('https://a.example/{tenantid}', 'https://a.example/{tenantid}'), true);
    assert.equal(isIssuer(`https://a.example/${TENANT}`, 'https://a.example/{tenantid}'), false);
    assert.equal(issuerForTenant(template, TENANT), `${MICROSOFT}/${TENANT}/v2.0`);
    assert.equal(issuerForTenant(template, 'common'), template);
    assert.equal(issuerForTenant('https://a.example/{tenantid}', TENANT), 'https://a.example/{tenantid}');
  });
});
