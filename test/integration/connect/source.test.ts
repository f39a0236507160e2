import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secret.js';
import { signInByForms } from '../../sandbox/person.js';
import { LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { until } from '../../until.js';
import { holdsAny } from '../failures.js';
import { connectsPerTest } from './connectsPerTest.js';
import { ConnectUser, type ConnectWindow, serverOf } from './connectWindow.js';

const MINUTE = 60_000;

const requestsTo = (connect: { readonly requests: readonly { readonly path: string }[] }, path: string) =>
  connect.requests.filter((each) => each.path.endsWith(path)).length;

const statusOf = (window: ConnectWindow, label: string) => window.row(label).status.kind;

/** Whether the row of the server shows that the user is asked for something. */
const isAsked = ({ account: { status } }: ConnectWindow): boolean =>
  status.kind === 'signingIn' && status.isForInput === true;

describe('A Posit Connect server', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  it('is a row that offers to sign in, and is asked for nothing until then', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    const { status, actions, summary } = window.account;
    assert.deepEqual([status.kind, summary], ['notSignedIn', 'Not signed in']);
    assert.ok(window.account.properties?.some(({ label, value }) => label === 'Default server' && value === 'yes'));
    assert.deepEqual(actions, ['signIn', 'signInWithDeviceCode', 'removeConnectServer']);
    assert.deepEqual(connect.requests, []);
  });

  it('is signed in to in the browser, shows the user and the role, and lists its integrations', async () => {
    const connect = await start({ basePath: '/rsc' });
    const window = await new ConnectUser(ended, connect).open('publisher');
    await window.signInToServer();
    const { login } = connect.accounts.publisher;
    assert.equal(window.account.summary, `${login} (publisher) · default`);
    const expected = connect.integrations.map(({ name }) => name ?? 'Snowflake');
    assert.deepEqual(
      window.catalog.integrations.map(({ label }) => label),
      expected,
    );
    assert.equal(statusOf(window, 'Sales API'), 'notSignedIn');
    assert.equal(window.row('Nightly jobs').summary, 'Service account');
    assert.ok(!window.row('Nightly jobs').actions.includes('signIn'));
  });

  it('is signed in to by a device code', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open('administrator');
    const signedIn = window.signIn(window.account, { withDeviceCode: true });
    await until('the code is shown', () => window.dialogs.told.length > 0);
    const [, code = '', page = ''] = /code (\S+) at (\S+)/.exec(window.dialogs.told.join()) ?? [];
    await signInByForms(page, connect.accounts.administrator, 'allow', undefined, code);
    assert.equal(await signedIn, 'signedIn');
    await until('the role is known', () => /administrator/.test(window.account.summary ?? ''));
  });

  it('is signed in to over TLS with its own CA, and in a cluster that needs its cookie', async () => {
    const connect = await start({ tls: true, cluster: true });
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    assert.ok(window.row('Sales API'));
  });

  it('says that a viewer may not list integrations', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open('viewer');
    await window.signInToServer();
    assert.match(window.source.notice ?? '', /requires the role publisher or administrator/);
    assert.equal(window.account.status.kind, 'authenticated');
  });

  it('says that its license does not include integrations', async () => {
    const connect = await start({ licensed: false });
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    assert.match(window.source.notice ?? '', /^The license of \S+ does not include OAuth integrations\. Ask an admin/);
    assert.equal(window.account.status.kind, 'authenticated');
  });

  it('is asked for the list once with each refresh', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    await window.refreshers.settled();
    const before = requestsTo(connect, '/v1/oauth/integrations');
    await window.refreshers.refresh();
    assert.equal(requestsTo(connect, '/v1/oauth/integrations') - before, 1);
  });

  it('keeps the account, and the list as a stale one, while it cannot answer', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    connect.busy = true;
    await window.refreshers.refresh();
    const [snapshot] = window.catalog.snapshot;
    assert.equal(snapshot?.account?.status.kind, 'authenticated');
    assert.ok(snapshot.account.actions.includes('signOut'));
    assert.match(snapshot.error?.message ?? '', /busy/);
    assert.equal(snapshot.integrations?.length, connect.integrations.length);
  });

  it('has its tokens refreshed once by two windows at the same moment', async () => {
    const connect = await start();
    const user = new ConnectUser(ended, connect);
    const first = await user.open();
    await first.signInToServer();
    const second = await user.open();
    user.clock.skip(9.5 * MINUTE);
    await Promise.all([first, second].map(({ source }) => source.signedIn.credential()));
    assert.equal(connect.refreshes, 1);
  });

  it('that ends a sign-in offers to sign in, and says why', async () => {
    const connect = await start();
    const user = new ConnectUser(ended, connect);
    const window = await user.open();
    await window.signInToServer();
    connect.intercept((_request, response, path) => {
      const isToken = path === '/oauth/v1/token';
      if (isToken) {
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      }
      return isToken;
    });
    user.clock.skip(11 * MINUTE);
    await window.refreshers.refresh();
    await until('it is signed out', () => window.account.status.kind === 'notSignedIn');
    assert.ok(window.account.actions.includes('signIn'));
    assert.match(window.account.note ?? '', /Sign in again/);
    assert.equal(window.account.summary, 'Sign in again');
    assert.deepEqual(window.catalog.integrations, []);
  });

  it('is signed in to with an API key, which is not revoked', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.source.signedIn.useApiKey(new Secret(connect.apiKeys.administrator));
    await until('its integrations are shown', () => window.catalog.integrations.length > 0);
    assert.match(window.account.summary ?? '', /administrator/);
    assert.ok(window.account.actions.includes('createConnectIntegration'));
    assert.deepEqual(await window.signOut(window.account), []);
    await until('it is signed out', () => window.account.status.kind === 'notSignedIn');
  });

  it('that does not accept the API key any more offers to sign in, and says so', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    const key = connect.issueApiKey('publisher');
    await window.source.signedIn.useApiKey(new Secret(key));
    await until('its integrations are shown', () => window.catalog.integrations.length > 0);
    connect.revokeApiKey(key);
    await window.refreshers.refresh();
    assert.deepEqual(
      ['signIn', 'signOut'].filter((action) => !window.account.actions.includes(action)),
      [],
    );
    assert.deepEqual([window.account.status.kind, window.catalog.integrations], ['notSignedIn', []]);
    assert.match(window.account.note ?? '', /does not accept the API key.* Sign in again/);
    await window.signInToServer();
    assert.equal(window.account.status.kind, 'authenticated');
  });

  it('without OAuth is signed in to by its row with an API key, which is checked', async () => {
    const connect = await start({ version: '2025.12.0' });
    const window = await new ConnectUser(ended, connect).open();
    const shown: boolean[] = [];
    window.catalog.onDidChange(() => shown.push(isAsked(window)));
    window.dialogs.willAnswer('x'.repeat(32), connect.apiKeys.publisher);
    assert.equal(await window.signIn(window.account), 'signedIn');
    assert.ok(shown.includes(true), 'The row does not show that the key is asked for');
    assert.equal(isAsked(window), false);
    assert.match(window.dialogs.asked.join(), /version 2025\.12\.0.*Create an API key/);
    assert.match(window.dialogs.told.join(), /does not accept the API key/);
    await until('its integrations are shown', () => window.catalog.integrations.length > 0);
    await window.signOut(window.account);
    window.dialogs.willAnswer(LEAVE);
    await assert.rejects(window.signIn(window.account), /Analytics needs an API key, and none was entered/);
  });

  it('is signed out of by all windows at once', async () => {
    const connect = await start({ revocation: true });
    const user = new ConnectUser(ended, connect);
    const [first, second] = [await user.open(), await user.open()];
    await first.signInToServer();
    await until('the other window is signed in', () => second.account.status.kind === 'authenticated');
    assert.deepEqual(await first.signOut(first.account), []);
    await until('the other window is signed out', () => second.account.status.kind === 'notSignedIn');
  });

  it('shows who has signed in in another window', async () => {
    const connect = await start();
    const user = new ConnectUser(ended, connect);
    const [first, second] = [await user.open('publisher'), await user.open('administrator')];
    await first.signInToServer();
    await second.signInToServer();
    await until('the first window shows the administrator', () => /administrator/.test(first.account.summary ?? ''));
    assert.ok(first.account.actions.includes('createConnectIntegration'));
  });

  it('warns as long as its certificate is not verified', async () => {
    const connect = await start({ tls: true });
    const server = serverOf(connect, { insecure: true, caCertificate: undefined });
    const window = await new ConnectUser(ended, connect).open('publisher', server);
    assert.match(window.account.warning ?? '', /not verified/);
    await window.signInToServer();
    assert.match(window.account.warning ?? '', /not verified/);
  });

  it('has no secret in its diagnostics', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    connect.busy = true;
    await window.refreshers.refresh();
    const text = JSON.stringify(await window.source.diagnose());
    assert.match(text, /correlation ID/);
    assert.ok(!holdsAny(text, connect.secrets));
  });
});

