import assert from 'node:assert/strict';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { startDeviceFlow } from '../../../src/oauth/deviceFlow.js';
import { revoke } from '../../../src/oauth/revocation.js';
import { clientCredentialsGrant } from '../../../src/oauth/tokens.js';
import { failureOf, NEVER, oauthPerTest } from '../local/signingIn.js';
import { serversPerTest } from '../observedServer.js';
import { grantOf } from '../../unit/vault/tokenSets.js';
import { ALL_CANARIES, answering, CANARIES, handMadeBy } from './scriptedProvider.js';

describe('A server that is defined by its endpoints', () => {
  const { openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function setUp(more: (address: string) => object = () => ({})) {
    const provider = await startHandMade();
    const wanted = parseDefinition({
      ...{ name: 'reports', client_id: 'local-public', scopes: ['chat:write', 'users:read'] },
      ...{ authorization_uri: `${provider.issuer}/authorize`, token_uri: `${provider.issuer}/token` },
      ...more(provider.issuer),
    });
    assert.ok(!isInvalid(wanted), JSON.stringify(wanted));
    const bench = openBench();
    return { provider, wanted, bench, parties: await bench.parties(wanted) };
  }

  it('is asked for a device code at device_authorization_uri', async () => {
    const { provider, wanted, bench, parties } = await setUp((address) => ({
      device_authorization_uri: `${address}/device`,
    }));
    provider.replies['/device'] = {
      body: { device_code: CANARIES.deviceCode, user_code: 'A', verification_uri: 'https://login.example.com' },
    };
    assert.equal((await startDeviceFlow({ ...parties, wanted }, bench.ports, NEVER)).userCode, 'A');
    assert.deepEqual(provider.asked, ['/device']);
  });

  it('revokes tokens at revocation_uri', async () => {
    const { provider, bench, parties } = await setUp((address) => ({ revocation_uri: `${address}/revoke` }));
    provider.replies['/revoke'] = { body: '' };
    assert.equal(await revoke(grantOf('any'), parties, bench.ports, NEVER), 'revoked');
    assert.deepEqual(provider.asked, ['/revoke', '/revoke']);
  });

  it('has neither without these fields', async () => {
    const { provider, wanted, bench, parties } = await setUp();
    const attempt = startDeviceFlow({ ...parties, wanted }, bench.ports, NEVER);
    assert.match((await failureOf(attempt)).message, /does not offer device codes/);
    assert.equal(await revoke(grantOf('any'), parties, bench.ports, NEVER), 'notOffered');
    assert.deepEqual(provider.asked, []);
  });

  for (const field of ['device_authorization_uri', 'revocation_uri']) {
    it(`is refused with an unsafe ${field}`, async () => {
      const attempt = openBench().servers.get(
        {
          ...{ authorizationUri: 'https://a.example', tokenUri: 'https://a.example' },
          [field === 'revocation_uri' ? 'revocationUri' : 'deviceAuthorizationUri']: 'http://login.example.com',
        },
        NEVER,
      );
      assert.match(
        (await failureOf(attempt)).message,
        new RegExp(`^The ${field} cannot be used: it is http, not https`),
      );
    });
  }

  for (const [separator, expected] of [
    [undefined, 'chat:write users:read'],
    [' ', 'chat:write users:read'],
    [',', 'chat:write,users:read'],
  ] as const) {
    it(`gets scopes with ${JSON.stringify(separator ?? 'no scope_separator')} as ${expected}`, async () => {
      const { provider, wanted, bench, parties } = await setUp((address) => ({
        scope_separator: separator,
        device_authorization_uri: `${address}/device`,
      }));
      await bench.authorize(wanted, answering());
      assert.equal(new URL(bench.opened[0] ?? '').searchParams.get('scope'), expected);
      await failureOf(startDeviceFlow({ ...parties, wanted }, bench.ports, NEVER), ALL_CANARIES);
      await clientCredentialsGrant({ ...parties, wanted }, bench.ports, NEVER);
      assert.deepEqual(
        provider.posted.slice(1).map(({ body }) => body.get('scope')),
        [expected, expected],
      );
    });
  }
});
