import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { endedAfterEach } from '../../ended.js';
import {
  type AuthorizationServerOptions,
  type RunningProvider,
  startProvider,
} from '../../sandbox/authorizationServer.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { KEEP, LEAVE } from '../../unit/local/wizard/fakeDialogs.js';
import { serversPerTest } from '../observedServer.js';
import { entry, serviceEntry } from './localEntries.js';
import { LocalUser, type LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';

describe('LocalSource signs in', () => {
  const ended = endedAfterEach();
  const startServer = serversPerTest();

  async function start(options: AuthorizationServerOptions = {}): Promise<RunningProvider> {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    return provider;
  }

  const userOf = (provider: RunningProvider, ...integrations: readonly unknown[]) =>
    new LocalUser(ended, integrations, () => provider.secrets);

  const posted = (provider: RunningProvider, route: string) =>
    provider.requests.filter((each) => each.route === route && each.status < 400);

  /** An editor in a browser, whose redirect URIs lead to any of its windows. */
  async function startEditor() {
    const editor: { uri: string; window: LocalWindow | undefined; queries: string[] } = {
      ...{ uri: '', window: undefined, queries: [] },
    };
    const server = await startServer((request: IncomingMessage, response: ServerResponse) => {
      const parameters = new URL(request.url ?? '', 'http://localhost').searchParams;
      parameters.delete('vscode-reqid');
      editor.queries.push(String(parameters));
      editor.window?.arrive(String(parameters));
      response.end();
    });
    editor.uri = `${server.address}/stable-abc/callback`;
    return editor;
  }

  /** Enters the code that a window shows at the page that it names. */
  async function enterCode(window: LocalWindow, { account }: RunningProvider): Promise<void> {
    await until('a code is shown', () => window.dialogs.told.length > 0);
    const [, userCode = '', page = ''] = /enter the code (\S+) at (\S+)$/.exec(window.dialogs.told[0] ?? '') ?? [];
    await signInByForms(page, { ...account }, 'allow', undefined, userCode);
  }

  it('as soon as an integration is added', async () => {
    const provider = await start();
    const answers = ['Other', provider.issuer, '', KEEP, 'Save and Sign In'] as const;
    const window = await userOf(provider).open({ visit: person(provider), answers });
    await window.source.commands['addIntegration']?.();
    assert.deepEqual([window.dialogs.left, window.statusOf(new URL(provider.issuer).hostname)], [[], 'authenticated']);
    const { scopes } = window.row(new URL(provider.issuer).hostname);
    assert.deepEqual(scopes, ['openid', 'offline_access']);
  });

  describe('by the code flow over loopback', () => {
    it('as a public client', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, provider.clients.public, { display_name: 'Reports' }));
      const window = await user.open({ visit: person(provider) });
      const { status, note, expiry, actions } = window.row('Reports');
      assert.deepEqual(
        { kind: status.kind, note, expiry, actions },
        {
          ...{ kind: 'notSignedIn', note: undefined, expiry: undefined },
          actions: [
            'signIn',
            'copyConnectRequest',
            'useForContent',
            'editIntegration',
            'checkIntegration',
            'removeIntegration',
          ],
        },
      );
      assert.equal(await window.signIn('Reports'), 'signedIn');
      const row = window.row('Reports');
      assert.deepEqual([row.status.kind, row.expiry?.isRenewable], ['authenticated', true]);
      assert.ok(Math.abs((row.expiry?.at ?? 0) - Date.now() - 600_000) < 10_000);
      assert.deepEqual(row.actions, [
        'signOut',
        'snippet',
        'copyConnectRequest',
        'useForContent',
        'editIntegration',
        'checkIntegration',
        'removeIntegration',
      ]);
      window.isCodeAnswered = false;
      await window.refresher.refresh();
      assert.equal(window.row('Reports').actions.includes('snippet'), false);
      assert.deepEqual([row.issuer, row.clientId, row.scopes], [provider.issuer, 'local-public', ['reports:read']]);
      const { accessToken } = await user.grant(window, 'Reports');
      assert.ok(await provider.isActive(accessToken));
      assert.deepEqual(posted(provider, 'authorization')[0]?.parameters['code_challenge_method'], 'S256');
    });

    for (const [method, scheme] of [
      ['client_secret_basic', 'Basic'],
      ['client_secret_post', undefined],
    ] as const) {
      it(`as a confidential client by ${method}, whose secret is asked for once`, async () => {
        const provider = await start();
        const client = method === 'client_secret_basic' ? provider.clients.basic : provider.clients.post;
        const user = userOf(provider, entry(provider, client, { token_endpoint_auth_method: method }));
        const window = await user.open({ visit: person(provider), answers: [client.secret ?? ''] });
        const shown: boolean[] = [];
        window.catalog.onDidChange(() => {
          const { status } = window.row('reports');
          shown.push(status.kind === 'signingIn' && status.isForInput === true);
        });
        assert.equal(await window.signIn('reports'), 'signedIn');
        assert.ok(shown.includes(true), 'The row does not show that the secret is asked for');
        assert.deepEqual(window.dialogs.asked, [
          'Enter the client secret, which is not on this machine yet. It is stored encrypted and never written to the settings. (hidden)',
        ]);
        assert.deepEqual(
          posted(provider, 'token').map((each) => each.scheme),
          [scheme],
        );
        assert.equal((await user.kept(window, 'reports'))?.clientSecret, client.secret);
        await window.signOut('reports');
        await window.turns('reports', 'notSignedIn');
        assert.equal(await window.signIn('reports'), 'signedIn');
        assert.equal(window.dialogs.asked.length, 1);
      });
    }

    it('not without the client secret that it needs, and keeps none that the server does not accept', async () => {
      const provider = await start();
      const { host } = new URL(provider.issuer);
      const user = userOf(provider, entry(provider, provider.clients.basic));
      const window = await user.open({ visit: person(provider), answers: [LEAVE, '', 'wrong'] });
      assert.equal(
        await window.failure(window.signIn('reports')),
        'You are not signed in to reports, which requires a client secret. Ask the administrator of its server for it, then sign in again.',
      );
      assert.equal(window.opened.length, 0);
      assert.equal(
        await window.failure(window.signIn('reports')),
        `${host} does not accept this client: client authentication failed (invalid_client). Check its client ID and client secret with Edit Integration…, set token_endpoint_auth_method to client_secret_post, or ask the administrator of ${host}.`,
      );
      assert.equal(window.dialogs.problems.length, 1);
      assert.deepEqual([window.statusOf('reports'), await user.kept(window, 'reports')], ['notSignedIn', undefined]);
    });

    it('without PKCE only where that was turned off, and then warns', async () => {
      const provider = await start();
      const { withoutPkce } = provider.clients;
      const user = userOf(provider, entry(provider, withoutPkce, { use_pkce: false }));
      const window = await user.open({ visit: person(provider), answers: [withoutPkce.secret ?? ''] });
      assert.match(window.row('reports').note ?? '', /^PKCE is turned off for this integration/);
      await window.signIn('reports');
      assert.equal(posted(provider, 'authorization')[0]?.parameters['code_challenge'], undefined);
    });

    it('as a client that is registered once', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ visit: person(provider) });
      for (let time = 0; time < 2; time += 1) {
        assert.equal(await window.signIn('reports'), 'signedIn');
        await window.signOut('reports');
        await window.turns('reports', 'notSignedIn');
      }
      const registered = posted(provider, 'registration');
      assert.deepEqual(
        registered.map(({ parameters }) => parameters['redirect_uris']),
        [[(await user.kept(window, 'reports'))?.registration?.redirectUri]],
      );
    });

    it('as a client that is registered for the address that the answer comes to', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ visit: person(provider) });
      const vault = user.vault();
      await vault.update(window.row('reports').guid ?? '', () => ({
        ...{ clientSecret: undefined, grant: undefined },
        registration: { clientId: 'of-ipv6', clientSecret: undefined, redirectUri: 'http://[::1]/callback' },
      }));
      vault.dispose();
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.match(
        (await user.kept(window, 'reports'))?.registration?.redirectUri ?? '',
        /^http:\/\/127\.0\.0\.1:\d+\/callback$/,
      );
    });

    it('as a client that is registered again after a sign-in that failed', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ visit: person(provider) });
      assert.equal(await window.signIn('reports'), 'signedIn');
      await window.signOut('reports');
      await window.turns('reports', 'notSignedIn');
      // A server that does not know the client says so in the browser, which then does not come back.
      window.visit = () => undefined;
      const signIn = window.signIn('reports');
      await until('the browser is open', () => window.opened.length === 2);
      window.signIns.cancel(window.row('reports'));
      assert.equal(await signIn, 'cancelled');
      await until('it is forgotten', async () => (await user.kept(window, 'reports'))?.registration === undefined);
      window.visit = person(provider);
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.equal(posted(provider, 'registration').length, 2);
    });
  });

  describe('by a URI of the editor', () => {
    it('as a client that is registered for it', async () => {
      const provider = await start();
      const editor = await startEditor();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ reachesLoopback: false, editorUri: editor.uri, visit: person(provider) });
      editor.window = window;
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.deepEqual(posted(provider, 'registration')[0]?.parameters['redirect_uris'], [
        `${editor.uri}?vscode-reqid=1`,
      ]);
      // It is of no use for the next sign-in, but for the refresh.
      const { registration, grant } = (await user.kept(window, 'reports')) ?? assert.fail();
      assert.deepEqual([registration, grant?.registration?.redirectUri], [undefined, `${editor.uri}?vscode-reqid=1`]);
      user.clock.skip(600_000);
      await until('it is refreshed', () => provider.refreshes === 1);
    });

    it('whose answer comes to another window, with wrong ones before and a second one after it', async () => {
      const provider = await start();
      const editor = await startEditor();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ reachesLoopback: false, editorUri: editor.uri, visit: person(provider) });
      const other = await user.open({ reachesLoopback: false });
      other.arrive('state=wrong&code=wrong');
      editor.window = other;
      const signIn = window.signIn('reports');
      window.arrive('code=wrong');
      assert.equal(await signIn, 'signedIn');
      await other.turns('reports', 'authenticated');
      other.arrive(editor.queries[0] ?? assert.fail());
      window.arrive(editor.queries[0] ?? assert.fail());
      await window.refresher.refresh();
      assert.deepEqual(
        [posted(provider, 'token').length, window.statusOf('reports'), other.statusOf('reports')],
        [1, 'authenticated', 'authenticated'],
      );
    });

    it('unless the user refuses', async () => {
      const provider = await start();
      const editor = await startEditor();
      const user = userOf(provider, entry(provider, undefined));
      const visit = person(provider, 'refuse');
      const window = await user.open({ reachesLoopback: false, editorUri: editor.uri, visit });
      editor.window = window;
      assert.match(await window.failure(window.signIn('reports')), /^Access was denied at/);
      assert.equal(window.statusOf('reports'), 'notSignedIn');
    });
  });

  describe('with a device code', () => {
    it('where the user wants it', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, provider.clients.public));
      const window = await user.open();
      await until('the row offers it', () => window.row('reports').actions.includes('signInWithDeviceCode'));
      window.dialogs.presses = 'Copy Code and Open Page';
      const signIn = window.signIn('reports', { withDeviceCode: true });
      await enterCode(window, provider);
      user.clock.skip(5_000);
      assert.equal(await signIn, 'signedIn');
      assert.match(window.dialogs.told[0] ?? '', new RegExp(`at ${provider.issuer}/device$`));
      const [copied] = window.dialogs.copied;
      assert.deepEqual(window.opened, [`${provider.issuer}/device?user_code=${copied ?? ''}`]);
      assert.equal(window.dialogs.shown.size, 0);
    });

    it('and not at all when the user cancels where the code is shown', async () => {
      const provider = await start();
      const window = await userOf(provider, entry(provider, provider.clients.public)).open();
      window.dialogs.cancels = true;
      assert.equal(await window.signIn('reports', { withDeviceCode: true }), 'cancelled');
      assert.equal(window.statusOf('reports'), 'notSignedIn');
    });

    it('where nothing else leads back, as a client that is not registered for each sign-in', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, provider.clients.public));
      const window = await user.open({ reachesLoopback: false });
      const signIn = window.signIn('reports');
      await enterCode(window, provider);
      user.clock.skip(5_000);
      assert.equal(await signIn, 'signedIn');
      assert.deepEqual(window.opened, []);
    });

    it('as a client that is registered again if the server no longer knows it', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open();
      const vault = user.vault();
      const redirectUri = 'http://127.0.0.1/callback';
      await vault.update(window.row('reports').guid ?? '', () => ({
        ...{ clientSecret: undefined, grant: undefined },
        registration: { clientId: 'forgotten', clientSecret: undefined, redirectUri },
      }));
      vault.dispose();
      const signIn = window.signIn('reports', { withDeviceCode: true });
      await enterCode(window, provider);
      user.clock.skip(5_000);
      assert.equal(await signIn, 'signedIn');
      assert.equal(posted(provider, 'registration').length, 1);
      assert.notEqual((await user.kept(window, 'reports'))?.registration?.clientId, 'forgotten');
    });
  });

  describe('as a service account', () => {
    it('without a browser, and again without a refresh token', async () => {
      const provider = await start();
      const user = userOf(provider, serviceEntry(provider));
      const window = await user.open({ answers: [provider.clients.service.secret ?? ''] });
      assert.equal(await window.signIn('service'), 'signedIn');
      const first = await user.grant(window, 'service');
      assert.deepEqual([first.refreshToken, window.row('service').expiry?.isRenewable], [undefined, true]);
      user.clock.skip(590_000);
      await until(
        'it has another token',
        async () => (await user.grant(window, 'service')).accessToken !== first.accessToken,
      );
      assert.deepEqual(
        [window.opened, window.statusOf('service'), window.row('service').note],
        [[], 'authenticated', undefined],
      );
    });
  });
});
