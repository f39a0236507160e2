import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { type Journey, signInOnPage } from './journey.js';
import { startLocalJourney, startReachableProvider } from './localJourney.js';

describe('Defining integrations of one’s own', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    journey = await startLocalJourney([]);
    ended(() => journey.end());
  });

  const saved = async (): Promise<unknown> => {
    const text = await readFile(path.join(journey.folder, 'user-data/Machine/settings.json'), 'utf8');
    const settings = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return settings['availableCredentials.integrations'];
  };

  it('begins in the view of a window outside Workbench', async () => {
    const { window } = journey;
    assert.match(
      await window.welcomeText('This window is not'),
      /^This window is not in a Posit Workbench session, and there are no local integrations yet/,
    );
    await window.screenshot('local-welcome');
    assert.deepEqual([await window.message(), await window.description(), await window.toasts()], ['', '', []]);
    assert.equal(await journey.ownLog(), '');
    assert.deepEqual(await window.welcomeButtons(), ['Add Integration…']);
    await window.pressWelcome('Add Integration…');
    assert.deepEqual((await window.quickInput.items()).slice(0, 4), ['Atlassian', 'Auth0', 'Databricks', 'GitHub']);
    await window.screenshot('local-add-1');
    await window.quickInput.cancel();
    await window.welcomeText('This window is not in');
    assert.deepEqual(await window.toasts(), []);
  });

  it('says in the diagnostics that this is no session', async () => {
    const { window } = journey;
    await window.runCommand('Posit Workbench: Show Available Credentials Diagnostics');
    await window.editor.activeTab('Available Credentials Diagnostics.txt').waitFor();
    const text = (await window.editor.text()).replace(/\s+/g, ' ');
    await window.screenshot('diagnostics-outside');
    assert.match(text, /What to do next.*not in a Posit Workbench session/);
    assert.ok(text.includes('In a session no (see POSIT_PRODUCT and RS_SERVER_ADDRESS)'), text);
    await window.runCommand('View: Close Editor');
  });

  it('asks only for what a known provider needs, and copies the redirect URI to register', async () => {
    const { window } = journey;
    const { quickInput } = window;
    await window.runCommand('Posit Workbench: Add Integration…');
    await quickInput.waitForPrompt('Pick the provider');
    await quickInput.pick('GitHub');
    await quickInput.waitForPrompt('The host of GitHub');
    assert.equal(await quickInput.value(), 'github.com');
    await quickInput.type('https://github.com');
    await quickInput.message().filter({ hasText: 'Enter a host name such as github.com' }).waitFor();
    await window.screenshot('provider-wrong-host');
    await quickInput.enter('github.com');
    await quickInput.waitForPrompt('The client ID that GitHub shows');
    await window.clearClipboard();
    await quickInput.press('Copy Redirect URI');
    await until('it is copied', async () => (await window.clipboardText()) === 'http://127.0.0.1/callback');
    await window.screenshot('provider-client-id');
    await quickInput.enter('Iv1.example');
    await quickInput.waitForPrompt('The client secret.');
    await quickInput.enter('canary-client-secret');
    await quickInput.waitForPrompt('Pick the scopes');
    await quickInput.toggle('repo');
    await window.screenshot('provider-scopes');
    await quickInput.accept();
    await quickInput.waitForPrompt('Save this integration');
    await window.screenshot('provider-summary');
    await quickInput.cancel();
    assert.deepEqual([(await saved()) ?? [], await window.toasts()], [[], []]);
  });

  it('asks step by step, checks each input at once, goes back, saves, and signs in', async () => {
    const { window } = journey;
    const { quickInput } = window;
    await window.runCommand('Posit Workbench: Add Integration…');
    await quickInput.waitForPrompt('Pick the provider');
    await quickInput.pick('Other');
    await quickInput.waitForPrompt('The issuer: the URL that identifies the OAuth server.');
    await quickInput.type('http://login.example.org');
    await quickInput.message().filter({ hasText: 'The issuer cannot be used' }).waitFor();
    await window.screenshot('local-add-wrong-issuer');
    await quickInput.enter(provider.issuer);
    await quickInput.waitForPrompt('Leave it empty to register a client');
    await window.screenshot('local-add-client-id');
    await quickInput.back();
    await quickInput.waitForPrompt('The issuer: the URL');
    assert.equal(await quickInput.value(), provider.issuer);
    await quickInput.accept();
    await quickInput.waitForPrompt('Leave it empty to register a client');
    await quickInput.accept();
    await quickInput.waitForPrompt('Pick the scopes');
    const scopes = ['openid', 'offline_access', 'reports:read', 'reports:write'];
    assert.deepEqual(await quickInput.items(), ['Other Scopes', ...scopes]);
    await quickInput.toggle('offline_access');
    await quickInput.toggle('reports:read');
    await window.screenshot('local-add-scopes');
    await quickInput.accept();
    await quickInput.waitForPrompt('Save this integration, or pick what to change');
    await window.screenshot('local-add-summary');
    await quickInput.pick('Name');
    await quickInput.waitForPrompt('The name.');
    assert.equal(await quickInput.value(), '127.0.0.2');
    await quickInput.enter('Reports');
    await quickInput.waitForPrompt('Save this integration, or pick what to change');
    const tab = await journey.openedTab(() => quickInput.accept());
    await window.rowWithIcon('Reports', 'sync').waitFor();
    await window.screenshot('local-added');
    await signInOnPage(tab, provider.account, 'Allow');
    await window.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    const { issuer } = provider;
    assert.deepEqual(await saved(), [{ name: 'Reports', issuer, scopes: ['openid', 'reports:read'] }]);
  });

  it('copies the request that creates it on Posit Connect', async () => {
    const { window } = journey;
    await window.clearClipboard();
    await window.chooseFromMenu(window.row('Reports'), 'Copy as Posit Connect Request');
    await window.statusBarItem('Set CONNECT_SERVER and CONNECT_API_KEY').waitFor();
    await window.screenshot('local-copied-request');
    const request = await window.clipboardText();
    assert.match(request, /^curl /);
    assert.ok(request.includes(`${provider.issuer}/auth`) && request.includes('"template": "custom"'));
  });

  it('changes it from its row', async () => {
    const { window } = journey;
    const { quickInput } = window;
    await window.chooseFromMenu(window.row('Reports'), 'Edit Integration…');
    await quickInput.waitForPrompt('Save this integration, or pick what to change');
    await window.screenshot('local-edit-fields');
    await quickInput.pick('Display name');
    await quickInput.waitForPrompt('The name that the view shows');
    await quickInput.enter('Quarterly Reports');
    await quickInput.waitForPrompt('Save this integration, or pick what to change');
    await window.screenshot('local-edit');
    await quickInput.accept();
    // It is still signed in: a name is not the provider's business.
    await window.rowWithIcon('Quarterly Reports', 'key').waitFor();
  });

  it('is checked from its row, in a document', async () => {
    const { window } = journey;
    await window.clearClipboard();
    await window.chooseFromMenu(window.row('Quarterly Reports'), 'Check Integration…');
    await window.editor.activeTab('Check of Quarterly Reports.txt').waitFor();
    await window.screenshot('local-check');
    await window.editor.codeLens('Copy to Clipboard').click();
    await until('it is copied', async () => (await window.clipboardText()) !== '');
    const report = await window.clipboardText();
    assert.match(report, /^ok +Client +.* accepts the client\.$/m);
    assert.match(report, /^No problem was found\.$/m);
  });

  it('removes it once that is confirmed, and the provider revokes what it has granted', async () => {
    const { window } = journey;
    const dialog = window.page.locator('.monaco-dialog-box');
    await window.chooseFromMenu(window.row('Quarterly Reports'), 'Remove Integration');
    await dialog.waitFor();
    await window.screenshot('local-remove');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await window.rowWithIcon('Quarterly Reports', 'key').waitFor();
    await window.chooseFromMenu(window.row('Quarterly Reports'), 'Remove Integration');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await window.welcomeText('This window is not in a Posit Workbench session');
    await until('the provider has revoked it', () => provider.revoked.length > 0);
    assert.deepEqual((await saved()) ?? [], []);
    assert.deepEqual(await window.toasts(), []);
  });

  it('takes what was created on Posit Connect, keeps its secret out of the settings, and uses it', async () => {
    const { window } = journey;
    const { service } = provider.clients;
    const body = {
      name: 'Nightly Job',
      template: 'custom',
      config: {
        auth_mode: 'Confidential',
        auth_type: 'Service Account',
        token_uri: `${provider.issuer}/token`,
        client_id: service.id,
        client_secret: service.secret,
        token_endpoint_auth_method: 'client_secret_basic',
      },
    };
    await window.runCommand('Posit Workbench: Add Integration from JSON…');
    await window.quickInput.waitForPrompt('JSON of an integration');
    await window.quickInput.type('{"name": 1}');
    await window.quickInput.message().waitFor();
    await window.screenshot('local-json-wrong');
    await window.quickInput.enter(JSON.stringify(body));
    await window.quickInput.waitForPrompt('Save this integration, or pick what to change');
    await window.screenshot('local-json-summary');
    await window.quickInput.accept();
    // A service account has no page: saving is all that is left to do.
    await window.rowWithIcon('Nightly Job', 'key').waitFor();
    assert.ok(!JSON.stringify(await saved()).includes(service.secret ?? ''));
    await window.screenshot('local-service-account');
    assert.deepEqual(await window.toasts(), []);
  });
});
