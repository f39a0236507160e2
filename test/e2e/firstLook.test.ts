import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { signIn } from '../integration/handMadeRpc.js';
import { signInOnPage, startJourney, type Journey } from './journey.js';

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
          'Use for Content…',
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

  it('keeps row-only commands out of the palette', async () => {
    const { quickInput } = journey.window;
    // There are more than fit on the screen.
    const shown = [
      ...(await quickInput.commands('Posit Workbench:')),
      ...(await quickInput.commands('Posit Workbench: View')),
      ...(await quickInput.commands('Posit Workbench: C')),
      ...(await quickInput.commands('Posit Workbench: Turn')),
      ...(await quickInput.commands('Posit Workbench: Use')),
      ...(await quickInput.commands('Posit Workbench: Sign')),
      ...(await quickInput.commands('Posit Workbench: Integration')),
    ].filter((title) => title.startsWith('Posit Workbench: '));
    assert.deepEqual([...new Set(shown)].sort(), [
      'Posit Workbench: Add Integration from JSON…',
      'Posit Workbench: Add Integration…',
      'Posit Workbench: Cancel Sign In',
      'Posit Workbench: Check Integration…',
      'Posit Workbench: Copy Credential Code Snippet',
      'Posit Workbench: Copy Details',
      'Posit Workbench: Copy Snippet in Language…',
      'Posit Workbench: Copy Value',
      'Posit Workbench: Copy as Posit Connect Request',
      'Posit Workbench: Create Integration…',
      'Posit Workbench: Edit Integration…',
      'Posit Workbench: Forget Local Sign-Ins…',
      'Posit Workbench: Make Default Server',
      'Posit Workbench: Open App as Another Viewer…',
      'Posit Workbench: Open App as Viewer…',
      'Posit Workbench: Open Terminal as in Coder',
      'Posit Workbench: Open Terminal as on Posit Connect',
      'Posit Workbench: Open Terminal without Credentials',
      'Posit Workbench: Refresh Available Credentials',
      'Posit Workbench: Remove Integration',
      'Posit Workbench: Remove Server',
      'Posit Workbench: Show Available Credentials Diagnostics',
      'Posit Workbench: Show Available Credentials Log',
      'Posit Workbench: Show Integrations Not Signed In',
      'Posit Workbench: Show Integrations with Configuration Errors',
      'Posit Workbench: Show Signed-In Integrations',
      'Posit Workbench: Sign In to Coder…',
      'Posit Workbench: Sign In to Integration',
      'Posit Workbench: Sign In to Posit Connect…',
      'Posit Workbench: Sign In with a Device Code',
      'Posit Workbench: Sign Out of Integration',
      'Posit Workbench: Turn Credentials in Terminals On or Off',
      'Posit Workbench: Use for Content…',
      'Posit Workbench: View Credential Code Snippet',
      'Posit Workbench: View Snippet in Language…',
    ]);
  });

  it('completes the steps of the walkthrough, also if the user was signed in before', async () => {
    const { window } = journey;
    const { page } = window;
    await window.runCommand('Welcome: Open Walkthrough...');
    await window.quickInput.pick('Get a Token in Your Code');
    const step = (title: string) => page.locator('.getting-started-step').filter({ hasText: title });
    const completed = (title: string) =>
      step(title).locator('.codicon-getting-started-step-checked.complete').first().waitFor();
    await completed('Sign in');
    await page.getByRole('button', { name: 'Open View' }).click();
    await completed('Look at the integrations');
    const tab = await journey.openedTab(() => window.pressInline(window.row('GitHub'), 'Sign In'));
    await signInOnPage(tab, sandbox.account, 'Allow');
    await tab.getByRole('heading', { name: 'You are signed in to GitHub' }).waitFor();
    await tab.close();
    await window.toast('You are signed in to GitHub').getByRole('button', { name: 'View Snippet' }).click();
    await window.quickInput.pick('Python');
    await window.editor.activeTab('GitHub.py').waitFor();
    await window.runCommand('View: Close Editor');
    await completed('Put the snippet into your code');
    await window.screenshot('walkthrough');
    await window.runCommand('View: Close Editor');
  });

  describe('with the details of an integration', () => {
    before(() => journey.window.expand('Sales API'));

    const details = async () => (await journey.window.rows()).filter(({ level }) => level === 2);

    it('stand below its row in their order', async () => {
      const guid = sandbox.integrations.find(({ name }) => name === 'Sales API')?.guid;
      await journey.window.screenshot('details');
      assert.deepEqual(
        (await details()).map(({ label, description }) => [label, description]),
        [
          ['Integration ID', guid],
          ['Issuer', sandbox.provider],
          ['Client ID', 'workbench-sales-api'],
          ['Scopes', 'openid offline_access sales:read'],
          ['Auth URL', `${sandbox.provider}/auth`],
          ['Token URL', `${sandbox.provider}/token`],
        ],
      );
    });

    it('are each copied as a bare value, by the button and by the menu', async () => {
      const { window } = journey;
      for (const { label, description } of await details()) {
        const row = window.row(label);
        assert.deepEqual(await window.inlineActions(row), ['Copy Value']);
        await window.pressInline(row, 'Copy Value');
        await window.waitForClipboard(description);
        await window.statusBarItem(`Copied to the clipboard: ${label}`).waitFor();
      }
      await window.chooseFromMenu(window.row('Client ID'), 'Copy Value');
      await window.waitForClipboard('workbench-sales-api');
    });

    it('survive a refresh, and so does the selection', async () => {
      const { window } = journey;
      await window.row('Issuer').click();
      const before = await details();
      // Something has to be new, or the tree is not touched.
      await signIn(sandbox, 'Databricks');
      await window.pressToolbar('Refresh');
      await window.rowWithIcon('Databricks', 'key').waitFor();
      assert.deepEqual(await details(), before);
      assert.equal(await window.row('Issuer').getAttribute('aria-selected'), 'true');
    });

    it('say what the server did not give, and offer no copy of it', async () => {
      const { window } = journey;
      sandbox.intercept((_request, response) => {
        const integration = { uid: '11111111-2222-4333-8444-555555555555', name: 'Bare', client_id: 'b' };
        response.end(
          JSON.stringify({ providers: [{ type: 'custom', integrations: [integration, { name: 'No ID' }] }] }),
        );
        return true;
      });
      await window.pressToolbar('Refresh');
      await window.expand('Bare');
      const issuer = window.row('Issuer');
      assert.match((await issuer.textContent()) ?? '', /Not provided/);
      assert.deepEqual(await window.inlineActions(issuer), []);
      assert.ok(await window.hasNoContextMenu(issuer));
      // Menus do come up: that of a detail with a value has its copy.
      assert.deepEqual(await window.contextMenu(window.row('Client ID')), ['Copy Value']);
      await window.screenshot('not-provided');

      const withoutId = window.rowWithIcon('No ID', 'error');
      assert.deepEqual(await window.contextMenu(withoutId), ['Copy Details', 'Show Log']);
      assert.match(await window.tooltip(withoutId, 'did not send'), /Integration ID \(uid\)\./);
    });
  });
});
