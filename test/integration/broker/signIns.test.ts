import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { type AuthorizationServerOptions, startProvider } from '../../sandbox/authorizationServer.js';
import type { LocalClient, LocalClients } from '../../sandbox/localClients.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { type Answer, rpc, textIn } from '../handMadeRpc.js';
import { entry, serviceEntry } from '../local/localEntries.js';
import { LocalUser, type Surroundings } from '../local/localWindow.js';
import { startLocalBroker } from './brokerWindow.js';

/** The one integration of a list. */
function onlyIntegrationIn({ body }: Answer): Readonly<Record<string, unknown>> {
  const { providers } = body as { readonly providers: readonly { readonly integrations: readonly object[] }[] };
  return { ...providers[0]?.integrations[0] };
}

describe('A sign-in that a client of the broker starts', () => {
  const ended = endedAfterEach();

  interface Start extends Surroundings {
    readonly client?: (clients: LocalClients) => LocalClient;
    readonly provider?: AuthorizationServerOptions;
  }

  async function setUp({ client = (clients) => clients.public, provider: options, ...surroundings }: Start = {}) {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    const chosen = client(provider.clients);
    const isService = chosen === provider.clients.service;
    const integration = isService ? serviceEntry(provider, { name: 'reports' }) : entry(provider, chosen);
    const user = new LocalUser(ended, [integration], () => provider.secrets);
    const { window, broker } = await startLocalBroker(ended, user, {
      answers: [chosen.secret ?? ''],
      ...surroundings,
    });
    const call = (method: string, kwparams: object = {}) => rpc(broker.environment, method, { kwparams });
    await call('oauth_integrations');
    const uuid = broker.guidOf('reports');
    return {
      ...{ provider, user, window, broker },
      signIn: async (parameters: object = {}) => (await call('oauth_sign_in', { uuid, ...parameters })).body,
      /** The integration in the list of now. */
      listed: async () => onlyIntegrationIn(await call('oauth_integrations')),
      token: () => call('oauth_token', { uuid }),
      person: (url: unknown, decision?: 'allow' | 'refuse') =>
        signInByForms(String(url), { ...provider.account }, decision),
    };
  }

  it('returns the page, and the view shows that the user has signed in there', async () => {
    const { signIn, person, window, token, provider } = await setUp();
    const { url, ...rest } = await signIn();
    assert.deepEqual([rest, window.opened, window.statusOf('reports')], [{}, [], 'signingIn']);
    await person(url);
    await window.turns('reports', 'authenticated');
    assert.ok(await provider.isActive(textIn(await token(), 'access_token')));
    assert.deepEqual(await signIn(), { authenticated: true });
  });

  it('returns the same page again while it is waiting', async () => {
    const { signIn, person, window } = await setUp();
    const pages = await Promise.all([signIn(), signIn(), signIn()]);
    const again = await signIn();
    assert.equal(new Set([...pages, again].map(({ url }) => url)).size, 1);
    await person(again['url']);
    await window.turns('reports', 'authenticated');
  });

  it('makes the window open the page once if a client asks for that', async () => {
    const { signIn, window } = await setUp();
    const { url } = await signIn();
    assert.deepEqual(window.opened, []);
    assert.deepEqual(await Promise.all([signIn({ open: true }), signIn({ open: true })]), [
      { url, opened: true },
      { url, opened: true },
    ]);
    assert.deepEqual([await signIn(), window.opened], [{ url, opened: true }, [url]]);
  });

  it('makes the window open the page at once if the first client asks for that', async () => {
    const { signIn, window, person } = await setUp();
    const { url, opened } = await signIn({ open: true });
    assert.deepEqual([opened, window.opened], [true, [url]]);
    await person(url);
    await window.turns('reports', 'authenticated');
    assert.deepEqual(window.opened, [url]);
  });

  it('opens nothing unless `open` is exactly true', async () => {
    const { signIn, window } = await setUp();
    for (const open of ['true', 1, {}, [true], null]) {
      assert.equal((await signIn({ open }))['opened'], undefined);
    }
    assert.deepEqual(window.opened, []);
  });

  it('needs no page for a service account', async () => {
    const { signIn, token, window } = await setUp({ client: ({ service }) => service });
    const both = await Promise.all([signIn(), signIn({ open: true })]);
    assert.deepEqual(both, [{ authenticated: true }, { authenticated: true }]);
    assert.notEqual(textIn(await token(), 'access_token'), '');
    assert.deepEqual(window.opened, []);
  });

  it('returns the page for a device code if the browser can’t return to the window, which shows the code', async () => {
    const { signIn, person, window, user, provider } = await setUp({ reachesLoopback: false });
    const { url, ...rest } = await signIn();
    assert.deepEqual([rest, window.opened], [{}, []]);
    assert.match(String(url), new RegExp(`^${provider.issuer}/device\\?user_code=`));
    await until('the code is shown', () => window.dialogs.told.length === 1);
    await person(url);
    user.clock.skip(5_000);
    await window.turns('reports', 'authenticated');
  });

  it('ends when the user denies access, and can be started again', async () => {
    const { signIn, person, window, token } = await setUp();
    const { url } = await signIn();
    await person(url, 'refuse');
    await window.turns('reports', 'notSignedIn');
    await until('the log has it', () => window.log.lines.some((line) => /sign-in, reports: .*denied/.test(line)));
    assert.match(String((await token()).body['error']), /^You are not signed in to reports/);
    const again = await signIn();
    assert.notEqual(again['url'], url);
    await person(again['url']);
    await window.turns('reports', 'authenticated');
  });

  it('ends after ten minutes, and can be started again', async () => {
    const { signIn, window, user, person } = await setUp();
    const { url } = await signIn();
    user.clock.skip(10 * 60_000);
    await window.turns('reports', 'notSignedIn');
    const again = await signIn();
    assert.notEqual(again['url'], url);
    await person(again['url']);
    await window.turns('reports', 'authenticated');
  });

  it('says why it can’t start', async () => {
    const { signIn, provider, window } = await setUp();
    await provider.suspend();
    const { error, ...rest } = await signIn();
    assert.match(String(error), new RegExp(new URL(provider.issuer).host));
    assert.deepEqual([rest, window.statusOf('reports')], [{}, 'notSignedIn']);
    await provider.resume();
    assert.equal(typeof (await signIn())['url'], 'string');
  });

  it('says that the server does not accept the client secret', async () => {
    const { signIn, person, window } = await setUp({ client: ({ basic }) => basic, answers: ['wrong'] });
    const { url } = await signIn();
    await person(url);
    await window.turns('reports', 'notSignedIn');
    await until('the log has it', () => window.log.lines.some((line) => line.includes('invalid_client')));
  });

  it('can be cancelled in the view, and started again', async () => {
    const { signIn, window } = await setUp();
    const { url } = await signIn();
    window.signIns.cancel(window.row('reports'));
    await window.turns('reports', 'notSignedIn');
    const again = await signIn();
    assert.equal(typeof again['url'], 'string');
    assert.notEqual(again['url'], url);
  });

  it('reports why it failed to callers that wait, until it is started again', async () => {
    const { signIn, window, listed, person } = await setUp();
    await signIn();
    assert.equal((await listed())['sign_in_error'], undefined);
    window.signIns.cancel(window.row('reports'));
    await until('it is reported', async () => /cancelled/.test(String((await listed())['sign_in_error'])));
    const { url } = await signIn();
    assert.equal((await listed())['sign_in_error'], undefined);
    await person(url, 'refuse');
    await until('it is reported', async () => (await listed())['sign_in_error'] !== undefined);
    assert.match(String((await listed())['sign_in_error']), /^Access was denied at /);
  });

  it('joins a sign-in that the view has started, and returns its page', async () => {
    const { signIn, window, person } = await setUp();
    const begun = window.signIn('reports');
    await until('its page is open', () => window.opened.length === 1);
    const url = window.opened[0];
    assert.deepEqual([await signIn(), window.opened.length], [{ url }, 1]);
    assert.deepEqual([await signIn({ open: true }), window.opened], [{ url, opened: true }, [url, url]]);
    await person(url);
    assert.equal(await begun, 'signedIn');
  });

  it('can be joined from the view', async () => {
    const { signIn, window, person } = await setUp();
    const { url } = await signIn();
    assert.equal(await window.signIn('reports'), 'joined');
    await person(url);
    await window.turns('reports', 'authenticated');
  });

  it('opens the page again for a client that asks later', async () => {
    const { signIn, window, user } = await setUp();
    const { url } = await signIn({ open: true });
    user.clock.skip(3_000);
    assert.deepEqual(await signIn({ open: true }), { url, opened: true });
    assert.deepEqual(window.opened, [url, url]);
  });

  it('is cancelled once no client waits for it any longer', async () => {
    const { signIn, window } = await setUp();
    await signIn({ open: true });
    await signIn({ open: true });
    assert.deepEqual(await signIn({ cancel: true }), { result: true });
    assert.equal(window.statusOf('reports'), 'signingIn');
    assert.deepEqual(await signIn({ cancel: true }), { result: true });
    await window.turns('reports', 'notSignedIn');
    assert.deepEqual(await signIn({ cancel: true }), { result: true });
  });
});
