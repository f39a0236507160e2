import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackRelay } from '../../../src/core/callbackUris.js';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import { WorkbenchRelay } from '../../../src/workbench/relay.js';
import { readSession } from '../../../src/workbench/session.js';
import { UndiciHttpClient } from '../../../src/http/undiciHttpClient.js';
import { networkSettings } from '../../../src/http/networkSettings.js';
import { endedAfterEach } from '../../ended.js';
import {
  type AuthorizationServerOptions,
  type RunningProvider,
  startProvider,
} from '../../sandbox/authorizationServer.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { addressAfterForms, signInByForms } from '../../sandbox/person.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import { until } from '../../until.js';
import { entry } from './localEntries.js';
import { LocalUser, type LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';

const EDITOR = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true } as const;

/** A URI of the editor that no browser of these tests ever visits. */
const EDITOR_URI = 'https://editor.example.org/callback';

describe('LocalSource signs in from wherever the window runs', () => {
  const ended = endedAfterEach();

  async function start(options: AuthorizationServerOptions = {}): Promise<RunningProvider> {
    const provider = await startProvider(options);
    ended(() => provider.stop());
    return provider;
  }

  const userOf = (provider: RunningProvider, ...integrations: readonly unknown[]) =>
    new LocalUser(ended, integrations, () => provider.secrets);

  const posted = (provider: RunningProvider, route: string) =>
    provider.requests.filter((each) => each.route === route && each.status < 400);

  const registered = (provider: RunningProvider) =>
    posted(provider, 'registration').map(({ parameters }) => parameters['redirect_uris']);

  /** The redirect URI of the page that was opened last. */
  const redirectUriOf = ({ opened }: LocalWindow) => new URL(opened.at(-1) ?? '').searchParams.get('redirect_uri');

  /** A port that is free on both addresses of `localhost`. */
  async function freePort(): Promise<number> {
    const listener = await openLoopback({ redirectUri: 'http://localhost/' });
    listener.dispose();
    return Number(new URL(listener.redirectUri).port);
  }

  async function signInAgain(window: LocalWindow): Promise<void> {
    await window.signOut('reports');
    await window.turns('reports', 'notSignedIn');
    assert.equal(await window.signIn('reports'), 'signedIn');
  }

  describe('on a local desktop', () => {
    for (const [host, path] of [
      ['localhost', '/'],
      ['localhost', ''],
      ['127.0.0.1', '/oauth/done'],
    ] as const) {
      it(`with http://${host}:PORT${path}, which the provider compares character by character`, async () => {
        const redirectUri = `http://${host}:${await freePort()}${path}`;
        const provider = await start({ exactRedirectUris: [redirectUri] });
        const user = userOf(provider, entry(provider, provider.clients.exact, { redirect_uri: redirectUri }));
        const window = await user.open({ visit: person(provider) });
        assert.equal(await window.signIn('reports'), 'signedIn');
        assert.equal(redirectUriOf(window), redirectUri);
      });
    }

    it('with any port of the redirect URI if it names none', async () => {
      const provider = await start();
      const fields = { redirect_uri: 'http://127.0.0.1/callback' };
      const window = await userOf(provider, entry(provider, provider.clients.public, fields)).open({
        visit: person(provider),
      });
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.match(redirectUriOf(window) ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    });

    it('unless another program has the port, which the message names', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      ended(() => other.close());
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const provider = await start();
      const fields = { redirect_uri: `http://localhost:${port}/` };
      const window = await userOf(provider, entry(provider, provider.clients.public, fields)).open();
      assert.match(
        await window.failure(window.signIn('reports')),
        new RegExp(`^Another program uses port ${port} of localhost, `),
      );
      assert.deepEqual(window.opened, []);
    });

    it('as a client that is registered with its port, and again only when that changes', async () => {
      const provider = await start();
      const window = await userOf(provider, entry(provider, undefined)).open({ visit: person(provider) });
      assert.equal(await window.signIn('reports'), 'signedIn');
      const first = redirectUriOf(window) ?? '';
      assert.match(first, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
      await signInAgain(window);
      assert.equal(redirectUriOf(window), first);
      const other = createServer().listen(Number(new URL(first).port), '127.0.0.1');
      ended(() => other.close());
      await once(other, 'listening');
      await signInAgain(window);
      const second = redirectUriOf(window);
      assert.notEqual(second, first);
      assert.deepEqual(registered(provider), [[first], [second]]);
    });

    it('not with the redirect URI of a Workbench, and says where that works', async () => {
      const provider = await start({ deviceFlow: false });
      const fields = { redirect_uri: 'https://workbench.example.org/oauth_redirect_callback' };
      const window = await userOf(provider, entry(provider, provider.clients.public, fields)).open();
      assert.equal(
        await window.failure(window.signIn('reports')),
        'You cannot sign in to reports from this window, because its redirect_uri leads to a Posit Workbench session. Sign in from a session of that Workbench in your browser, or change redirect_uri with Edit Integration….',
      );
    });

    it('until the provider returns an error without a state, which the page and the failure tell', async () => {
      const provider = await start();
      let page = '';
      const window = await userOf(provider, entry(provider, provider.clients.public)).open({
        visit: async (url) => {
          const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? '';
          const strays = [
            await loopbackFetch(`${redirectUri}?code=stolen`),
            await loopbackFetch(`${redirectUri}?error=x`, { headers: { 'sec-fetch-dest': 'image' } }),
            await loopbackFetch(`${redirectUri}?error=x&error=y`),
          ];
          assert.deepEqual(
            strays.map(({ status }) => status),
            [400, 400, 400],
          );
          page = await (
            await loopbackFetch(`${redirectUri}?error=access_denied&error_description=Ask%20your%20manager`)
          ).text();
        },
      });
      const message = await window.failure(window.signIn('reports'));
      assert.match(message, /^Access was not allowed at /);
      await until('the page is there', () => page !== '');
      assert.ok(page.includes(message), page);
      assert.equal(window.statusOf('reports'), 'notSignedIn');
    });
  });

  describe('on a desktop that is connected to another machine', () => {
    it('where the port is forwarded to the same port', async () => {
      const provider = await start();
      const window = await userOf(provider, entry(provider, provider.clients.public)).open({
        windowKind: 'remoteDesktop',
        forwardedUri: (uri) => Promise.resolve(uri.replace('127.0.0.1', 'localhost')),
        visit: person(provider),
      });
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.match(redirectUriOf(window) ?? '', /^http:\/\/127\.0\.0\.1:/);
    });

    for (const [what, forwardedUri] of [
      ['to another port', () => Promise.resolve('http://127.0.0.1:1/callback')],
      ['to another host', (uri: string) => Promise.resolve(uri.replace('127.0.0.1', 'tunnel.example.org'))],
      ['nowhere', () => Promise.reject(new Error('no tunnel'))],
    ] as const) {
      it(`with a device code where it is forwarded ${what}`, async () => {
        const provider = await start();
        const user = userOf(provider, entry(provider, provider.clients.public));
        const window = await user.open({ windowKind: 'remoteDesktop', forwardedUri });
        const signIn = window.signIn('reports');
        await until('a code is shown', () => window.dialogs.told.length > 0);
        const [, code = '', page = ''] = /enter the code (\S+) at (\S+)$/.exec(window.dialogs.told[0] ?? '') ?? [];
        await signInByForms(page, { ...provider.account }, 'allow', undefined, code);
        user.clock.skip(5_000);
        assert.equal(await signIn, 'signedIn');
      });
    }
  });

  describe('in a session of Posit Workbench in the browser', () => {
    async function session() {
      const sandbox = await startSandbox();
      ended(() => sandbox.stop());
      const found = readSession(sandbox.env);
      assert.ok(found);
      const http = new UndiciHttpClient(() => networkSettings(EDITOR, {}, undefined), 2000);
      ended(() => http.dispose());
      return { sandbox, relay: new WorkbenchRelay(found, http) };
    }

    it('by its relay, as a client that is registered once', async () => {
      const { relay } = await session();
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      const window = await user.open({ reachesLoopback: false, relay, visit: person(provider) });
      for (let time = 0; time < 2; time += 1) {
        const signIn = window.signIn('reports');
        await until('the browser has returned', () => posted(provider, 'authorization').length > 0);
        await until('the page is open', () => window.opened.length === time + 1);
        user.clock.skip(5_000);
        assert.equal(await signIn, 'signedIn');
        await window.signOut('reports');
        await window.turns('reports', 'notSignedIn');
      }
      assert.deepEqual(registered(provider), [[relay.redirectUri]]);
    });

    it('by its relay, as a client for which the field names it', async () => {
      const { relay } = await session();
      const provider = await start({ exactRedirectUris: [relay.redirectUri] });
      const fields = { redirect_uri: relay.redirectUri };
      const user = userOf(provider, entry(provider, provider.clients.exact, fields));
      let isBack = false;
      const window = await user.open({
        reachesLoopback: false,
        relay,
        visit: (url) => person(provider)(url).then(() => (isBack = true)),
      });
      const signIn = window.signIn('reports');
      await until('the browser has returned', () => isBack);
      user.clock.skip(5_000);
      assert.equal(await signIn, 'signedIn');
    });

    it('by its relay, unless the user refuses', async () => {
      const { relay } = await session();
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      let isBack = false;
      const visit = (url: string) => person(provider, 'refuse')(url).then(() => (isBack = true));
      const window = await user.open({ reachesLoopback: false, relay, visit });
      const signIn = window.failure(window.signIn('reports'));
      await until('the browser has returned', () => isBack);
      user.clock.skip(5_000);
      assert.match(await signIn, /^Access was not allowed at /);
    });

    it('by a URI of the editor where the Workbench has no relay', async () => {
      const { sandbox, relay } = await session();
      const provider = await start();
      const user = userOf(provider, entry(provider, undefined));
      await sandbox.suspend();
      const window = await user.open({ reachesLoopback: false, relay, editorUri: EDITOR_URI });
      void window.signIn('reports');
      await until('the page is open', () => window.opened.length === 1);
      assert.equal(redirectUriOf(window), `${EDITOR_URI}?vscode-reqid=1`);
      window.signIns.cancel(window.row('reports'));
    });

    it('not by a relay that users reach by http', async () => {
      const relay: CallbackRelay = {
        redirectUri: 'http://workbench.example.org/oauth_redirect_callback',
        assertReachable: () => assert.fail('it is not to be asked'),
        code: () => assert.fail('it is not to be asked'),
      };
      const provider = await start();
      const window = await userOf(provider, entry(provider, undefined)).open({
        ...{ reachesLoopback: false, relay, editorUri: EDITOR_URI },
      });
      void window.signIn('reports');
      await until('the page is open', () => window.opened.length === 1);
      window.signIns.cancel(window.row('reports'));
    });
  });

  it('in a browser with a device code where the provider registers no client for a URI of the editor', async () => {
    const provider = await start();
    const user = userOf(provider, entry(provider, undefined));
    // A fragment is never allowed (RFC 6749, section 3.1.2).
    const window = await user.open({ reachesLoopback: false, editorUri: `${EDITOR_URI}#` });
    const signIn = window.signIn('reports');
    await until('a code is shown', () => window.dialogs.told.length > 0);
    assert.ok(window.log.lines.some((line) => /a URI of the editor does not work: .*invalid_redirect_uri/.test(line)));
    window.signIns.cancel(window.row('reports'));
    assert.equal(await signIn, 'cancelled');
  });

  describe('by an address that the user pastes', () => {
    interface Paste {
      readonly problems: (string | undefined)[];
      readonly placeholder: string | undefined;
    }

    /** A user who pastes what `pasted` makes of the address at which the browser ends. */
    async function paste(
      provider: RunningProvider,
      window: LocalWindow,
      pasted: (address: string) => string | undefined,
      tries: (address: string) => readonly string[] = () => [],
      decision: 'allow' | 'refuse' = 'allow',
    ): Promise<Paste> {
      const seen: Paste = { problems: [], placeholder: undefined };
      let arrive: (address: string) => void = () => undefined;
      const arrived = new Promise<string>((resolve) => (arrive = resolve));
      window.visit = async (url) => arrive(await addressAfterForms(url, { ...provider.account }, decision));
      window.dialogs.answerLater = async (step) => {
        const address = await arrived;
        seen.problems.push(...tries(address).map((text) => step.problemOf(text)));
        return pasted(address);
      };
      return Promise.resolve(seen);
    }

    const away = { reachesLoopback: false } as const;
    const withoutDeviceCode = { deviceFlow: false, registration: false } as const;

    for (const [what, pasted] of [
      ['the whole address', (address: string) => address],
      ['the part after the question mark', (address: string) => address.slice(address.indexOf('?') + 1)],
      ['the address with spaces and a fragment', (address: string) => ` ${address}#_=_\n`],
      ['the query with its mark', (address: string) => address.slice(address.indexOf('?'))],
    ] as const) {
      it(`which is ${what}`, async () => {
        const provider = await start(withoutDeviceCode);
        const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
        await paste(provider, window, pasted);
        assert.equal(await window.signIn('reports'), 'signedIn');
        assert.match(redirectUriOf(window) ?? '', /^http:\/\/127\.0\.0\.1:\d{5}\/callback$/);
        assert.deepEqual(window.dialogs.asked, [
          'Sign in in your browser, which then shows a page that cannot be loaded. Copy the whole address of that page, and paste it here. (hidden)',
        ]);
      });
    }

    it('where the client may not use device codes', async () => {
      const redirectUri = 'http://localhost:8020/';
      const provider = await start({ exactRedirectUris: [redirectUri], exactClientGetsDeviceCodes: false });
      const fields = { redirect_uri: redirectUri };
      const window = await userOf(provider, entry(provider, provider.clients.exact, fields)).open(away);
      await paste(provider, window, (address) => address);
      assert.equal(await window.signIn('reports'), 'signedIn');
      assert.equal(redirectUriOf(window), redirectUri);
      assert.ok(window.log.lines.some((line) => /a device code does not work: /.test(line)));
    });

    it('and says what is wrong with another text while it can be corrected', async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      const { problems } = await paste(
        provider,
        window,
        (address) => address,
        (address) => [
          '',
          'https://login.example.org/',
          address.slice(0, address.indexOf('code=')),
          address.replace(/state=[^&]*/, 'state=another'),
          address.replace(/&state=[^&]*/, ''),
          `${address}&state=another`,
          address,
        ],
      );
      assert.equal(await window.signIn('reports'), 'signedIn');
      const incomplete = 'This is not the address of that page: it contains "code=" or "error=" after a question mark.';
      const another = 'This address belongs to another sign-in. Copy the address of the page that was opened last.';
      assert.deepEqual(problems, [incomplete, incomplete, incomplete, another, another, another, undefined]);
    });

    it('whose issuer is checked', async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      await paste(provider, window, (address) => address.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example.org'));
      assert.match(await window.failure(window.signIn('reports')), /the answer is from another server/);
    });

    it('which tells that the user refused', async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      await paste(provider, window, (address) => address, undefined, 'refuse');
      assert.match(await window.failure(window.signIn('reports')), /^Access was not allowed at /);
    });

    it('unless the box is closed', async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      await paste(provider, window, () => undefined);
      assert.equal(
        await window.failure(window.signIn('reports')),
        'You are not signed in to reports, because the address of the last page was not pasted. Sign in again to paste it.',
      );
    });

    it('and closes the box when the sign-in is cancelled', async () => {
      const provider = await start(withoutDeviceCode);
      const window = await userOf(provider, entry(provider, provider.clients.public)).open(away);
      let signal: AbortSignal | undefined;
      window.dialogs.answerLater = (step) => {
        ({ signal } = step);
        return new Promise(() => undefined);
      };
      const signIn = window.signIn('reports');
      await until('the page is open', () => window.opened.length === 1);
      window.signIns.cancel(window.row('reports'));
      assert.equal(await signIn, 'cancelled');
      await until('it is closed', () => signal?.aborted === true);
    });
  });

  describe('and shows the page of a sign-in that waits again', () => {
    it('that was opened, in the browser of who asks', async () => {
      const provider = await start();
      const window = await userOf(provider, entry(provider, provider.clients.public)).open();
      const signIn = window.signIn('reports');
      await until('the page is open', () => window.opened.length === 1);
      const elsewhere: string[] = [];
      const browser = { open: (url: string) => Promise.resolve(void elsewhere.push(url)) };
      assert.equal(await window.signIn('reports'), 'joined');
      assert.equal(await window.signIn('reports', { browser }), 'joined');
      const [page = ''] = window.opened;
      assert.deepEqual([window.opened, elsewhere], [[page, page], [page]]);
      await person(provider)(page);
      assert.equal(await signIn, 'signedIn');
    });

    it('with its device code', async () => {
      const provider = await start();
      const window = await userOf(provider, entry(provider, provider.clients.public)).open();
      const signIn = window.signIn('reports', { withDeviceCode: true });
      await until('the code is shown', () => window.dialogs.told.length === 1);
      assert.equal(await window.signIn('reports'), 'joined');
      await until('it is shown again', () => window.dialogs.told.length === 2);
      assert.equal(window.dialogs.told[0], window.dialogs.told[1]);
      window.signIns.cancel(window.row('reports'));
      assert.equal(await signIn, 'cancelled');
    });
  });
});
