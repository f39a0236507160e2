import assert from 'node:assert/strict';
import { CredentialError } from '../../../../src/core/errors.js';
import { Secret } from '../../../../src/core/secret.js';
import { endedAfterEach } from '../../../ended.js';
import { startProvider } from '../../../sandbox/authorizationServer.js';
import { signInByForms } from '../../../sandbox/person.js';
import { until } from '../../../until.js';
import { entry } from '../../local/localEntries.js';
import { LocalUser } from '../../local/localWindow.js';
import { startLocalBroker } from '../brokerWindow.js';
import { CoderPrograms, usualIntegrations } from './coderCalls.js';

const SIGNED_OUT = () => Promise.reject(new CredentialError('authorization', 'You are not signed in.'));

describe('A program written for Coder, while the user is not signed in,', () => {
  const ended = endedAfterEach();

  async function signedOut() {
    const programs = await CoderPrograms.start(ended);
    programs.source.give = SIGNED_OUT;
    programs.window.base.browser.open = () => assert.fail('The window opens the page, too');
    programs.source.enter = async (_integration, _signal, { browser }) => {
      await browser?.open('https://provider.example.org/authorize?state=x&client_id=a%20b');
      return {};
    };
    return programs;
  }

  it('gets the page of the broker that starts the sign-in, and nothing else', async () => {
    const programs = await signedOut();
    const { status, body } = await programs.external('sales');
    const { url, ...rest } = body;
    assert.deepEqual(
      [status, rest],
      [
        200,
        {
          ...{ access_token: '', token_extra: null, type: '', expires_at: '0001-01-01T00:00:00Z' },
          ...{ username: '', password: '' },
        },
      ],
    );
    assert.match(String(url), new RegExp(`^${programs.window.broker.url ?? ''}/external-auth/[\\w-]{43}$`));
    assert.deepEqual(programs.window.integration('Sales API').status.kind, 'notSignedIn');
    // A program that asks again and again gets the same page.
    assert.equal((await programs.external('sales')).body['url'], url);
    assert.notEqual((await programs.external('github')).body['url'], url);
    assert.equal((await programs.external('sales')).body['url'], url);
  });

  it('leads the user’s browser to the provider, once', async () => {
    const programs = await signedOut();
    // However often the program asks.
    await programs.external('sales');
    const { url } = (await programs.external('sales')).body;
    const page = await programs.browse(url);
    assert.equal(page.status, 303);
    assert.equal(page.headers.get('location'), 'https://provider.example.org/authorize?state=x&client_id=a%20b');
    assert.deepEqual(
      ['cache-control', 'referrer-policy', 'content-type'].map((name) => page.headers.get(name)),
      ['no-store', 'no-referrer', 'text/html; charset=utf-8'],
    );
    assert.ok(!(await page.text()).includes(programs.token), 'The page has the token of the agent');
    assert.equal(programs.window.integration('Sales API').status.kind, 'signingIn');
    const again = await programs.browse(url);
    assert.deepEqual([again.status, again.headers.get('location')], [410, null]);
    assert.match(await again.text(), /This link was used before, or it has expired\./);
    // The next one leads to the sign-in that is waiting.
    const next = (await programs.external('sales')).body['url'];
    assert.notEqual(next, url);
    assert.equal((await programs.browse(next)).status, 303);
  });

  it('is led to the provider although the hidden view still says that the user is signed in', async () => {
    const programs = await signedOut();
    programs.source.listed = usualIntegrations().map((each) => ({ ...each, status: { kind: 'authenticated' } }));
    // Asking for an integration that is unknown has all of them listed.
    await programs.external('unknown');
    assert.equal(programs.window.integration('Sales API').status.kind, 'authenticated');
    programs.source.listed = usualIntegrations().map((each) => ({ ...each, status: { kind: 'notSignedIn' } }));
    const page = await programs.browse((await programs.external('sales')).body['url']);
    assert.equal(page.status, 303);
  });

  it('has a page that no other page, picture or prefetch uses up, at the address of this machine only', async () => {
    const programs = await signedOut();
    const { url } = (await programs.external('sales')).body;
    const { port } = programs.window;
    for (const headers of [
      { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-purpose': 'prefetch' },
      { origin: 'https://example.org' },
      { host: `rebound.example.org:${port}` },
      { host: `127.0.0.1.example.org:${port}` },
      { host: `example.localhost:${port}` },
    ]) {
      assert.equal((await programs.browse(url, headers)).status, 403, JSON.stringify(headers));
    }
    // As programs do that check links.
    assert.equal((await programs.browse(url, {}, 'HEAD')).status, 403);
    const guessed = `${String(url).slice(0, -1)}x`;
    for (const path of [guessed, String(url).replace(/[^/]+$/, '')]) {
      assert.equal((await programs.browse(path)).status, 410);
    }
    // The editor forwards ports of remote machines to other ones, and may add a query.
    assert.equal(
      (await programs.browse(`${String(url)}?tab=1`, { host: 'localhost:4321', 'sec-fetch-site': 'cross-site' }))
        .status,
      303,
    );
  });

  it('has a page that is valid for ten minutes after it was asked for last', async () => {
    const programs = await signedOut();
    const { url } = (await programs.external('sales')).body;
    programs.clock.skip(9 * 60_000);
    assert.equal((await programs.external('sales')).body['url'], url);
    programs.clock.skip(9 * 60_000);
    assert.equal((await programs.external('sales')).body['url'], url);
    programs.clock.skip(10 * 60_000);
    assert.equal((await programs.browse(url)).status, 410);
  });

  it('has a page that says what is left to do where the browser can’t be sent on', async () => {
    const programs = await signedOut();
    const open = async () => programs.browse((await programs.external('sales')).body['url']);
    programs.source.enter = () => Promise.reject(new CredentialError('network', 'The <b>server</b> is down.'));
    const failed = await open();
    assert.equal(failed.status, 500);
    assert.match(await failed.text(), /The &#60;b&#62;server&#60;\/b&#62; is down\./);
    const { window, source } = programs;
    source.enter = (_integration, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('Cancelled'))));
    const begun = window.base.signIns.signIn(window.integration('Sales API'), () => undefined);
    const elsewhere = await open();
    assert.equal(elsewhere.status, 200);
    assert.match(await elsewhere.text(), /Continue in your editor/);
    window.base.signIns.cancel(window.integration('Sales API'));
    await begun;
    // A service account needs no page.
    programs.source.enter = () => {
      programs.source.listed = usualIntegrations().map((each) => ({ ...each, status: { kind: 'authenticated' } }));
      return Promise.resolve({});
    };
    const { url } = (await programs.external('sales')).body;
    const signedIn = await programs.browse(url);
    assert.equal(signedIn.status, 200);
    assert.match(await signedIn.text(), /<html lang="en">[^]*You are signed in/);
    // The user may have signed in in the window in the meantime.
    programs.source.enter = () => assert.fail('The user is signed in');
    const late = await programs.browse((await programs.external('sales')).body['url']);
    assert.match(await late.text(), /You are signed in/);
    const gone = (await programs.external('github')).body['url'];
    programs.source.listed = [];
    await programs.external('unknown');
    assert.equal((await programs.browse(gone)).status, 404);
  });

  it('gets the token as soon as the user has signed in, if it listens', async () => {
    const programs = await signedOut();
    let answer: unknown;
    const listening = programs.ask({ match: 'sales.example.org', listen: '' }).then((got) => (answer = got.body));
    const { clock } = programs;
    await until('it waits', () => clock.pending > 1);
    clock.skip(1_000);
    await until('it waits again', () => clock.pending > 1);
    assert.equal(answer, undefined);
    programs.source.give = () => Promise.resolve({ value: new Secret('canary-token'), expiresAt: undefined });
    clock.skip(1_000);
    assert.equal((await listening)['access_token'], 'canary-token');
    const { body } = await programs.ask({ id: 'github', listen: 'true' });
    assert.equal(body['access_token'], 'canary-token');
  });
});

