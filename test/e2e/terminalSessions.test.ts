import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import { guidOf, signIn, userinfoStatus } from '../integration/handMadeRpc.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';
import { startLocalJourney, startReachableProvider } from './localJourney.js';
import { Terminal } from './terminal.js';

const VARIABLES = ['POSIT_PRODUCT', 'RS_SERVER_ADDRESS', 'PWB_SESSION_RUNTIME_DIR', 'AVAILABLE_CREDENTIALS_BROKER'];

/** A port at which no program listens. */
const DEAD = 'http://127.0.0.1:9';

describe('Terminals of an editor that was started', () => {
  const ended = endedAfterAll();
  let sandbox: Sandbox;
  let provider: RunningProvider;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox();
    ended(() => sandbox.stop());
    provider = await startReachableProvider();
    ended(() => provider.stop());
    journey = await startLocalJourney([{ name: 'Reports', issuer: provider.issuer, scopes: ['openid'] }], {
      env: sandbox.env,
    });
    ended(() => journey.end());
  });

  const environmentOf = async (terminal: Terminal): Promise<Record<string, string>> => {
    const { output } = await terminal.run(`printf '%s\\n' ${VARIABLES.map((name) => `"$${name}"`).join(' ')}`);
    const values = output.split('\n');
    return Object.fromEntries(VARIABLES.map((name, at) => [name, values[at] ?? '']));
  };

  const statusItem = () => journey.window.statusBarItem('Credentials').count();

  describe('in a Workbench session', () => {
    let terminal: Terminal;

    before(async () => {
      await signIn(sandbox, 'databricks-staging');
      await journey.window.row('databricks-staging').waitFor();
      await until('the broker runs', async () => (await journey.ownLog()).includes('broker: listens at'));
      terminal = await Terminal.open(journey);
    });

    it('have the session’s own variables, and one that only the command reads', async () => {
      const wanted = VARIABLES.map((name) => [name, sandbox.env[name] ?? '']);
      assert.deepEqual(Object.entries(await environmentOf(terminal)), wanted);
      assert.match(await terminal.variable('AVAILABLE_CREDENTIALS_WINDOW'), /^http:\/\/127\.0\.0\.1:\d+ \//);
      assert.equal(await terminal.variable('NO_PROXY'), '');
      assert.equal(await statusItem(), 0);
    });

    it('have the command, which asks the session and the window', async () => {
      const { output, errors, code } = await terminal.run('credentials list --output json');
      assert.deepEqual([errors, code], ['', 0]);
      const listed = JSON.parse(output) as { id: string; name: string; source: string }[];
      assert.deepEqual(
        listed.filter(({ source }) => source === 'workbench').map(({ id }) => id),
        sandbox.integrations.map(({ guid }) => guid),
      );
      assert.deepEqual(
        listed.filter(({ source }) => source === 'window').map(({ name }) => name),
        ['Reports'],
      );
      const token = await terminal.run('credentials access-token databricks-staging');
      assert.equal(token.code, 0);
      assert.equal(await userinfoStatus(sandbox, token.output), 200);
      const databricks = await terminal.run(`credentials access-token ${guidOf(sandbox, 'Databricks')}`);
      assert.equal(databricks.code, 1);
      assert.match(databricks.output, /^http\S+\n$/);
    });

    it('tell by the palette’s command who answers there', async () => {
      await journey.window.runCommand('Posit Workbench: Turn Credentials in Terminals On or Off');
      await journey.window.toast('Posit Workbench').waitFor();
      await journey.window.screenshot('terminal-in-session');
      await journey.window.dismissToasts();
    });
  });

  describe('with the environment of another window’s broker, which is gone', () => {
    before(async () => {
      await journey.restart({
        POSIT_PRODUCT: 'WORKBENCH',
        RS_SERVER_ADDRESS: DEAD,
        PWB_SESSION_RUNTIME_DIR: '/nonexistent',
        AVAILABLE_CREDENTIALS_BROKER: '1',
      });
      await journey.reload();
      await journey.window.row('Reports').waitFor();
      await until('its own is there', async () => (await journey.ownLog()).includes('broker: listens at'));
    });

    it('have the variables of their own window’s, which takes itself for no session', async () => {
      assert.deepEqual(
        (await journey.window.rows()).map(({ label }) => label),
        ['Reports'],
      );
      assert.equal(await statusItem(), 1);
      const terminal = await Terminal.open(journey);
      const { RS_SERVER_ADDRESS: address } = await environmentOf(terminal);
      assert.match(address ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.notEqual(address, DEAD);
      assert.match((await terminal.run('credentials list')).output, /^Reports +not signed in/m);
    });
  });
});
