import assert from 'node:assert/strict';
import type { ServerLocation } from '../../../src/oauth/authorizationServer.js';
import type { Definition } from '../../../src/local/definition/definition.js';
import { assertPkce, type Endpoint } from '../../../src/oauth/authorizationServer.js';
import type { ClientAtServer } from '../../../src/oauth/clientRequest.js';
import { startDeviceFlow } from '../../../src/oauth/deviceFlow.js';
import { register } from '../../../src/oauth/registration.js';
import { revoke } from '../../../src/oauth/revocation.js';
import { grantOf } from '../../unit/vault/tokenSets.js';
import { serversPerTest } from '../observedServer.js';
import { answering, handMadeBy, type HandMadeProvider } from './scriptedProvider.js';
import { definition, failureOf, NEVER, type OAuthBench, oauthPerTest } from '../local/signingIn.js';

const OIDC = '/.well-known/openid-configuration';
const RFC8414 = '/.well-known/oauth-authorization-server';

/** What needs an endpoint that a server may do without. */
const NEEDED: readonly (readonly [
  Endpoint,
  (parties: ClientAtServer, wanted: Definition, bench: OAuthBench) => Promise<unknown>,
])[] = [
  ['authorization_endpoint', (_, wanted, bench) => bench.authorize(wanted, answering())],
  [
    'device_authorization_endpoint',
    (parties, wanted, { ports }) => startDeviceFlow({ ...parties, wanted }, ports, NEVER),
  ],
  [
    'registration_endpoint',
    ({ server }, _, { ports }) =>
      register(server, { clientName: 'x', redirectUri: 'http://127.0.0.1/callback' }, ports, NEVER),
  ],
  ['revocation_endpoint', (parties, _, { ports }) => revoke(grantOf('any'), parties, ports, NEVER)],
];

