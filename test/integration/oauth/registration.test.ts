import assert from 'node:assert/strict';
import type { RegisteredClient } from '../../../src/oauth/tokenSet.js';
import { registeredClient } from '../../../src/oauth/client.js';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import { register } from '../../../src/oauth/registration.js';
import { revoke } from '../../../src/oauth/revocation.js';
import { pollDeviceFlow, startDeviceFlow } from '../../../src/oauth/deviceFlow.js';
import { endedAfterEach } from '../../ended.js';
import { signInByForms } from '../../sandbox/person.js';
import { assertTellsNone } from '../failures.js';
import { serversPerTest } from '../observedServer.js';
import { ALL_CANARIES, CANARIES, handMadeBy, type Reply } from './scriptedProvider.js';
import { InstantClock } from '../local/instantClock.js';
import { definition, failureOf, NEVER, oauthPerTest, person } from '../local/signingIn.js';
import { plain } from '../../unit/local/plain.js';

const REDIRECT_URI = 'http://127.0.0.1:1234/callback';

describe('the registration of a client', () => {
  const ended = endedAfterEach();
  const { startProvider, openBench } = oauthPerTest();
  const startHandMade = handMadeBy(serversPerTest());

  async function registerAt(issuer: string, redirectUri = REDIRECT_URI): Promise<RegisteredClient> {
    const bench = openBench();
    const server = await bench.servers.get({ issuer }, NEVER);
    return register(server, { clientName: 'An editor', redirectUri }, bench.ports, NEVER);
  }

  it('lets a person sign in whose administrator has registered nothing, at any port', async () => {
    const provider = await startProvider();
    const bench = openBench();
    const wanted = definition({ issuer: provider.issuer }, { clientId: undefined });
    const server = await bench.servers.get(wanted.server, NEVER);
    const registration = await registerAt(provider.issuer);
    assert.deepEqual(
      { ...plain(registration), clientId: typeof registration.clientId },
      { clientId: 'string', clientSecret: undefined, redirectUri: REDIRECT_URI, authMethod: 'none' },
    );
    const client = registeredClient(registration, server);
    const receiver = await openLoopback();
    ended(() => receiver.dispose());
    const grant = await bench.authorize(wanted, person(provider), { client, receiver });
    assert.equal(grant.registration, registration);
    assert.ok(await provider.isActive(grant.refreshToken?.reveal() ?? ''));
    await revoke(grant, { server, client }, bench.ports, NEVER);
    assert.equal(await provider.isActive(grant.accessToken.reveal()), false);
  });

  it('lets a person sign in with a device code', async () => {
    const provider = await startProvider();
    const bench = openBench();
    const server = await bench.servers.get({ issuer: provider.issuer }, NEVER);
    const client = registeredClient(await registerAt(provider.issuer), server);
    const flow = { server, client, wanted: definition({ issuer: provider.issuer }) };
    const ports = { ...bench.ports, clock: new InstantClock() };
    const device = await startDeviceFlow(flow, ports, NEVER);
    await signInByForms(device.verificationUriComplete ?? '', { ...provider.account });
    assert.ok(await provider.isActive((await pollDeviceFlow(device, flow, ports, NEVER)).accessToken.reveal()));
  });

  for (const [redirectUri, type] of [
    [REDIRECT_URI, 'native'],
    ['http://[::1]:1234/callback', 'native'],
    ['vscode://publisher.extension/callback', 'native'],
    ['https://editor.example.com/stable-abc/callback?vscode-reqid=1', 'web'],
  ] as const) {
    it(`asks as a ${type} application for ${redirectUri}`, async () => {
      const provider = await startProvider();
      await registerAt(provider.issuer, redirectUri);
      assert.deepEqual(
        provider.requests.filter(({ route }) => route === 'registration').map(({ parameters }) => parameters),
        [
          {
            client_name: 'An editor',
            redirect_uris: [redirectUri],
            application_type: type,
            grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
            response_types: ['code'],
            token_endpoint_auth_method: 'none',
          },
        ],
      );
    });
  }

  it('does not ask for device codes where there are none', async () => {
    const provider = await startProvider({ deviceFlow: false });
    await registerAt(provider.issuer);
    const [asked] = provider.requests.filter(({ route }) => route === 'registration');
    assert.deepEqual(asked?.parameters['grant_types'], ['authorization_code', 'refresh_token']);
  });

  const registered = (changes: Readonly<Record<string, unknown>>): Reply => ({
    status: 201,
    body: { client_id: 'registered', redirect_uris: [REDIRECT_URI], ...changes },
  });
  const secret = { client_secret: CANARIES.clientSecret, client_secret_expires_at: 0 };

  for (const [methods, asked, method] of [
    [undefined, 'none', 'client_secret_basic'],
    [['client_secret_basic', 'client_secret_post'], 'client_secret_basic', 'client_secret_basic'],
    [['client_secret_post'], 'client_secret_post', 'client_secret_post'],
  ] as const) {
    it(`takes a secret where the server gives one, and authenticates by ${method}, where it offers ${String(methods)}`, async () => {
      const provider = await startHandMade();
      provider.publish({ token_endpoint_auth_methods_supported: methods });
      provider.replies['/register'] = registered({ ...secret, token_endpoint_auth_method: method });
      const registration = await registerAt(provider.issuer);
      assert.deepEqual(plain(registration), {
        ...{ clientId: 'registered', clientSecret: CANARIES.clientSecret, redirectUri: REDIRECT_URI },
        authMethod: method,
      });
      const server = await openBench().servers.get({ issuer: provider.issuer }, NEVER);
      assertTellsNone([registration, registeredClient(registration, server)], ALL_CANARIES);
      const { authMethod, secret: kept } = registeredClient(registration, server);
      assert.deepEqual([authMethod, kept?.reveal()], [method, CANARIES.clientSecret]);
      const [[request = ''] = []] = provider.posted.map(({ body }) => [...body.keys()]);
      assert.equal((JSON.parse(request) as Record<string, unknown>)['token_endpoint_auth_method'], asked);
    });
  }

  it('may be answered with 200', async () => {
    const provider = await startHandMade();
    provider.replies['/register'] = { ...registered({}), status: 200 };
    assert.equal((await registerAt(provider.issuer)).clientId, 'registered');
  });

  it('ignores a secret that the client does not authenticate with', async () => {
    const provider = await startHandMade();
    provider.replies['/register'] = registered({ ...secret, token_endpoint_auth_method: 'none' });
    assert.equal((await registerAt(provider.issuer)).clientSecret, undefined);
  });

  const notOffered =
    'HOST does not let editors register themselves as clients. Ask its administrator for a client ID, and enter it with Edit Integration….';

  it('is not tried where it is not offered', async () => {
    const provider = await startProvider({ registration: false });
    assert.deepEqual(await failureOf(registerAt(provider.issuer)), {
      failure: 'configuration',
      message: notOffered.replace('HOST', new URL(provider.issuer).host),
    });
  });

  it('is refused by a server that does not know such a redirect URI', async () => {
    const provider = await startProvider();
    const { host } = new URL(provider.issuer);
    assert.deepEqual(await failureOf(registerAt(provider.issuer, 'https://localhost/callback#')), {
      failure: 'rejected',
      message: `${host} does not allow the redirect URI of this editor: redirect_uris must not contain fragments (invalid_redirect_uri). Ask its administrator to allow it, or sign in with a device code.`,
    });
  });

  for (const [what, reply, failure, message] of [
    [
      'invalid metadata',
      { status: 400, body: { error: 'invalid_client_metadata', error_description: 'No.' } },
      'rejected',
      'HOST did not register this editor as a client: No (invalid_client_metadata). Ask its administrator for a client ID, and enter it with Edit Integration….',
    ],
    [
      'a status that asks for a token',
      { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { error: 'invalid_token' } },
      'configuration',
      notOffered,
    ],
    ['a page that forbids it', { status: 403, body: '<h1>No</h1>' }, 'configuration', notOffered],
    [
      'another redirect URI',
      registered({ redirect_uris: ['https://evil.example.com'] }),
      'protocol',
      'HOST registered this client with different settings than requested (redirect_uris). Ask its administrator for a client ID, and enter it with Edit Integration….',
    ],
    [
      'a method that is not known here',
      registered({ ...secret, token_endpoint_auth_method: 'private_key_jwt' }),
      'protocol',
      'HOST registered this client with different settings than requested (token_endpoint_auth_method). Ask its administrator for a client ID, and enter it with Edit Integration….',
    ],
    [
      'no client ID',
      registered({ ...secret, client_id: undefined }),
      'protocol',
      'The answer of HOST could not be understood: client_id is missing or wrong. Contact its administrator.',
    ],
    [
      'more than can be stored',
      registered({ ...secret, client_secret: 'x'.repeat(70_000) }),
      'protocol',
      'HOST sent more than 64 kB of tokens and other fields, which is too much to store. Contact the administrator of HOST.',
    ],
    [
      'a page',
      { status: 201, body: `<h1>${CANARIES.clientSecret}</h1>` },
      'protocol',
      'The answer did not come from an OAuth server. A proxy or sign-in page may be in the way. Check the address of HOST, or ask its administrator.',
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const provider = await startHandMade();
      provider.replies['/register'] = reply;
      assert.deepEqual(await failureOf(registerAt(provider.issuer), ALL_CANARIES), {
        failure,
        message: message.replaceAll('HOST', provider.host),
      });
    });
  }
});
