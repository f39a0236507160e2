import assert from 'node:assert/strict';
import type { Definition } from '../../../src/local/definition/definition.js';
import { clientCredentialsGrant } from '../../../src/oauth/tokens.js';
import { definition, failureOf, NEVER, oauthPerTest } from '../local/signingIn.js';
import { serversPerTest } from '../observedServer.js';
import { handMadeBy } from './scriptedProvider.js';

const CONFIDENTIAL = {
  authMode: 'Confidential',
  authType: 'Service Account',
  tokenEndpointAuthMethod: undefined,
} as const;

describe('A client with a secret', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function setUp(methods: unknown, overrides: Partial<Definition>, secret = 'secret') {
    const provider = await startHandMade();
    provider.publish({ token_endpoint_auth_methods_supported: methods });
    const bench = openBench();
    const wanted = definition({ issuer: provider.issuer }, { ...CONFIDENTIAL, ...overrides });
    const flow = { ...(await bench.parties(wanted, secret)), wanted };
    return { provider, grant: () => clientCredentialsGrant(flow, bench.ports, NEVER) };
  }

  for (const [methods, configured, expected] of [
    [undefined, undefined, 'basic'],
    [[], undefined, 'basic'],
    [['client_secret_basic', 'client_secret_post'], undefined, 'basic'],
    [['client_secret_post', 'none'], undefined, 'post'],
    [['private_key_jwt'], undefined, 'basic'],
    [['client_secret_post'], 'client_secret_basic', 'basic'],
    [['client_secret_basic'], 'client_secret_post', 'post'],
  ] as const) {
    it(`of ${String(configured)} at a server that lists ${JSON.stringify(methods)} sends it by ${expected}`, async () => {
      const { provider, grant } = await setUp(methods, { tokenEndpointAuthMethod: configured });
      await grant();
      const { headers } = provider.server.requests.at(-1) ?? assert.fail();
      const isPost = provider.posted[0]?.body.get('client_secret') === 'secret';
      assert.deepEqual([headers.authorization !== undefined, isPost], [expected === 'basic', expected === 'post']);
    });
  }

  it('encodes of it only what a form has to', async () => {
    const [id, secret] = ['my-client_1.0*x', "a-b_c.d*e~f!g'h(i)j k+l%m:n&o=p/qä"];
    const { provider, grant } = await setUp(undefined, { clientId: id }, secret);
    await grant();
    const { headers } = provider.server.requests.at(-1) ?? assert.fail();
    const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ');
    assert.deepEqual(
      [scheme, Buffer.from(credentials, 'base64').toString()],
      ['Basic', 'my-client_1.0*x:a-b_c.d*e%7Ef%21g%27h%28i%29j+k%2Bl%25m%3An%26o%3Dp%2Fq%C3%A4'],
    );
  });

  for (const [method, isSuggested] of [
    ['client_secret_basic', true],
    ['client_secret_post', false],
  ] as const) {
    it(`that is refused with ${method} is ${isSuggested ? '' : 'not '}told to try client_secret_post`, async () => {
      const { provider, grant } = await setUp(undefined, { tokenEndpointAuthMethod: method });
      provider.replies['/token'] = { status: 401, body: { error: 'invalid_client' } };
      assert.equal((await failureOf(grant())).message.includes('client_secret_post'), isSuggested);
    });
  }
});