describe('an authorization server', () => {
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());
  const find = (server: ServerLocation) => openBench().servers.get(server, NEVER);

  it('is found by OpenID Connect discovery', async () => {
    const { issuer } = await startProvider();
    const { metadata, ...server } = await find({ issuer });
    assert.equal(metadata.issuer, issuer);
    assert.deepEqual(server, {
      issuer,
      host: new URL(issuer).host,
      endpoints: {
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        device_authorization_endpoint: `${issuer}/device/auth`,
        registration_endpoint: `${issuer}/reg`,
        revocation_endpoint: `${issuer}/token/revocation`,
      },
      unusableEndpoints: {},
      crossOriginEndpoints: [],
      scopes: ['openid', 'offline_access', 'reports:read', 'reports:write'],
      pkceMethods: ['S256'],
      tokenEndpointAuthMethods: server.tokenEndpointAuthMethods,
      grantTypes: server.grantTypes,
    });
  });

  it('is found by its issuer with a slash at the end, or without', async () => {
    const { issuer } = await startProvider();
    assert.equal((await find({ issuer: `${issuer}/` })).issuer, issuer);
  });

  for (const [what, reply] of [
    ['nothing', { status: 404, body: 'Not found' }],
    ['a page', { body: '<h1>Welcome</h1>' }],
    ['a redirect to a page', { status: 302, headers: { location: '/login' }, body: '' }],
  ] as const) {
    it(`is found by RFC 8414, where there is ${what} for OpenID Connect`, async () => {
      const provider = await startHandMade();
      provider.replies[OIDC] = reply;
      provider.publish({}, RFC8414);
      assert.equal((await find({ issuer: provider.issuer })).issuer, provider.issuer);
      assert.deepEqual(provider.asked, [OIDC, RFC8414]);
    });
  }

  it('with a path is asked below that, or by RFC 8414 with the path behind', async () => {
    const provider = await startHandMade();
    provider.publish({ issuer: `${provider.issuer}/tenant` }, `${RFC8414}/tenant`);
    assert.equal((await find({ issuer: `${provider.issuer}/tenant` })).issuer, `${provider.issuer}/tenant`);
    assert.deepEqual(provider.asked, [`/tenant${OIDC}`, `${RFC8414}/tenant`]);
  });

  it('can be defined by its endpoints alone', async () => {
    const server = await find({
      authorizationUri: 'https://login.example.com/authorize?tenant=1',
      tokenUri: 'https://api.example.com/token',
    });
    assert.deepEqual(
      { issuer: server.issuer, host: server.host, endpoints: server.endpoints, foreign: server.crossOriginEndpoints },
      {
        issuer: undefined,
        host: 'login.example.com',
        endpoints: {
          token_endpoint: 'https://api.example.com/token',
          authorization_endpoint: 'https://login.example.com/authorize?tenant=1',
        },
        foreign: [{ endpoint: 'token_endpoint', origin: 'https://api.example.com' }],
      },
    );
  });

  it('reports which of its endpoints are on another origin', async () => {
    const provider = await startHandMade();
    provider.publish({ token_endpoint: 'https://tokens.example.com/token', registration_endpoint: undefined });
    assert.deepEqual((await find({ issuer: provider.issuer })).crossOriginEndpoints, [
      { endpoint: 'token_endpoint', origin: 'https://tokens.example.com' },
    ]);
  });

  describe('that calls itself by another issuer is refused', () => {
    for (const issuer of ['https://evil.example.com', 'https://evil.example.com/\u202e', 'no URL']) {
      it(JSON.stringify(issuer), async () => {
        const provider = await startHandMade();
        provider.publish({ issuer });
        assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
          failure: 'protocol',
          message: `${provider.host} says that its issuer is ${issuer.replace('\u202e', '\\u{202e}')}, which is not the one you entered. Ask its administrator which one is right.`,
        });
        assert.deepEqual(provider.asked, [OIDC, RFC8414]);
      });
    }

    it('or does not name one', async () => {
      const provider = await startHandMade();
      provider.publish({ issuer: undefined });
      assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
        failure: 'protocol',
        message: `The answer of ${provider.host} could not be understood: issuer is missing or wrong. Contact its administrator.`,
      });
    });
  });

  const UNSAFE = [
    ['http://login.example.com/x', 'it is http, not https'],
    ['ftp://login.example.com/x', 'it begins with ftp:, not https'],
    ['https://user:word@login.example.com/x', 'it contains a user name or password'],
    ['https://login.example.com/x\n', 'it contains control characters or spaces'],
    ['https://login.example.com/x#y', 'it contains a fragment'],
    ['login', 'it is not a URL'],
    [42, 'it is not text'],
  ] as const;
  const ENTERED = UNSAFE.flatMap(([url, problem]) => (typeof url === 'string' ? [[url, problem] as const] : []));

  for (const [url, problem] of UNSAFE) {
    const unusable = (provider: HandMadeProvider, endpoint: string) => ({
      failure: 'protocol',
      message: `The ${endpoint} in the metadata of ${provider.host} cannot be used: ${problem}. Contact its administrator.`,
    });

    it(`is refused with the token_endpoint ${JSON.stringify(url)}`, async () => {
      const provider = await startHandMade();
      provider.publish({ token_endpoint: url });
      assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), unusable(provider, 'token_endpoint'));
    });

    for (const [endpoint, use] of NEEDED) {
      it(`is used without the ${endpoint} ${JSON.stringify(url)}, which is named when it is needed`, async () => {
        const provider = await startHandMade();
        provider.publish({ [endpoint]: url });
        const bench = openBench();
        const wanted = definition({ issuer: provider.issuer });
        const parties = await bench.parties(wanted);
        assert.equal(parties.server.endpoints[endpoint], undefined);
        assert.deepEqual(await failureOf(use(parties, wanted, bench)), unusable(provider, endpoint));
        assert.deepEqual(provider.posted, []);
      });
    }
  }

  for (const [url, problem] of ENTERED) {
    it(`is refused when ${JSON.stringify(url)} was entered for an endpoint`, async () => {
      const safe = 'https://login.example.com/x';
      assert.deepEqual(await failureOf(find({ authorizationUri: safe, tokenUri: url })), {
        failure: 'configuration',
        message: `The token_uri cannot be used: ${problem}. Correct it, or ask the administrator of the OAuth server for it.`,
      });
      assert.deepEqual(await failureOf(find({ authorizationUri: url, tokenUri: safe })), {
        failure: 'configuration',
        message: `The authorization_uri cannot be used: ${problem}. Correct it, or ask the administrator of the OAuth server for it.`,
      });
    });

    it(`is refused when ${JSON.stringify(url)} was entered for its issuer`, async () => {
      assert.deepEqual(await failureOf(find({ issuer: url })), {
        failure: 'configuration',
        message: `The issuer cannot be used: ${problem}. Correct it, or ask the administrator of the OAuth server for it.`,
      });
    });
  }

  it('is refused without a token endpoint', async () => {
    const provider = await startHandMade();
    provider.publish({ token_endpoint: undefined });
    assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
      failure: 'configuration',
      message: `${provider.host} has no token_endpoint, which is needed for this. Ask the administrator of ${provider.host} for it.`,
    });
  });

  it('that publishes nothing is distinguished from one that is down', async () => {
    const provider = await startHandMade();
    provider.replies[OIDC] = { status: 404, body: '' };
    assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
      failure: 'configuration',
      message: `${provider.host} does not publish its OAuth endpoints. Check the issuer, or enter the endpoints by hand; the administrator of ${provider.host} knows both.`,
    });
    provider.replies[OIDC] = { status: 503, body: '' };
    assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
      failure: 'network',
      message: `${provider.host} is busy or down (HTTP 503). If this continues, contact its administrator.`,
    });
    await provider.server.close();
    assert.deepEqual(await failureOf(find({ issuer: `http://${provider.host}` })), {
      failure: 'network',
      message: `${provider.host} cannot be reached: it refuses connections. If the problem persists, contact your administrator.`,
    });
  });

  for (const [what, reply, message] of [
    [
      'a page',
      { body: '<h1>Welcome</h1>' },
      'The answer did not come from an OAuth server. A proxy or sign-in page may be in the way. Check the address of HOST, or ask its administrator.',
    ],
    [
      'JSON that is no object',
      { body: [] },
      'The answer did not come from an OAuth server. A proxy or sign-in page may be in the way. Check the address of HOST, or ask its administrator.',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://evil.example.com' }, body: '' },
      'HOST redirected the request (HTTP 302); redirects are not followed. Check the address, or ask the administrator of HOST for the right one.',
    ],
  ] as const) {
    it(`that answers with ${what} is refused`, async () => {
      const provider = await startHandMade();
      provider.replies[OIDC] = reply;
      assert.deepEqual(await failureOf(find({ issuer: provider.issuer })), {
        failure: 'protocol',
        message: message.replaceAll('HOST', provider.host),
      });
    });
  }

  describe('that does not offer S256', () => {
    for (const [methods, told] of [
      [['plain'], 'plain, but not S256'],
      [[], 'no PKCE'],
      ['S256', 'no PKCE'],
    ] as const) {
      it(`but lists ${JSON.stringify(methods)} is refused, unless PKCE is off`, async () => {
        const provider = await startHandMade();
        provider.publish({ code_challenge_methods_supported: methods });
        const server = await find({ issuer: provider.issuer });
        const refused = Promise.resolve().then(() => assertPkce(server, true));
        assert.deepEqual(await failureOf(refused), {
          failure: 'protocol',
          message: `${provider.host} offers ${told}, which protects the sign-in from being taken over. Ask its administrator to turn on PKCE with S256.`,
        });
        assertPkce(server, false);
      });
    }

    it('since it lists no methods at all, may know it', async () => {
      const provider = await startHandMade();
      provider.publish({ code_challenge_methods_supported: undefined });
      assertPkce(await find({ issuer: provider.issuer }), true);
    });
  });
});
