import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { endedAfterAll } from '../ended.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';
import { startLocalJourney } from './localJourney.js';

/** Its server is never asked. */
const REPORTS = { name: 'Reports', token_uri: 'https://login.example.org/token', client_id: 'reports' };
const ENTRY = { ...REPORTS, auth_mode: 'Confidential', auth_type: 'Service Account' };

describe('Integrations of the user’s own beside a Workbench that does not answer', () => {
  const ended = endedAfterAll();
  const waiting: ServerResponse[] = [];
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    sandbox.intercept((_request, response) => waiting.push(response) > 0);
    journey = await startLocalJourney([ENTRY], { env: sandbox.env });
    ended(() => journey.end());
    await journey.window.row('Reports').waitFor();
  });

  /** Of each row at the top: its name, its icon, and whether it is open. */
  const groups = async () =>
    (await journey.window.rows())
      .filter(({ level }) => level === 1)
      .map(({ label, icon, expanded }) => [label, icon, expanded]);

  it('are there at once, below the name of where they come from', async () => {
    assert.deepEqual(await groups(), [
      ['Posit Workbench', 'loading', undefined],
      ['Local Integrations', undefined, true],
    ]);
  });

  it('stay where they are when it fails, and the view says so in full', async () => {
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

  it('are joined by those of Workbench as soon as it answers, in a group that is open', async () => {
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
});
