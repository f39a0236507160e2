import assert from 'node:assert/strict';
import { serversPerTest } from '../observedServer.js';
import { answering, CANARIES, handMadeBy } from './scriptedProvider.js';
import { definition, definitionOf, failureOf, lastOpened, oauthPerTest, person } from '../local/signingIn.js';
import { plain } from '../../unit/local/plain.js';

describe('the code flow', () => {
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  it('signs a public client in, by PKCE and without a secret', async () => {
    const provider = await startProvider();
    const bench = openBench();
    const before = Date.now();
    const grant = await bench.authorize(definitionOf(provider, provider.clients.public), person(provider));
    const { accessToken, refreshToken, expiresAt = 0, ...rest } = plain(grant);
    assert.deepEqual(rest, { tokenType: 'Bearer', scope: 'reports:read', registration: undefined, extra: {} });
    assert.ok(await provider.isActive(accessToken));
    assert.ok(await provider.isActive(refreshToken ?? ''));
    assert.ok(expiresAt >= before + 600_000 && expiresAt <= Date.now() + 600_000, 'counted from the answer');
    const sent = lastOpened(bench).searchParams;
    assert.deepEqual([...sent.keys()].sort(), [
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    assert.equal(sent.get('code_challenge_method'), 'S256');
    assert.match(sent.get('redirect_uri') ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const [token] = provider.requests.filter(({ route }) => route === 'token');
    assert.deepEqual([token?.scheme, token?.parameters['client_secret']], [undefined, undefined]);
    assert.equal(String(token?.parameters['code_verifier']).length, 43);
  });

  for (const [kind, method, scheme] of [
    ['basic', 'client_secret_basic', 'Basic'],
    ['post', 'client_secret_post', undefined],
  ] as const) {
    it(`signs a confidential client in by ${method}`, async () => {
      const provider = await startProvider();
      const client = provider.clients[kind];
      const wanted = definitionOf(provider, client, { tokenEndpointAuthMethod: method });
      const grant = await openBench().authorize(wanted, person(provider), { secret: client.secret });
      assert.ok(await provider.isActive(grant.accessToken.reveal()));
      const [token] = provider.requests.filter(({ route }) => route === 'token');
      assert.deepEqual(
        [token?.scheme, token?.parameters['client_secret']],
        [scheme, scheme === undefined ? client.secret : undefined],
      );
    });
  }

  it('needs no secret for a public client, however it is said to authenticate', async () => {
    const provider = await startProvider();
    const method = { tokenEndpointAuthMethod: 'client_secret_basic' } as const;
    const wanted = definitionOf(provider, provider.clients.public, method);
    assert.ok((await openBench().authorize(wanted, person(provider))).accessToken.reveal());
  });

  it('leaves PKCE out only where that is asked for', async () => {
    const provider = await startProvider();
    const client = provider.clients.withoutPkce;
    for (const usePkce of [true, false]) {
      const bench = openBench();
      await bench.authorize(definitionOf(provider, client, { usePkce }), person(provider), { secret: client.secret });
      const token = provider.requests.filter(({ route }) => route === 'token').at(-1);
      assert.deepEqual(
        {
          challenge: lastOpened(bench).searchParams.has('code_challenge'),
          method: lastOpened(bench).searchParams.get('code_challenge_method'),
          verifier: typeof token?.parameters['code_verifier'],
        },
        usePkce
          ? { challenge: true, method: 'S256', verifier: 'string' }
          : { challenge: false, method: null, verifier: 'undefined' },
      );
    }
  });

  it('has a nonce where an identity token is asked for, and keeps the token', async () => {
    const provider = await startProvider();
    const bench = openBench();
    const wanted = definitionOf(provider, provider.clients.public, { scopes: ['openid', 'reports:read'] });
    const { extra } = await bench.authorize(wanted, person(provider));
    const [, claims = ''] = String(extra.reveal()['id_token']).split('.');
    const { nonce, iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    assert.deepEqual({ nonce, iss }, { nonce: lastOpened(bench).searchParams.get('nonce'), iss: provider.issuer });
  });

  it('asks for a resource, in both requests', async () => {
    const provider = await startProvider();
    const wanted = definitionOf(provider, provider.clients.public, { resource: provider.resource });
    const { accessToken } = await openBench().authorize(wanted, person(provider));
    const [, claims = ''] = accessToken.reveal().split('.');
    const { aud, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    assert.deepEqual({ aud, scope }, { aud: provider.resource, scope: 'reports:read' });
  });

  it('says which resource is not known', async () => {
    const provider = await startProvider();
    const wanted = definitionOf(provider, provider.clients.public, { resource: 'https://other.example.com' });
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(openBench().authorize(wanted, person(provider))), {
      failure: 'rejected',
      message: `${host} does not know the requested resource: resource indicator is missing, or unknown (invalid_target). Check it with Edit Integration…, or ask the administrator of ${host}.`,
    });
  });

  it("sends an audience, the definition's own parameters, and the query of the endpoint", async () => {
    const provider = await startHandMade();
    provider.publish({ authorization_endpoint: `${provider.issuer}/authorize?tenant=a%26b&state=stale` });
    const bench = openBench();
    const wanted = definition(
      { issuer: provider.issuer },
      { audience: 'https://api.example.com', authorizationParameters: { prompt: 'consent', 'login hint': 'ä&b' } },
    );
    await bench.authorize(wanted, answering());
    const { pathname, searchParams } = lastOpened(bench);
    const told = ['tenant', 'audience', 'prompt', 'login hint', 'response_type'].map((name) =>
      searchParams.getAll(name),
    );
    assert.deepEqual(
      [pathname, ...told],
      ['/authorize', ['a&b'], ['https://api.example.com'], ['consent'], ['ä&b'], ['code']],
    );
    assert.equal(searchParams.getAll('state').length, 1);
  });

  for (const name of ['state', 'redirect_uri', 'code_challenge', 'CLIENT_ID', 'request_uri', 'response_mode']) {
    it(`does not let a definition set ${name}`, async () => {
      const provider = await startHandMade();
      const bench = openBench();
      const wanted = definition({ issuer: provider.issuer }, { authorizationParameters: { [name]: 'x' } });
      assert.deepEqual(await failureOf(bench.authorize(wanted, answering())), {
        failure: 'configuration',
        message: `The authorization parameter ${name} is set by the protocol. Remove it with Edit Integration….`,
      });
      assert.deepEqual(bench.opened, []);
    });
  }

  it('works where only the endpoints are known, and then looks at no issuer and no identity token', async () => {
    const provider = await startHandMade();
    provider.replies['/token'] = {
      body: {
        access_token: CANARIES.accessToken,
        token_type: 'bearer',
        id_token: 'no.token',
        instance_url: 'https://x',
      },
    };
    const bench = openBench();
    const server = { authorizationUri: `${provider.issuer}/authorize`, tokenUri: `${provider.issuer}/token` };
    const grant = await bench.authorize(definition(server, { scopes: ['openid'] }), answering({ iss: 'https://any' }));
    assert.deepEqual(plain(grant), {
      ...{ accessToken: CANARIES.accessToken, tokenType: 'Bearer', expiresAt: undefined, refreshToken: undefined },
      ...{ scope: undefined, registration: undefined, extra: { instance_url: 'https://x' } },
    });
    assert.equal(lastOpened(bench).searchParams.get('nonce'), null);
  });

  it('needs an authorization endpoint', async () => {
    const provider = await startHandMade();
    const server = { authorizationUri: undefined, tokenUri: `${provider.issuer}/token` };
    const { host } = provider;
    assert.deepEqual(await failureOf(openBench().authorize(definition(server), answering())), {
      failure: 'configuration',
      message: `${host} has no authorization_endpoint, which is needed for this. Ask the administrator of ${host} for it.`,
    });
  });

  for (const [what, overrides, message] of [
    [
      'client ID',
      { clientId: undefined },
      'Reports has no client ID. Enter it with Edit Integration…, or ask the administrator of the server for one.',
    ],
    [
      'client secret',
      { authMode: 'Confidential', tokenEndpointAuthMethod: 'client_secret_post' },
      'The client secret of Reports is not on this machine. Enter it with Edit Integration….',
    ],
  ] as const) {
    it(`needs a ${what}`, async () => {
      const provider = await startHandMade();
      const wanted = definition({ issuer: provider.issuer }, overrides);
      assert.deepEqual(await failureOf(openBench().authorize(wanted, answering())), {
        failure: 'configuration',
        message,
      });
    });
  }
});
