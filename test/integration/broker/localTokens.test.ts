import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { type AuthorizationServerOptions, startProvider } from '../../sandbox/authorizationServer.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { rpc, textIn } from '../handMadeRpc.js';
import { entry } from '../local/localEntries.js';
import { LocalUser } from '../local/localWindow.js';
import { person } from '../local/signingIn.js';
import { type BrokerWindow, startLocalBroker } from './brokerWindow.js';

/** Milliseconds after which an access token of the provider has expired, and after which it is about to. */
const EXPIRED = 11 * 60_000;
const EXPIRING = 9.5 * 60_000;

describe('The broker returns tokens of local integrations', () => {
  const ended = endedAfterEach();

  /** A user who is signed in to `reports`, with a window that has a broker, and its view hidden. */
  async function setUp(options?: AuthorizationServerOptions) {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    const user = new LocalUser(ended, [entry(provider, provider.clients.public)], () => provider.secrets);
    const { window, broker } = await startLocalBroker(ended, user, { visit: person(provider) });
    await rpc(broker.environment, 'oauth_integrations');
    const uuid = broker.guidOf('reports');
    await rpc(broker.environment, 'oauth_sign_in', { kwparams: { uuid, open: true } });
    await window.turns('reports', 'authenticated');
    const token = async ({ environment }: BrokerWindow = broker) =>
      rpc(environment, 'oauth_token', { kwparams: { uuid } });
    return { provider, user, window, broker, uuid, token };
  }

  it('unchanged while they are valid, then refreshed once for all callers', async () => {
    const { provider, user, token } = await setUp();
    const first = textIn(await token(), 'access_token');
    assert.equal(textIn(await token(), 'access_token'), first);
    assert.equal(provider.refreshes, 0);
    user.clock.skip(EXPIRED);
    const answers = await Promise.all(Array.from({ length: 20 }, () => token()));
    const values = new Set(answers.map((answer) => textIn(answer, 'access_token')));
    assert.deepEqual([values.size, values.has(first), provider.refreshes], [1, false, 1]);
    assert.ok(await provider.isActive([...values][0] ?? ''));
    const [expiry = ''] = answers.map((answer) => textIn(answer, 'expiry'));
    assert.ok(Date.parse(expiry) > user.clock.now());
  });

  it('of which one that a server refused is renewed, once', async () => {
    const { provider, token, broker, uuid } = await setUp();
    const first = textIn(await token(), 'access_token');
    const another = async (rejected: unknown) =>
      textIn(await rpc(broker.environment, 'oauth_token', { kwparams: { uuid, rejected } }), 'access_token');
    assert.equal(await another('not-the-current-one'), first);
    assert.equal(await another(7), first);
    assert.equal(provider.refreshes, 0);
    const values = new Set(await Promise.all(Array.from({ length: 5 }, () => another(first))));
    assert.deepEqual([values.size, values.has(first), provider.refreshes], [1, false, 1]);
    const [second = ''] = values;
    assert.equal(textIn(await token(), 'access_token'), second);
    assert.equal(await another(first), second);
    assert.equal(provider.refreshes, 1);
  });

  it('of which one that was renewed within a minute is not renewed again', async () => {
    const { provider, user, token, broker, uuid } = await setUp();
    const reject = async (rejected: string) =>
      textIn(await rpc(broker.environment, 'oauth_token', { kwparams: { uuid, rejected } }), 'access_token');
    const second = await reject(textIn(await token(), 'access_token'));
    assert.equal(await reject(second), second);
    user.clock.skip(61_000);
    assert.notEqual(await reject(second), second);
    assert.equal(provider.refreshes, 2);
  });

  it('while they are valid even if the provider is down, and after that an error that names the provider and the cause', async () => {
    const { provider, user, token } = await setUp();
    const first = textIn(await token(), 'access_token');
    await provider.suspend();
    user.clock.skip(EXPIRING);
    assert.equal(textIn(await token(), 'access_token'), first);
    user.clock.skip(EXPIRED - EXPIRING);
    const { status, body } = await token();
    assert.deepEqual([status, Object.keys(body)], [200, ['error']]);
    assert.match(String(body['error']), new RegExp(new URL(provider.issuer).host));
    await provider.resume();
    assert.notEqual(textIn(await token(), 'access_token'), first);
  });

  it('until they can’t be refreshed, and then says what the user has to do', async () => {
    const { user, token, window, broker } = await setUp({ refreshTokens: false });
    assert.notEqual(textIn(await token(), 'access_token'), '');
    user.clock.skip(EXPIRED);
    assert.deepEqual((await token()).body, {
      error: 'The access token for reports has expired and cannot be renewed. Sign in again.',
    });
    await rpc(broker.environment, 'oauth_integrations');
    assert.equal(window.statusOf('reports'), 'notSignedIn');
  });

  it('only until another window has signed out or the integration is removed', async () => {
    const { user, token, uuid } = await setUp();
    const { broker: other } = await startLocalBroker(ended, user);
    const { body } = await rpc(other.environment, 'oauth_sign_out', { kwparams: { uuid } });
    assert.deepEqual(body, { result: true });
    assert.match(String((await token()).body['error']), /^You are not signed in to reports/);
    user.settings.set([]);
    assert.match(String((await token()).body['error']), /no longer defined/);
  });

  it('in two windows that are asked at the same moment for an expired one, with one refresh', async () => {
    const { provider, user, token, broker } = await setUp();
    const { broker: other } = await startLocalBroker(ended, user);
    await rpc(other.environment, 'oauth_integrations');
    assert.notEqual(other.environment['RS_SERVER_ADDRESS'], broker.environment['RS_SERVER_ADDRESS']);
    const first = textIn(await token(), 'access_token');
    user.clock.skip(EXPIRED);
    const answers = await Promise.all([broker, other, broker, other].map(token));
    const values = new Set(answers.map((answer) => textIn(answer, 'access_token')));
    assert.deepEqual([values.size, values.has(first), provider.refreshes], [1, false, 1]);
    assert.ok(await provider.isActive([...values][0] ?? ''));
  });

  it('only in a window with the key of the vault; another one says so at every call', async () => {
    const { user, uuid } = await setUp();
    const { broker: keyless } = await startLocalBroker(ended, user, { secrets: new FakeSecrets() });
    for (const method of ['oauth_integrations', 'oauth_token', 'oauth_sign_in', 'oauth_sign_out']) {
      const { status, body } = await rpc(keyless.environment, method, { kwparams: { uuid } });
      assert.deepEqual([status, Object.keys(body)], [200, ['error']], method);
      assert.match(String(body['error']), /the key to your local sign-ins/);
    }
  });
});
