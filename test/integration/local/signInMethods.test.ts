import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openLoopback } from '../../../src/oauth/loopbackListener.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { entry } from './localEntries.js';
import type { LocalWindow } from './localWindow.js';
import { person } from './signingIn.js';
import { redirectUriOf, registeredAt, signInsPerTest } from './signInSetup.js';

/** A fragment is never allowed (RFC 6749, section 3.1.2): no client is registered for it. */
const REFUSED_URI = 'https://editor.example.org/callback#';

describe('LocalSource signs in from wherever the window runs', () => {
  const { ended, start, userOf } = signInsPerTest();

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
      assert.match(redirectUriOf(window), /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
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
      const first = redirectUriOf(window);
      assert.match(first, /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
      await signInAgain(window);
      assert.equal(redirectUriOf(window), first);
      const other = createServer().listen(Number(new URL(first).port), '127.0.0.1');
      ended(() => other.close());
      await once(other, 'listening');
      await signInAgain(window);
      const second = redirectUriOf(window);
      assert.notEqual(second, first);
      assert.deepEqual(registeredAt(provider), [[first], [second]]);
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
      assert.match(message, /^Access was denied at \S+: Ask your manager \(access_denied\)\. /);
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
      assert.match(redirectUriOf(window), /^http:\/\/127\.0\.0\.1:/);
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

  it('in a browser with a device code where the provider registers no client for a URI of the editor', async () => {
    const provider = await start();
    const user = userOf(provider, entry(provider, undefined));
    const window = await user.open({ reachesLoopback: false, editorUri: REFUSED_URI });
    const signIn = window.signIn('reports');
    await until('a code is shown', () => window.dialogs.told.length > 0);
    assert.ok(window.log.lines.some((line) => /a URI of the editor does not work: .*invalid_redirect_uri/.test(line)));
    window.signIns.cancel(window.row('reports'));
    assert.equal(await signIn, 'cancelled');
  });

  describe('and shows the page of a sign-in that waits again', () => {
    it('that was opened, in the browser of who asks', async () => {
      const provider = await start();
      const user = userOf(provider, entry(provider, provider.clients.public));
      const window = await user.open();
      const signIn = window.signIn('reports');
      await until('the page is open', () => window.opened.length === 1);
      user.clock.skip(2_000);
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
      const user = userOf(provider, entry(provider, provider.clients.public));
      const window = await user.open();
      const signIn = window.signIn('reports', { withDeviceCode: true });
      await until('the code is shown', () => window.dialogs.told.length === 1);
      user.clock.skip(2_000);
      assert.equal(await window.signIn('reports'), 'joined');
      assert.match(window.opened.join(), new RegExp(`user_code=${window.dialogs.copied.join()}$`));
      window.signIns.cancel(window.row('reports'));
      assert.equal(await signIn, 'cancelled');
    });
  });
});
