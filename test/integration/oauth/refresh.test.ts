import assert from 'node:assert/strict';
import type { Definition } from '../../../src/local/definition/definition.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import { registeredClient } from '../../../src/oauth/client.js';
import { revoke } from '../../../src/oauth/revocation.js';
import { refreshTokens, clientCredentialsGrant } from '../../../src/oauth/tokens.js';
import type { AuthorizationServerOptions } from '../../sandbox/authorizationServer.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, CANARIES, handMadeBy } from './scriptedProvider.js';
import { definition, definitionOf, failureOf, NEVER, oauthPerTest, person } from '../local/signingIn.js';
import { grantFrom, plain } from '../../unit/local/plain.js';

const GRANT = grantFrom({
  ...{ accessToken: CANARIES.accessToken, tokenType: 'Bearer', expiresAt: 0, refreshToken: CANARIES.refreshToken },
  ...{ scope: 'reports:read', registration: undefined, extra: { instance_url: 'https://x', id_token: 'old' } },
});

describe('tokens', () => {
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  /** A person who has signed in at a provider, and what refreshes and revokes. */
  async function signedIn(options?: AuthorizationServerOptions, overrides?: Partial<Definition>) {
    const provider = await startProvider(options);
    const bench = openBench();
    const wanted = definitionOf(provider, provider.clients.public, overrides);
    const grant = await bench.authorize(wanted, person(provider));
    const parties = await bench.parties(wanted);
    return {
      ...{ provider, grant, bench, parties },
      host: new URL(provider.issuer).host,
      refresh: (old: TokenSet) => refreshTokens(old, { ...parties, wanted }, bench.ports, NEVER),
      revoke: (old: TokenSet) => revoke(old, parties, bench.ports, NEVER),
    };
  }

  async function handMade(overrides?: Partial<Definition>, secret?: string) {
    const provider = await startHandMade();
    const bench = openBench();
    const wanted = definition({ issuer: provider.issuer }, overrides);
    const parties = await bench.parties(wanted, secret);
    return { provider, bench, wanted, parties };
  }

  describe('of a service account', () => {
    it('are had by its secret, and without a browser', async () => {
      const provider = await startProvider();
      const { id, secret } = provider.clients.service;
      const wanted = definitionOf(
        provider,
        { id, secret },
        { authType: 'Service Account', resource: provider.resource },
      );
      const bench = openBench();
      const grant = await clientCredentialsGrant(
        { ...(await bench.parties(wanted, secret)), wanted },
        bench.ports,
        NEVER,
      );
      assert.deepEqual(
        { type: grant.tokenType, refreshToken: grant.refreshToken, scope: grant.scope, opened: bench.opened },
        { type: 'Bearer', refreshToken: undefined, scope: 'reports:read', opened: [] },
      );
      assert.ok((grant.expiresAt ?? 0) > Date.now());
    });

    it('are asked for with scopes, audience and resource', async () => {
      const more = { scopes: ['a', 'b'], audience: 'https://api.example.com', resource: 'https://res.example.com' };
      const { provider, bench, wanted, parties } = await handMade(more);
      await clientCredentialsGrant({ ...parties, wanted }, bench.ports, NEVER);
      assert.deepEqual(
        provider.posted.map(({ body }) => Object.fromEntries(body)),
        [
          {
            ...{ grant_type: 'client_credentials', client_id: 'local-public', scope: 'a b' },
            ...{ audience: more.audience, resource: more.resource },
          },
        ],
      );
    });

    it('are not had with a wrong secret', async () => {
      const provider = await startProvider();
      const wanted = definitionOf(provider, provider.clients.service);
      const bench = openBench();
      const flow = { ...(await bench.parties(wanted, CANARIES.clientSecret)), wanted };
      const { host } = new URL(provider.issuer);
      assert.deepEqual(await failureOf(clientCredentialsGrant(flow, bench.ports, NEVER), ALL_CANARIES), {
        failure: 'authorization',
        message: `${host} does not accept this client: client authentication failed (invalid_client). Check its client ID and client secret with Edit Integration…, set token_endpoint_auth_method to client_secret_post, or ask the administrator of ${host}.`,
      });
    });
  });

  describe('are refreshed', () => {
    it('with another refresh token, which takes the place of the old one', async () => {
      const { provider, grant, refresh } = await signedIn();
      const renewed = await refresh(grant);
      assert.notEqual(renewed.accessToken.reveal(), grant.accessToken.reveal());
      assert.notEqual(renewed.refreshToken?.reveal(), grant.refreshToken?.reveal());
      assert.ok(await provider.isActive(renewed.accessToken.reveal()));
      assert.equal(await provider.isActive(grant.refreshToken?.reveal() ?? ''), false);
      assert.equal(provider.refreshes, 1);
      assert.ok((await refresh(renewed)).accessToken.reveal());
    });

    it('with the old refresh token for good, where the server rotates none', async () => {
      const { provider, grant, refresh } = await signedIn({ rotation: false });
      const renewed = await refresh(await refresh(grant));
      assert.equal(renewed.refreshToken?.reveal(), grant.refreshToken?.reveal());
      assert.equal(provider.refreshes, 2);
    });

    it('and keeps what the server does not send again', async () => {
      const { provider, bench, wanted, parties } = await handMade({ resource: 'https://res.example.com' });
      provider.replies['/token'] = { body: { access_token: 'new', token_type: 'bearer', instance_url: 'https://y' } };
      assert.deepEqual(plain(await refreshTokens(GRANT, { ...parties, wanted }, bench.ports, NEVER)), {
        ...{ ...plain(GRANT), accessToken: 'new', expiresAt: undefined },
        extra: { instance_url: 'https://y', id_token: 'old' },
      });
      assert.deepEqual(
        provider.posted.map(({ body }) => Object.fromEntries(body)),
        [
          {
            ...{ grant_type: 'refresh_token', refresh_token: CANARIES.refreshToken },
            ...{ resource: 'https://res.example.com', client_id: 'local-public' },
          },
        ],
      );
    });

    it("and fields of earlier answers don't accumulate without limit", async () => {
      const { provider, bench, wanted, parties } = await handMade({});
      const refreshWith = async (grant: TokenSet, name: string) => {
        provider.replies['/token'] = {
          body: { access_token: 'new', token_type: 'bearer', [name]: 'x'.repeat(60_000) },
        };
        return refreshTokens(grant, { ...parties, wanted }, bench.ports, NEVER);
      };
      const second = await refreshWith(await refreshWith(GRANT, 'one'), 'two');
      assert.deepEqual(Object.keys(second.extra.reveal()), ['two']);
    });

    it('also for a resource', async () => {
      const provider = await startProvider();
      const bench = openBench();
      const wanted = definitionOf(provider, provider.clients.public, { resource: provider.resource });
      const grant = await bench.authorize(wanted, person(provider));
      const renewed = await refreshTokens(grant, { ...(await bench.parties(wanted)), wanted }, bench.ports, NEVER);
      assert.equal(renewed.accessToken.reveal().split('.').length, 3);
    });

    it('no longer once the refresh token has been spent, and all that came of it is lost', async () => {
      const { provider, grant, refresh, host } = await signedIn();
      const renewed = await refresh(grant);
      assert.deepEqual(await failureOf(refresh(grant), provider.secrets), {
        failure: 'authorization',
        message: `${host} no longer accepts this sign-in: grant request is invalid (invalid_grant). Sign in again.`,
      });
      assert.equal(await provider.isActive(renewed.accessToken.reveal()), false);
    });

    it('no longer by a client that is not accepted', async () => {
      const { provider, bench, wanted, parties } = await handMade();
      provider.replies['/token'] = { status: 401, body: { error: 'invalid_client' } };
      const attempt = refreshTokens(GRANT, { ...parties, wanted }, bench.ports, NEVER);
      assert.equal((await failureOf(attempt, ALL_CANARIES)).failure, 'authorization');
    });

    it('no longer by a client that this editor has registered and the server has forgotten', async () => {
      const { provider, bench, wanted, parties } = await handMade();
      provider.replies['/token'] = { status: 401, body: { error: 'invalid_client' } };
      const registration = { clientId: 'gone', clientSecret: undefined, redirectUri: 'http://127.0.0.1/callback' };
      const flow = { ...parties, client: registeredClient(registration, parties.server), wanted };
      assert.deepEqual(await failureOf(refreshTokens(GRANT, flow, bench.ports, NEVER), ALL_CANARIES), {
        failure: 'authorization',
        message: `${provider.host} no longer accepts the client that this editor has registered there. Sign in again to register another one.`,
      });
    });

    it('not while the server is down, which is another matter than having been signed out', async () => {
      const { provider, grant, refresh, host } = await signedIn();
      await provider.suspend();
      assert.deepEqual(await failureOf(refresh(grant), provider.secrets), {
        failure: 'network',
        message: `${host} cannot be reached: it refuses connections. If the problem persists, contact your administrator.`,
      });
      await provider.resume();
      assert.ok((await refresh(grant)).accessToken.reveal());
    });

    for (const reply of [
      { status: 500, body: { error: 'invalid_grant' } },
      { status: 429, headers: { 'retry-after': '7' }, body: '' },
      { status: 403, body: '<h1>Blocked by the proxy</h1>' },
      { status: 400, body: { error: 'invalid_scope' } },
    ]) {
      it(`not for now, where the answer is ${reply.status} ${JSON.stringify(reply.body)}`, async () => {
        const { provider, bench, wanted, parties } = await handMade();
        provider.replies['/token'] = reply;
        const { failure } = await failureOf(
          refreshTokens(GRANT, { ...parties, wanted }, bench.ports, NEVER),
          ALL_CANARIES,
        );
        assert.notEqual(failure, 'authorization');
      });
    }

    it('not without a refresh token', async () => {
      const { provider, bench, wanted, parties } = await handMade();
      const attempt = refreshTokens({ ...GRANT, refreshToken: undefined }, { ...parties, wanted }, bench.ports, NEVER);
      assert.deepEqual(await failureOf(attempt, ALL_CANARIES), {
        failure: 'authorization',
        message: `${provider.host} did not issue a refresh token. Sign in again.`,
      });
      assert.deepEqual(provider.posted, []);
    });
  });

  describe('are revoked', () => {
    it('the refresh token first, then the access token', async () => {
      const { provider, grant, revoke } = await signedIn();
      assert.equal(await revoke(grant), 'revoked');
      assert.deepEqual(provider.revoked, [grant.refreshToken?.reveal(), grant.accessToken.reveal()]);
      assert.equal(await provider.isActive(grant.accessToken.reveal()), false);
      assert.equal(await provider.isActive(grant.refreshToken?.reveal() ?? ''), false);
    });

    it('also where access tokens are self-contained, and cannot be', async () => {
      const provider = await startProvider();
      const bench = openBench();
      const wanted = definitionOf(provider, provider.clients.public, { resource: provider.resource });
      const grant = await bench.authorize(wanted, person(provider));
      assert.equal(await revoke(grant, await bench.parties(wanted), bench.ports, NEVER), 'revoked');
      assert.equal(await provider.isActive(grant.refreshToken?.reveal() ?? ''), false);
      const alone = { ...grant, refreshToken: undefined };
      assert.equal(await revoke(alone, await bench.parties(wanted), bench.ports, NEVER), 'notOffered');
    });

    it('not at a server that has no way to', async () => {
      const { provider, grant, revoke } = await signedIn({ revocation: false });
      assert.equal(await revoke(grant), 'notOffered');
      assert.ok(await provider.isActive(grant.accessToken.reveal()));
    });

    it('by a confidential client with its secret', async () => {
      const provider = await startProvider();
      const bench = openBench();
      const client = provider.clients.basic;
      const wanted = definitionOf(provider, client);
      const grant = await bench.authorize(wanted, person(provider), { secret: client.secret });
      await revoke(grant, await bench.parties(wanted, client.secret), bench.ports, NEVER);
      assert.equal(await provider.isActive(grant.accessToken.reveal()), false);
    });

    it("the access token too if the refresh token can't be revoked, and the failure is reported", async () => {
      const { provider, bench, parties } = await handMade();
      provider.replies['/revoke'] = [
        { status: 400, body: { error: 'invalid_request', error_description: `Bad ${CANARIES.refreshToken}` } },
        { status: 200, body: '' },
      ];
      assert.deepEqual(await failureOf(revoke(GRANT, parties, bench.ports, NEVER), ALL_CANARIES), {
        failure: 'rejected',
        message: `${provider.host} returned an error: Bad [secret] (invalid_request). If this continues, contact the administrator of ${provider.host}.`,
      });
      assert.deepEqual(
        provider.posted.map(({ body }) => [body.get('token_type_hint'), body.get('token')]),
        [
          ['refresh_token', CANARIES.refreshToken],
          ['access_token', CANARIES.accessToken],
        ],
      );
    });

    it('not while the server is down', async () => {
      const { provider, grant, revoke } = await signedIn();
      await provider.suspend();
      assert.equal((await failureOf(revoke(grant), provider.secrets)).failure, 'network');
    });
  });
});
