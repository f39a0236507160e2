import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { endedAfterEach } from '../../ended.js';
import { FakeSource, listed, signedIn } from '../../unit/core/fakeSource.js';
import { rpc, textIn } from '../handMadeRpc.js';
import { GUID } from './attacks.js';
import { startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const NO_KEY = new CredentialError('configuration', 'This window cannot open the vault.');

/** What the broker answers while the view is hidden, so that only the broker refreshes the catalog. */
describe('The broker, with its view hidden,', () => {
  const ended = endedAfterEach();

  async function setUp() {
    const source = new TokenSource();
    const other = new TokenSource('other');
    const window = await startBroker(ended, [source, other], { secretsOf: () => source.secrets });
    const call = (method: string, uuid = GUID) => rpc(window.environment, method, { kwparams: { uuid } });
    return { source, other, call, window };
  }

  it('finds a new integration', async () => {
    const { source, call } = await setUp();
    assert.match(String((await call('oauth_token')).body['error']), /has no integration/);
    source.listed = [signedIn({ guid: GUID })];
    assert.equal(textIn(await call('oauth_token'), 'access_token'), source.secrets.at(-1));
  });

  it('finds an integration whose configuration was fixed', async () => {
    const { source, call } = await setUp();
    source.listed = [listed({ guid: GUID, status: { kind: 'configurationError', detail: 'It lacks a client.' } })];
    for (let time = 0; time < 2; time += 1) {
      assert.match(String((await call('oauth_token')).body['error']), /lacks a client/);
    }
    source.listed = [signedIn({ guid: GUID })];
    assert.equal(textIn(await call('oauth_token'), 'access_token'), source.secrets.at(-1));
  });

  it('starts to sign in to an integration that it knew as signed in and that no longer is', async () => {
    const { source, call } = await setUp();
    source.listed = [signedIn({ guid: GUID })];
    await call('oauth_integrations');
    source.listed = [listed({ guid: GUID })];
    source.enter = async (_integration, _signal, { browser }) => {
      await browser?.open('https://id.example.org/');
      return {};
    };
    assert.deepEqual((await call('oauth_sign_in')).body, { url: 'https://id.example.org/' });
  });

  it('returns a token of a known integration without asking for the list', async () => {
    const { source, call } = await setUp();
    // One that is not configured correctly may have no Integration ID.
    source.listed = [listed({ guid: undefined, label: 'Entry 1' }), signedIn({ guid: GUID })];
    await call('oauth_integrations');
    const { asked } = source;
    await call('oauth_token');
    assert.equal(source.asked, asked);
  });

  it('returns the token of the source that has the integration', async () => {
    const { source, other, call } = await setUp();
    const guid = '2e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162';
    source.listed = [signedIn({ guid: GUID })];
    other.listed = [signedIn({ guid })];
    await call('oauth_token', guid);
    assert.deepEqual([source.secrets.length, other.secrets.length], [0, 1]);
  });

  it('reports why it can’t list, instead of an empty list', async () => {
    const { source, call } = await setUp();
    source.listed = NO_KEY;
    for (const method of ['oauth_integrations', 'oauth_token', 'oauth_sign_in', 'oauth_sign_out']) {
      assert.deepEqual(await call(method), { status: 200, body: { error: NO_KEY.message } }, method);
    }
  });

  it('lists what it can if only one of the sources fails, and says why an unknown integration could not be looked up', async () => {
    const { source, other, call } = await setUp();
    other.listed = NO_KEY;
    source.listed = [signedIn({ guid: GUID, label: 'GitHub' })];
    assert.match(JSON.stringify((await call('oauth_integrations')).body), /"display_name":"GitHub"/);
    assert.equal((await call('oauth_token')).status, 200);
    const unknown = await call('oauth_token', '3e7c3b6e-5c1f-4a39-9f0b-1d2e3f405162');
    assert.deepEqual(unknown.body, { error: NO_KEY.message });
  });

  it('says with its list why others give no tokens here', async () => {
    const { source, call, window } = await setUp();
    source.listed = [signedIn({ guid: GUID })];
    assert.equal((await call('oauth_integrations')).body['notice'], undefined);
    const elsewhere = Object.assign(new FakeSource('elsewhere'), { noTokens: 'It gives tokens only elsewhere.' });
    window.base.catalog.add(elsewhere);
    assert.equal((await call('oauth_integrations')).body['notice'], 'It gives tokens only elsewhere.');
    assert.equal(elsewhere.asked, 0);
  });

  it('lists what it knew before while a source does not answer', async () => {
    const { source, call } = await setUp();
    source.listed = [signedIn({ guid: GUID, label: 'GitHub' })];
    await call('oauth_integrations');
    source.listed = NO_KEY;
    assert.match(JSON.stringify((await call('oauth_integrations')).body), /"display_name":"GitHub"/);
    assert.equal(textIn(await call('oauth_token'), 'access_token'), source.secrets.at(-1));
  });
});