describe('An integration of a Posit Connect server', function () {
  this.timeout(60_000);
  const { start, ended } = connectsPerTest();

  it('is signed in to on the server’s page, and signed out of', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    assert.equal(await window.signIn(window.row('Sales API')), 'signedIn');
    assert.equal(statusOf(window, 'Sales API'), 'authenticated');
    assert.deepEqual(await window.signOut(window.row('Sales API')), []);
    assert.equal(statusOf(window, 'Sales API'), 'notSignedIn');
  });

  it('whose session cannot be renewed says so, and can be signed in to again', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    await window.signIn(window.row('Weather'));
    assert.match(window.row('Weather').note ?? '', /cannot renew/);
    const sessions = () => connect.requests.filter(({ path }) => path.includes('/__oauth__/integrations/')).length;
    const before = sessions();
    assert.equal(await window.signIn(window.row('Weather')), 'signedIn');
    assert.ok(sessions() > before);
  });

  it('has details from the server, with the number of content items that use it', async () => {
    const connect = await start();
    const guid = connect.addIntegration({
      ...{ template: 'github', name: 'Reports' },
      config: { client_id: 'a-client', client_secret: 'hidden', scopes: 'repo' },
    });
    connect.associate(connect.content[0]?.guid ?? '', [guid]);
    const window = await new ConnectUser(ended, connect).open('administrator');
    await window.signInToServer();
    const { properties = [] } = window.row('Reports');
    const valueOf = (name: string) => properties.find(({ label }) => label === name)?.value;
    assert.deepEqual(['Integration ID', 'Template', 'Client ID', 'Scopes', 'Content items that use it'].map(valueOf), [
      guid,
      'GitHub',
      'a-client',
      'repo',
      '1',
    ]);
    assert.ok(valueOf('Authentication type') && valueOf('Created') && valueOf('Updated'));
  });

  it('shows its fields by the labels of the template', async () => {
    const connect = await start();
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    const { properties = [] } = window.row('Sales API');
    const found = properties.filter(({ label }) => ['Use PKCE', 'Authentication mode'].includes(label));
    assert.deepEqual(
      found.map(({ value }) => value),
      ['Confidential', 'yes'],
    );
  });

  it('shows all fields of its template, and its texts unchanged', async () => {
    const connect = await start();
    const hostile = '[x](command:evil) $(zap)\u202e{{name}}';
    connect.addIntegration({
      template: 'github',
      name: hostile,
      config: { client_id: hostile, client_secret: 'hidden', scopes: 'repo' },
    });
    const window = await new ConnectUser(ended, connect).open();
    await window.signInToServer();
    const { properties = [] } = window.row(hostile);
    assert.deepEqual(
      properties.filter(({ label }) => ['Template', 'Client ID', 'Scopes'].includes(label)),
      [
        { label: 'Template', value: 'GitHub' },
        { label: 'Client ID', value: hostile },
        { label: 'Scopes', value: 'repo' },
      ],
    );
  });
});
