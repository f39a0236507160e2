import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { startJourney, type Journey } from './journey.js';

describe('A first look at the view', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({ env: sandbox.env });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
  });

  const guidOf = (name: string) => sandbox.integrations.find((each) => each.name === name)?.guid ?? '';

  it('shows one row for each integration of all providers, in the server’s order', async () => {
    const rows = await journey.window.rows();
    await journey.window.screenshot('first-look');
    assert.deepEqual(
      rows.map(({ label, description, icon }) => [label, description, icon]),
      [
        ['GitHub', 'Not signed in', 'lock'],
        ['Sales API', guidOf('Sales API'), 'key'],
        ['Issue Tracker', 'Configuration error', 'error'],
        ['Databricks', 'Not signed in', 'lock'],
        ['databricks-staging', 'Not signed in', 'lock'],
      ],
    );
  });

  it('offers on each row what applies to it, and nothing else', async () => {
    const { window } = journey;
    const offered: unknown[] = [];
    for (const label of ['GitHub', 'Sales API', 'Issue Tracker']) {
      offered.push([await window.inlineActions(window.row(label)), await window.contextMenu(window.row(label))]);
    }
    assert.deepEqual(offered, [
      [['Sign In'], ['Sign In']],
      [
        [],
        [
          'Sign Out',
          'Copy Python Snippet',
          'Copy R Snippet',
          'View Python Snippet',
          'View R Snippet',
          'Snippets in Other Languages',
        ],
      ],
      [[], ['Copy Details', 'Show Log']],
    ]);
  });

  it('tells name, status and Integration ID in the tooltip, and what the server says is wrong', async () => {
    const { window } = journey;
    assert.deepEqual((await window.tooltip(window.row('Sales API'), 'Signed in')).split('\n'), [
      'Sales API',
      'Signed in',
      `Integration ID: ${guidOf('Sales API')}`,
    ]);
    const lines = (await window.tooltip(window.row('Issue Tracker'), 'Configuration error')).split('\n');
    await window.screenshot('configuration-error');
    assert.deepEqual([lines[0], lines[1], lines.length], ['Issue Tracker', 'Configuration error', 5]);
    assert.match(lines[2] ?? '', /answered 404\. Ask an administrator/);
    assert.match(lines[3] ?? '', /^Contact your administrator/);
  });

  it('tells the type of an integration that is not custom', async () => {
    const { window } = journey;
    assert.match(await window.tooltip(window.row('Databricks'), 'Not signed in'), /Type: databricks$/);
  });

  it('says to a screen reader what a row shows', async () => {
    const { window } = journey;
    for (const [label, status] of [
      ['GitHub', 'Not signed in'],
      ['Sales API', 'Signed in'],
    ] as const) {
      assert.equal(
        await window.row(label).getAttribute('aria-label'),
        `${label}, ${status}, Integration ID: ${guidOf(label)}`,
      );
    }
    assert.match(
      (await window.row('Issue Tracker').getAttribute('aria-label')) ?? '',
      /^Issue Tracker, Configuration error, .*answered 404.*, Integration ID: /,
    );
  });

  it('keeps row-only commands out of the palette', async () => {
    assert.deepEqual((await journey.window.quickInput.commands('Posit Workbench:')).sort(), [
      'Posit Workbench: Add Integration from JSON…',
      'Posit Workbench: Add Integration…',
      'Posit Workbench: Check Integration…',
      'Posit Workbench: Copy Credential Code Snippet',
      'Posit Workbench: Copy Snippet in Language…',
      'Posit Workbench: Copy as Posit Connect Request',
      'Posit Workbench: Edit Integration…',
      'Posit Workbench: Forget Local Sign-Ins…',
      'Posit Workbench: Refresh Available Credentials',
      'Posit Workbench: Remove Integration',
      'Posit Workbench: Show Available Credentials Diagnostics',
      'Posit Workbench: Show Available Credentials Log',
      'Posit Workbench: Sign In to Integration',
      'Posit Workbench: Sign In with a Device Code',
      'Posit Workbench: Sign Out of Integration',
      'Posit Workbench: Turn Credentials in Terminals On or Off',
      'Posit Workbench: View Credential Code Snippet',
      'Posit Workbench: View Snippet in Language…',
    ]);
  });
});