describe('The calls of coder gitaskpass, made by hand,', () => {
  const ended = endedAfterEach();

  it('sign the user in at the provider, and give Git the token', async () => {
    const provider = await startProvider();
    ended(() => provider.stop());
    const integration = entry(provider, provider.clients.public, { git_hosts: ['gitlab.example.org'] });
    const user = new LocalUser(ended, [integration], () => provider.secrets);
    const { window, broker } = await startLocalBroker(ended, user);
    const programs = CoderPrograms.of(broker, user.clock);
    const match = 'https://gitlab.example.org';
    const { url, access_token: none } = (await programs.ask({ match })).body;
    assert.equal(none, '');
    const listening = programs.ask({ match, listen: 'true' });
    const page = await programs.browse(url);
    assert.equal(page.status, 303);
    await signInByForms(page.headers.get('location') ?? '', { ...provider.account });
    await window.turns('reports', 'authenticated');
    const { body } = await listening;
    assert.deepEqual([body['url'], body['type'], body['username']], ['', 'gitlab', 'oauth2']);
    assert.equal(body['password'], body['access_token']);
    assert.ok(await provider.isActive(String(body['access_token'])));
    assert.match(String(body['expires_at']), /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('tell Git to go on without a token for other hosts', async () => {
    const programs = await CoderPrograms.start(ended);
    const { status, body } = await programs.ask({ match: 'https://example.com' });
    assert.equal(status, 404);
    assert.match(String(body['message']), /No integration of this editor window is for example\.com\./);
  });
});
