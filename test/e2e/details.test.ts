import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { endedAfterAll } from '../ended.js';
import { signIn } from '../integration/handMadeRpc.js';
import { startJourney, type Journey } from './journey.js';

describe('The details of an integration', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    journey = await startJourney({ env: sandbox.env });
    ended(() => journey.end());
    await journey.window.row('GitHub').waitFor();
    await journey.window.expand('Sales API');
  });

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
      response.end(JSON.stringify({ providers: [{ type: 'custom', integrations: [integration, { name: 'No ID' }] }] }));
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
