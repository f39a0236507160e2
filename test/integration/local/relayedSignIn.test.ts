import assert from 'node:assert/strict';
import type { CallbackRelay } from '../../../src/core/callbackUris.js';
import { WorkbenchRelay } from '../../../src/workbench/relay.js';
import { readSession } from '../../../src/workbench/session.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import { until } from '../../until.js';
import { directClient } from '../directClient.js';
import { entry } from './localEntries.js';
import { person } from './signingIn.js';
import { redirectUriOf, registeredAt, signInsPerTest } from './signInSetup.js';

/** A URI of the editor that no browser of these tests ever visits. */
const EDITOR_URI = 'https://editor.example.org/callback';

describe('LocalSource signs in from a session of Posit Workbench in the browser', () => {
  const { ended, start, userOf } = signInsPerTest();
  async function session() {
    const sandbox = await startSandbox();
    ended(() => sandbox.stop());
    const found = readSession(sandbox.env);
    assert.ok(found);
    const http = directClient(undefined, undefined, 2_000);
    ended(() => http.dispose());
    return { sandbox, relay: new WorkbenchRelay(found, http) };
  }

  it('by its relay, as a client that is registered once', async () => {
    const { relay } = await session();
    const provider = await start();
    const user = userOf(provider, entry(provider, undefined));
    let returned = 0;
    const visit = (url: string) => person(provider)(url).then(() => (returned += 1));
    const window = await user.open({ reachesLoopback: false, relay, visit });
    for (let time = 1; time <= 2; time += 1) {
      const signIn = window.signIn('reports');
      await until('the browser has returned', () => returned === time);
      user.clock.skip(5_000);
      assert.equal(await signIn, 'signedIn');
      await window.signOut('reports');
      await window.turns('reports', 'notSignedIn');
    }
    assert.deepEqual(registeredAt(provider), [[relay.redirectUri]]);
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
    assert.match(await signIn, /^Access was denied at /);
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
