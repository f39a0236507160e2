import assert from 'node:assert/strict';
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import { python } from '../integration/snippetRuns.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';
import { Terminal } from './terminal.js';

const COMMAND = 'Posit Workbench: Turn Credentials in Terminals On or Off';
const ON = "Code in this window's terminals can get";
const OFF = 'Credentials in Terminals is turned off';

describe('Credentials in terminals', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let terminal: Terminal;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    journey = await startLocalJourney([]);
    ended(() => journey.end());
  });

  const statusItem = () => journey.window.page.locator('.statusbar-item[id*="available-credentials"]');

  const address = () => terminal.variable('RS_SERVER_ADDRESS');

  const saysWhyNot = async (why: RegExp) => {
    const { output, errors, code } = await terminal.run('credentials access-token Reports');
    assert.deepEqual([output.length, code], [0, 2]);
    assert.match(errors, why);
  };

  const handsOut = async () => {
    const { output, errors, code } = await terminal.run('credentials access-token Reports');
    assert.deepEqual([errors, code], ['', 0]);
    assert.equal(await provider.isActive(output), true);
  };

  it('are not there where there is nothing to serve, and the command says what to do', async () => {
    terminal = await Terminal.open(journey);
    assert.equal(await statusItem().count(), 0);
    assert.equal(await address(), '');
    const { output, errors, code } = await terminal.run('credentials list');
    assert.deepEqual([output, code], ['', 2]);
    assert.match(errors, /^credentials: No credentials server found\. Run this in a terminal of an editor window/);
    assert.ok(!(await journey.ownLog()).includes('broker:'));
    await journey.window.runCommand(COMMAND);
    await journey.window.toast('There are no local integrations yet').waitFor();
    await journey.window.screenshot('broker-nothing-to-serve');
    await journey.window.dismissToasts();
  });

  it('are there with the first integration', async () => {
    const settings = path.join(journey.folder, 'user-data/Machine/settings.json');
    const integrations = [{ name: 'Reports', issuer: provider.issuer, scopes: ['openid', 'offline_access'] }];
    const known = JSON.parse(await readFile(settings, 'utf8')) as object;
    await writeFile(settings, JSON.stringify({ ...known, 'availableCredentials.integrations': integrations }));
    await journey.window.row('Reports').waitFor();
    await statusItem().waitFor();
    await signInInBrowser(journey, 'Reports', provider);
    await journey.window.rowWithIcon('Reports', 'key').waitFor();
    terminal = await Terminal.open(journey);
    assert.match(await address(), /^http:\/\/127\.0\.0\.1:\d+$/);
    await handsOut();
  });

  it('answer the Python snippet of a row as it was copied', async () => {
    const { window, folder } = journey;
    await window.clearClipboard();
    assert.deepEqual(await window.contextMenu(window.row('Reports')), [
      'Sign Out',
      ...['Copy Python Snippet', 'Copy R Snippet', 'View Python Snippet', 'View R Snippet'],
      'Snippets in Other Languages',
      ...[
        'Use for Content…',
        'Edit Integration…',
        'Check Integration…',
        'Copy as Posit Connect Request',
        'Remove Integration',
      ],
    ]);
    await window.chooseFromMenu(window.row('Reports'), 'Copy Python Snippet');
    await until('it is copied', async () => (await window.clipboardText()) !== '');
    const code = (await window.clipboardText()).replace(/^( *)# Use access_token.*$/m, `$1${python.print}`);
    for (const [name, text] of Object.entries({ ...python.files, 'snippet.py': code })) {
      await mkdir(path.dirname(path.join(folder, 'python', name)), { recursive: true });
      await writeFile(path.join(folder, 'python', name), text);
    }
    const { output, errors } = await terminal.run(`python3 '${folder}/python/snippet.py'`);
    assert.equal(errors, '');
    assert.equal(await provider.isActive(output), true);
  });

  it('are absent from a terminal that is opened without them', async () => {
    const before = terminal;
    terminal = await Terminal.open(journey, journey.window, 'Posit Workbench: Open Terminal without Credentials');
    assert.equal(await address(), '');
    await saysWhyNot(/No credentials server found/);
    await journey.window.screenshot('terminal-without-credentials');
    terminal = before;
    await journey.window.runCommand('Terminal: Kill the Active Terminal Instance');
    await handsOut();
  });

  it('show in the status bar, and in VS Code’s own description of a terminal', async () => {
    const { page } = journey.window;
    await statusItem().hover();
    const hover = page.locator('.monaco-hover:visible, .workbench-hover:visible').filter({ hasText: ON });
    await hover.first().waitFor();
    await journey.window.screenshot('broker-status-hover');
    const tab = page.locator('.monaco-hover:visible, .workbench-hover:visible').filter({ hasText: 'Process ID' });
    await until('the description of the terminal is opened from its tooltip', async () => {
      // A tooltip may be gone before the click: then the pointer has to come again.
      await page.mouse.move(600, 300);
      await page.locator('.tabs-list .monaco-list-row').last().hover();
      await tab.first().waitFor();
      await journey.window.screenshot('broker-terminal-hover');
      const click = tab.getByText('Show Environment Contributions').click({ timeout: 5_000 });
      return click.then(
        () => true,
        () => false,
      );
    });
    await until('it is described', async () => (await journey.window.editor.text()).includes('RS_SERVER_ADDRESS'));
    await journey.window.screenshot('broker-environment');
    const described = await journey.window.editor.text();
    assert.match(described, /Lets code get the access tokens of your local integrations, and adds the command/);
    assert.match(described, /AVAILABLE_CREDENTIALS_BROKER=1/);
    await journey.window.runCommand('View: Close Editor');
  });

  it('are turned off by the status item: open terminals say so', async () => {
    const { window } = journey;
    await statusItem().click();
    const toast = window.toast(ON);
    await toast.waitFor();
    // Buttons take part in its fading in.
    await toast.getByRole('button', { name: /^Turn/ }).hover();
    await window.screenshot('broker-on-message');
    await toast.getByRole('button', { name: 'Turn Off' }).click();
    await statusItem().waitFor({ state: 'hidden' });
    await saysWhyNot(/^credentials: The editor window of this terminal does not answer: .*turned off/);
    await window.screenshot('broker-off-terminal');
  });

  it('leave a terminal that is opened then without a server', async () => {
    const before = terminal;
    terminal = await Terminal.open(journey);
    assert.equal(await address(), '');
    await saysWhyNot(/No credentials server found/);
    terminal = before;
    await journey.window.runCommand('Terminal: Kill the Active Terminal Instance');
  });

  it('are turned on by the palette’s command: the terminals that were open then work again', async () => {
    const { window } = journey;
    await window.runCommand(COMMAND);
    const toast = window.toast(OFF);
    await toast.waitFor();
    // Buttons take part in its fading in.
    await toast.getByRole('button', { name: /^Turn/ }).hover();
    await window.screenshot('broker-off-message');
    await toast.getByRole('button', { name: 'Turn On' }).click();
    await statusItem().waitFor();
    await handsOut();
    assert.deepEqual(await window.toasts(), []);
  });

  it('are told in the log by method, integration and outcome, without a token', async () => {
    const log = await journey.ownLog();
    for (const line of [
      /broker: oauth_integrations, \d/,
      /broker: oauth_token, Reports: token returned/,
      /broker: stopped/,
    ]) {
      assert.match(log, line);
    }
    assert.equal(provider.secrets.filter((secret) => log.includes(secret)).length, 0);
  });
});
