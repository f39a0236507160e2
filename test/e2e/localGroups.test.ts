import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { signInOnPage, type Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

describe('Integrations of Posit Workbench and of the user’s own', () => {
  const ended = endedAfterAll();
  /** Requests for the list of Workbench that have no answer yet. */
  const waiting: ServerResponse[] = [];
  let provider: RunningProvider;
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    sandbox.intercept((_request, response) => waiting.push(response) > 0);
    const { issuer } = provider;
    journey = await startLocalJourney(
      [
        { name: 'Reports', issuer, scopes: ['openid'] },
        { name: 'Misspelled', issuer, clientid: 'me' },
      ],
      { env: sandbox.env },
    );
    ended(() => journey.end());
    await journey.window.row('Reports').waitFor();
  });

  /** Of each row at the top: its name, its icon, and whether it is open. */
  const groups = async () =>
    (await journey.window.rows())
      .filter(({ level }) => level === 1)
      .map(({ label, icon, expanded }) => [label, icon, expanded]);

  it('show the local ones while Workbench does not answer, below the name of their source', async () => {
    assert.deepEqual(await groups(), [
      ['Posit Workbench', 'loading', undefined],
      ['Local Integrations', undefined, true],
    ]);
  });

  it('stay where they are when Workbench fails, and the view says so in full', async () => {
    const { window } = journey;
    sandbox.intercept((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    waiting.forEach((response) => response.writeHead(503).end());
    await window.rowWithIcon('Posit Workbench', 'warning').waitFor();
    await until('the message is there', async () => /^Posit Workbench: .*HTTP 503/.test(await window.message()));
    await window.screenshot('local-beside-failed');
    assert.deepEqual(await groups(), [
      ['Posit Workbench', 'warning', undefined],
      ['Local Integrations', undefined, true],
    ]);
  });

  it('appear for Workbench as soon as it answers, in a group that is open', async () => {
    const { window } = journey;
    sandbox.intercept(undefined);
    await window.pressToolbar('Refresh');
    await window.row('GitHub').waitFor();
    assert.deepEqual(await groups(), [
      ['Posit Workbench', undefined, true],
      ['Local Integrations', undefined, true],
    ]);
    await until('the message is gone', async () => (await window.message()) === '');
  });

  it('stand below the names of where they come from', async () => {
    const { window } = journey;
    await window.screenshot('local-groups');
    assert.deepEqual(
      (await window.rows()).map(({ level, label, icon }) => [level, label, icon]),
      [
        [1, 'Posit Workbench', undefined],
        ...sandbox.integrations.map(({ name }) => [2, name, undefined]),
        [1, 'Local Integrations', undefined],
        [2, 'Reports', 'lock'],
        [2, 'Misspelled', 'error'],
      ].map(([level, label, icon]) => [level, label, icon ?? (level === 2 ? iconOf(String(label)) : undefined)]),
    );
    assert.deepEqual([await window.message(), await window.toasts()], ['', []]);
  });

  const iconOf = (name: string) =>
    name === 'Issue Tracker'
      ? 'error'
      : sandbox.integrations.find((each) => each.name === name)?.authenticated
        ? 'key'
        : 'lock';

  it('name the field of an entry that is wrong, which disturbs no other', async () => {
    const { window } = journey;
    const row = window.row('Misspelled');
    assert.match((await row.textContent()) ?? '', /Configuration error/);
    const tooltip = await window.tooltip(row, 'Configuration error');
    await window.screenshot('local-wrong-entry');
    assert.match(tooltip, /clientid is not a field of an integration\. Use client_id\./);
    assert.deepEqual(await window.contextMenu(row), [
      'Copy Details',
      'Show Log',
      'Edit Integration…',
      'Check Integration…',
      'Remove Integration',
    ]);
  });

  it('are signed in to each in its way', async () => {
    const { window } = journey;
    const local = await signInInBrowser(journey, 'Reports', provider);
    await window.rowWithIcon('Reports', 'key').waitFor();
    await local.close();
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Allow');
    await window.rowWithIcon('GitHub', 'key').waitFor();
    await tab.close();
    await window.screenshot('local-groups-signed-in');
    assert.deepEqual(await window.toasts(), []);
  });

  it('offer all that applies in a row’s menu', async () => {
    const { window } = journey;
    const menu = await window.contextMenu(window.row('Reports'));
    assert.deepEqual(menu.slice(0, 1), ['Sign Out']);
    assert.deepEqual(menu.slice(-4), [
      'Edit Integration…',
      'Check Integration…',
      'Copy as Posit Connect Request',
      'Remove Integration',
    ]);
    await window.row('Reports').click({ button: 'right' });
    await window.page.locator('.context-view .monaco-menu').waitFor();
    await window.screenshot('local-menu');
    await window.page.keyboard.press('Escape');
  });

  it('stand at the top once the user has none left', async () => {
    const { window } = journey;
    const dialog = window.page.locator('.monaco-dialog-box');
    for (const name of ['Misspelled', 'Reports']) {
      await window.chooseFromMenu(window.row(name), 'Remove Integration');
      await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
      await window.row(name).waitFor({ state: 'detached' });
    }
    await window.row('Posit Workbench').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await window.rows()).map(({ level, label }) => [level, label]),
      sandbox.integrations.map(({ name }) => [1, name]),
    );
    assert.deepEqual(await window.toasts(), []);
  });
});
