import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkbenchPage } from '../editor/workbench.js';
import { endedAfterAll } from '../ended.js';
import { rpc } from '../integration/handMadeRpc.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';
import { Terminal } from './terminal.js';

/** Milliseconds that an access token lives, and that it has left when it is refreshed. */
const LIFETIME = 66_000;
const MARGIN = 60_000;

describe('Brokers of several windows', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let first: WorkbenchPage;
  let second: WorkbenchPage;
  let terminals: readonly [Terminal, Terminal];

  before(async () => {
    provider = await startReachableProvider({ accessTokenLifetime: LIFETIME });
    ended(() => provider.stop());
    journey = await startLocalJourney([
      { name: 'Reports', issuer: provider.issuer, scopes: ['openid', 'offline_access'] },
    ]);
    ended(() => journey.end());
    first = journey.window;
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await first.rowWithIcon('Reports', 'key').waitFor();
    await tab.close();
    // The key is there by now.
    second = await journey.openSecondWindow();
    await second.rowWithIcon('Reports', 'key').waitFor();
    terminals = [await Terminal.open(journey, first), await Terminal.open(journey, second)];
  });

  /** Those of brokers that run. */
  const folders = async () => {
    const names = await readdir(path.join(journey.folder, 'tmp'));
    const isRunning = (name: string) => existsSync(path.join(journey.folder, 'tmp', name, 'rpc_cookie'));
    return names.filter((name) => name.startsWith('available-credentials-') && isRunning(name)).sort();
  };

  /** The extension host that runs, or ran, the broker with a folder. */
  const processOf = async (folder = '') => {
    const state = await readFile(path.join(journey.folder, 'tmp', folder, 'broker.json'), 'utf8');
    return (JSON.parse(state) as { readonly process: number }).process;
  };

  const isAnswered = (address: string) =>
    fetch(address).then(
      () => true,
      () => false,
    );

  it('are one for each, with a folder that no other user can read', async () => {
    const one = await terminals[0].variable('RS_SERVER_ADDRESS');
    const other = await terminals[1].variable('RS_SERVER_ADDRESS');
    assert.notEqual(one, other);
    const found = await folders();
    assert.equal(found.length, 2);
    for (const folder of found) {
      const at = path.join(journey.folder, 'tmp', folder);
      assert.deepEqual(
        [(await stat(at)).mode & 0o777, (await stat(path.join(at, 'rpc_cookie'))).mode & 0o777],
        [0o700, 0o600],
      );
    }
  });

  it('both give a token at the moment when it has to be refreshed, with a single refresh', async () => {
    await provider.suspend();
    const list = await terminals[0].run('credentials list --output json');
    const [reports] = JSON.parse(list.output) as { expires_at: string }[];
    const go = path.join(journey.folder, 'go');
    const command = `while [ ! -e '${go}' ]; do sleep 0.05; done; credentials access-token Reports`;
    const running = [await terminals[0].start(command), await terminals[1].start(command)];
    // Two seconds later, each window has tried by itself, in vain, and will try again a minute later.
    const due = Date.parse(reports?.expires_at ?? '') - MARGIN + 2_000;
    await until('the token is due', () => Date.now() > due);
    await provider.resume();
    const before = provider.refreshes;
    await writeFile(go, '');
    const results = await Promise.all(running.map((result) => result()));
    assert.deepEqual(
      results.map(({ errors, code }) => [errors, code]),
      [
        ['', 0],
        ['', 0],
      ],
    );
    assert.equal(provider.refreshes - before, 1);
    assert.ok(results[0]?.output === results[1]?.output);
    assert.equal(await provider.isActive(results[0]?.output ?? ''), true);
  });

  it('are gone with the window', async () => {
    const address = await terminals[1].variable('RS_SERVER_ADDRESS');
    const folder = await terminals[1].variable('PWB_SESSION_RUNTIME_DIR');
    assert.equal(await isAnswered(address), true);
    // The other window would show it after its reload, since the workspace is the same.
    await second.runCommand('Terminal: Kill the Active Terminal Instance');
    await second.page.close({ runBeforeUnload: true });
    await until('no program listens', async () => !(await isAnswered(address)));
    const left = await folders();
    assert.deepEqual([left.length, left.includes(path.basename(folder))], [1, false]);
  });

  it('are where they were when their window is reloaded: its terminals and what runs in them keep working', async () => {
    const { page } = first;
    const before = await folders();
    await page.bringToFront();
    const address = await terminals[0].variable('RS_SERVER_ADDRESS');
    const folder = await terminals[0].variable('PWB_SESSION_RUNTIME_DIR');
    const cookie = await readFile(path.join(folder, 'rpc_cookie'), 'utf8');
    const reloaded = await processOf(before[0]);
    await first.runCommand('Developer: Reload Window');
    await until('another extension host runs it', async () => (await processOf(before[0])) !== reloaded);
    await first.rowWithIcon('Reports', 'key').waitFor();
    const broker = first.statusBarItem('Credentials');
    await broker.waitFor();
    assert.deepEqual(await folders(), before);
    const list = { RS_SERVER_ADDRESS: address, PWB_SESSION_RUNTIME_DIR: folder };
    assert.equal((await rpc(list, 'oauth_integrations', { cookie })).status, 200);
    const kept = await Terminal.shown(journey.folder, first);
    const { output, errors, code } = await kept.run('credentials list');
    assert.deepEqual([errors, code], ['', 0]);
    assert.match(output, /^Reports +signed in/m);
    await first.screenshot('terminal-after-reload');
    const opened = await Terminal.open(journey, first);
    assert.match((await opened.run('credentials list')).output, /^Reports +signed in/m);
  });

  it('are where they were after the extension host has crashed', async () => {
    const before = await folders();
    const crashed = await processOf(before[0]);
    process.kill(crashed, 'SIGKILL');
    await journey.reload(first);
    await first.statusBarItem('Credentials').waitFor();
    assert.deepEqual(await folders(), before);
    assert.notEqual(await processOf(before[0]), crashed);
    // One that VS Code brings back would be taken for the new one.
    await Terminal.shown(journey.folder, first);
    const terminal = await Terminal.open(journey, first);
    assert.match((await terminal.run('credentials list')).output, /^Reports +signed in/m);
  });
});
