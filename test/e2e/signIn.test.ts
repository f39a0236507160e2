import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rpc } from '../integration/handMadeRpc.js';
import { loopbackFetch } from '../sandbox/loopbackFetch.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';
import { until } from '../until.js';

describe('Signing in and out', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    // Polling would take an hour: what a row turns to here, it turns to by itself.
    journey = await startJourney({
      env: sandbox.env,
      settings: { 'availableCredentials.refreshIntervalSeconds': 3600 },
    });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  afterEach(() => sandbox.intercept(undefined));

  const guidOf = (name: string) => sandbox.integrations.find((each) => each.name === name)?.guid ?? '';

  const token = async (name: string) => {
    // As posit-sdk-py makes it.
    const { body } = await rpc(sandbox.env, 'oauth_token', {
      httpMethod: 'GET',
      named: '/oauth_token',
      kwparams: { uuid: guidOf(name) },
    });
    const { access_token: accessToken } = body;
    return typeof accessToken === 'string' ? accessToken : undefined;
  };

  it('signs in on the provider’s page, and the row turns to the key by itself', async () => {
    const { window } = journey;
    assert.equal(await token('Databricks'), undefined);
    const tab = await journey.openedTab(() => window.pressInline(window.row('Databricks'), 'Sign In'));
    const waiting = window.rowWithIcon('Databricks', 'sync');
    await waiting.waitFor();
    await window.screenshot('signing-in');
    assert.match((await waiting.textContent()) ?? '', /Waiting for the browser…/);
    await tab.screenshot({ path: '.artifacts/screenshots/provider-login.png' });
    await signInOnPage(tab, sandbox.account, 'Allow');
    await tab.getByRole('heading', { name: 'You are signed in to Databricks' }).waitFor();
    const done = performance.now();
    await window.rowWithIcon('Databricks', 'key').waitFor();
    console.log(`      the row turned ${Math.round(performance.now() - done)} ms after the browser was done`);
    await tab.screenshot({ path: '.artifacts/screenshots/signed-in-page.png' });
    await tab.close();
    await window.screenshot('signed-in');

    const userinfo = await loopbackFetch(`${sandbox.provider}/me`, {
      headers: { authorization: `Bearer ${(await token('Databricks')) ?? ''}` },
    });
    assert.deepEqual(await userinfo.json(), { sub: sandbox.account.login });
  });

  it('signs out at once, by the context menu', async () => {
    const { window } = journey;
    await window.chooseFromMenu(window.row('Databricks'), 'Sign Out');
    await window.rowWithIcon('Databricks', 'lock').waitFor();
    assert.equal(await token('Databricks'), undefined);
    assert.deepEqual(await window.toasts(), []);
  });

  it('tells on the page that consent was refused, and the sign-in can be cancelled', async () => {
    const { window } = journey;
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Cancel');
    await tab.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await tab.screenshot({ path: '.artifacts/screenshots/refused-page.png' });
    await tab.close();
    await window.pressInline(window.rowWithIcon('GitHub', 'sync'), 'Cancel Sign In');
    await window.rowWithIcon('GitHub', 'lock').waitFor();
    assert.deepEqual(await window.toasts(), []);
  });

  it('waits for several at the same time', async () => {
    const { window } = journey;
    const first = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    const second = await journey.openedTab(() => window.chooseFromMenu(window.row('databricks-staging'), 'Sign In'));
    await window.rowWithIcon('GitHub', 'sync').waitFor();
    await window.rowWithIcon('databricks-staging', 'sync').waitFor();
    await signInOnPage(second, sandbox.account, 'Allow');
    await window.rowWithIcon('databricks-staging', 'key').waitFor();
    await window.rowWithIcon('GitHub', 'sync').waitFor();
    await signInOnPage(first, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await first.close();
    await second.close();
  });

  it('offers a quick pick of the rows to which it applies, in the palette', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Sign Out of Integration');
    assert.deepEqual(await window.quickInput.items(), ['GitHub', 'Sales API', 'databricks-staging']);
    await window.screenshot('pick-to-sign-out');
    await window.quickInput.pick('GitHub');
    await window.rowWithIcon('GitHub', 'lock').waitFor();

    await window.runCommand('Posit Workbench: Sign In to Integration');
    assert.deepEqual(await window.quickInput.items(), ['GitHub', 'Databricks']);
    const tab = await journey.openedTab(() => window.quickInput.pick('GitHub'));
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await tab.close();
  });

  it('opens exactly the URL that the server names, nested query parameters included', async () => {
    const arrived: string[] = [];
    const page = createServer((request, response) => {
      arrived.push(request.url ?? '');
      response.setHeader('content-type', 'text/html').end('<title>Elsewhere</title>');
    }).listen(0, '127.0.0.2');
    await once(page, 'listening');
    try {
      const address = page.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      // Without an apostrophe, which every browser encodes by itself.
      const nested = encodeURIComponent('https://h.example/cb?a=1&b=%2F&c=x y');
      const target = `/authorize?redirect_uri=${nested}&scope=openid%20a%3Ab&state=%26%3D%2B&empty=&d=()*!~%7E`;
      sandbox.intercept((_request, response, method) => {
        if (method !== 'oauth_sign_in') return false;
        response.end(JSON.stringify({ url: `http://127.0.0.2:${port ?? 0}${target}` }));
        return true;
      });
      const { window } = journey;
      const tab = await journey.openedTab(() => window.pressInline(window.row('Databricks'), 'Sign In'));
      await until('the page is asked for', () => arrived.length > 0);
      assert.equal(arrived[0], target);
      await tab.close();
      await window.chooseFromMenu(window.rowWithIcon('Databricks', 'sync'), 'Cancel Sign In');
      await window.rowWithIcon('Databricks', 'lock').waitFor();
    } finally {
      page.closeAllConnections();
      page.close();
    }
  });

  it('tells in one sentence what failed, and where the log is', async () => {
    const { window } = journey;
    sandbox.intercept((_request, response, method) => {
      if (method === 'oauth_integrations') return false;
      response.end(JSON.stringify({ result: false, detail: 'The vault is locked.' }));
      return true;
    });
    await window.pressInline(window.row('Databricks'), 'Sign In');
    const toast = window.toast('Could not sign in to Databricks: Workbench says: The vault is locked.');
    await toast.waitFor();
    await window.screenshot('sign-in-failed');
    await window.rowWithIcon('Databricks', 'lock').waitFor();
    await toast.hover();
    await toast.getByRole('button', { name: 'Show Log' }).click();
    await window.page.locator('.part.panel .view-lines').filter({ hasText: 'vault' }).waitFor();
    await window.screenshot('log');
    await window.page.keyboard.press('Control+J');

    await window.chooseFromMenu(window.row('Sales API'), 'Sign Out');
    await window.toast('Could not sign out of Sales API: Workbench says: The vault is locked.').waitFor();
    await window.rowWithIcon('Sales API', 'key').waitFor();
    await window.dismissToasts();
  });

  it('shows a server’s text in a pop-up as it is, and makes no link of it', async () => {
    const { window } = journey;
    sandbox.intercept((_request, response, method) => {
      if (method === 'oauth_integrations') return false;
      response.end(JSON.stringify({ error: '[Sign in again](command:workbench.action.showCommands) or <b>now</b>' }));
      return true;
    });
    await window.pressInline(window.row('Databricks'), 'Sign In');
    const toast = window.toast('Could not sign in to Databricks');
    await toast.waitFor();
    await window.screenshot('hostile-pop-up');
    assert.equal(await toast.locator('.notification-list-item-message a').count(), 0);
    assert.match(
      (await toast.textContent()) ?? '',
      /\[Sign in again\] \(command:workbench\.action\.showCommands\) or <b>now<\/b>/,
    );
    await window.dismissToasts();
  });

  it('never writes the cookie or a token to a log', async () => {
    const folder = sandbox.env['PWB_SESSION_RUNTIME_DIR'] ?? '';
    const cookie = (await readFile(path.join(folder, 'rpc_cookie'), 'utf8')).split('|')[0] ?? '';
    const secrets = [cookie, (await token('Sales API')) ?? '', (await token('GitHub')) ?? ''];
    assert.ok(secrets.every((secret) => secret.length > 10));
    const logs = await journey.logs();
    assert.match(await journey.ownLog(), /The vault is locked/);
    for (const secret of secrets) {
      assert.ok(!logs.includes(secret), 'a secret is in a log');
    }
  });
});
