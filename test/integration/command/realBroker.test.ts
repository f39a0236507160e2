import assert from 'node:assert/strict';
import { endedAfterEach } from '../../ended.js';
import { startProvider } from '../../sandbox/authorizationServer.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { startLocalBroker } from '../broker/brokerWindow.js';
import { entry } from '../local/localEntries.js';
import { LocalUser } from '../local/localWindow.js';
import { person } from '../local/signingIn.js';
import { ALL_CANARIES, answering, handMadeBy } from '../oauth/scriptedProvider.js';
import { serversPerTest } from '../observedServer.js';
import { commandForAll, type Result } from './builtCommand.js';

describe('The command, with the broker of a window', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  const startHandMade = handMadeBy(serversPerTest());

  /** A window with one integration, to which the user is not signed in. */
  async function startWindow(visit?: (url: string) => unknown) {
    const provider = await startProvider();
    ended(() => provider.stop());
    const definition = {
      ...entry(provider, provider.clients.public, { name: 'sales', scopes: ['openid', 'offline_access'] }),
      ...{ display_name: 'Sales API', git_hosts: ['git.example.com'] },
    };
    const user = new LocalUser(ended, [definition], () => provider.secrets);
    const { window, broker } = await startLocalBroker(ended, user, { visit: visit ?? person(provider) });
    const run = (args: readonly string[], input?: string): Promise<Result> =>
      command().run(args, { env: broker.environment, ...(input === undefined ? {} : { input }) });
    return { provider, window, broker, run };
  }

  it('signs in with the window, gets tokens, and signs out', async () => {
    const { provider, broker, window, run } = await startWindow();
    const waited = await run(['access-token', '--wait', 'sales']);
    assert.deepEqual([waited.code, window.opened.length], [0, 1]);
    assert.ok(await provider.isActive(waited.stdout), 'It is no token of the provider that is good');

    const list = await run(['list']);
    assert.match(list.stdout, new RegExp(`^Sales API  signed in  in \\d+ min  ${broker.guidOf('Sales API')}$`, 'm'));

    const git = await run(['git-credential', 'get'], 'protocol=https\nhost=git.example.com\n\n');
    const [, password = ''] = /^password=(.*)$/m.exec(git.stdout) ?? [];
    assert.ok(await provider.isActive(password), 'Git’s password is no token of the provider that is good');
    assert.match(git.stdout, /^username=oauth2\n.*\npassword_expiry_utc=\d+\n$/);

    const { code, stdout } = await run(['access-token', 'sales', '--extra', 'id_token']);
    assert.deepEqual([code, stdout.split('.').length], [0, 3]);

    const signOut = await run(['sign-out', 'sales']);
    assert.deepEqual(signOut, { code: 0, stdout: 'Signed out of Sales API.\n', stderr: '' });
    assert.ok(!(await provider.isActive(waited.stdout)), 'The token is still good');
  });

  it('checks what a sign-in needs', async () => {
    const { provider, run } = await startWindow();
    const { host } = new URL(provider.issuer);
    const right = await run(['doctor', 'sales']);
    assert.deepEqual([right.code, right.stderr], [0, '']);
    assert.match(right.stdout, /^ok +Settings +All fields are right\.$/m);
    assert.ok(right.stdout.includes(`${host} accepts the client.`));
    await provider.suspend();
    const wrong = await run(['doctor', 'sales']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stdout, /^PROBLEM +Connection /m);
  });

  it('writes the page for a user who opens it without the window', async () => {
    const { provider, window, run } = await startWindow();
    const { code, stdout } = await run(['access-token', 'sales']);
    assert.deepEqual([code, window.opened], [1, []]);
    await signInByForms(stdout.trim(), provider.account);
    // Until then, `sign-in` would open the page again, which leads to a listener that is about to close.
    await window.turns('Sales API', 'authenticated');
    assert.equal((await run(['sign-in', 'sales'])).code, 0);
    const token = await run(['access-token', 'sales']);
    assert.ok(await provider.isActive(token.stdout), 'It is no token of the provider that is good');
  });

  for (const [what, reply] of [
    ['that the sign-in has ended', { body: { error: 'bad_refresh_token' } }],
    ['an error of its own', { status: 403, body: { error: 'quota_exceeded' } }],
    ['a page', { status: 403, body: '<h1>Blocked</h1>' }],
  ] as const) {
    it(`writes where to sign in again if the server answers a refresh with ${what}`, async () => {
      const provider = await startHandMade();
      const integration = { name: 'sales', issuer: provider.issuer, client_id: 'me' };
      const user = new LocalUser(ended, [integration], () => ALL_CANARIES);
      const { window, broker } = await startLocalBroker(ended, user, { visit: answering() });
      await command().run(['list'], { env: broker.environment });
      assert.equal(await window.signIn('sales'), 'signedIn');
      provider.replies['/token'] = reply;
      user.clock.skip(3_600_000);
      const { code, stdout } = await command().run(['access-token', 'sales'], { env: broker.environment });
      assert.equal(code, 1);
      assert.ok(stdout.startsWith(`${provider.issuer}/authorize?`), stdout);
    });
  }

  it('stops waiting once the sign-in is cancelled in the window', async () => {
    const { window, run } = await startWindow(() => undefined);
    const waiting = run(['access-token', '--wait', 'sales']);
    await until('the page is open', () => window.opened.length === 1);
    window.signIns.cancel(window.row('Sales API'));
    const { code, stdout, stderr } = await waiting;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /The sign-in to Sales API was cancelled\. .*\n$/);
  });

  it('cancels the sign-in that it has started on Ctrl+C, and starts another one then', async () => {
    const { window, broker, run, provider } = await startWindow(() => undefined);
    const waiting = command().start(['sign-in', 'sales'], { env: broker.environment });
    await until('it waits', () => waiting.told().includes('Waiting.'));
    assert.equal(window.statusOf('Sales API'), 'signingIn');
    waiting.interrupt();
    const { code, stdout } = await waiting.result;
    assert.deepEqual([code, stdout], [null, '']);
    await window.turns('Sales API', 'notSignedIn');
    window.visit = person(provider);
    assert.equal((await run(['sign-in', 'sales'])).code, 0);
    assert.equal(new Set(window.opened).size, 2);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`cancels the sign-in on ${signal} also while the window is still about to open the page`, async () => {
      const { window, broker } = await startWindow(() => new Promise(() => undefined));
      const waiting = command().start(['sign-in', 'sales'], { env: broker.environment });
      await until('the window opens the page', () => window.opened.length === 1);
      assert.equal(window.statusOf('Sales API'), 'signingIn');
      waiting.interrupt(signal);
      assert.deepEqual(await waiting.result, { code: null, stdout: '', stderr: '' });
      await window.turns('Sales API', 'notSignedIn');
    });
  }

  it('opens the page again where the sign-in waits, and leaves it to who has started it', async () => {
    const { window, broker, provider, run } = await startWindow(() => undefined);
    await run(['list']);
    const begun = window.signIn('Sales API');
    await until('the page is open', () => window.opened.length === 1);
    const waiting = command().start(['sign-in', 'sales'], { env: broker.environment });
    await until('it is open again', () => window.opened.length === 2);
    await until('it waits', () => waiting.told().includes('Waiting.'));
    assert.equal(window.opened[1], window.opened[0]);
    waiting.interrupt();
    assert.equal((await waiting.result).code, null);
    assert.equal(window.statusOf('Sales API'), 'signingIn');
    await person(provider)(window.opened[0] ?? '');
    assert.equal(await begun, 'signedIn');
  });

  it('says that credentials in terminals are turned off', async () => {
    const { broker, run } = await startWindow();
    const { environment } = broker;
    await broker.want(false);
    const { code, stderr } = await command().run(['list'], { env: environment });
    assert.equal(code, 2);
    assert.match(stderr, /or credentials in terminals are turned off\. Open a new terminal in the editor\.\n$/);

    await broker.want(true);
    assert.equal((await run(['list'])).code, 0);
  });
});
