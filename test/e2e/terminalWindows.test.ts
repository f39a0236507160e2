import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkbenchPage } from '../editor/workbench.js';
import { endedAfterAll } from '../ended.js';
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

  const folders = async () => {
    const names = await readdir(path.join(journey.folder, 'tmp'));
    return names.filter((name) => name.startsWith('available-credentials-')).sort();
  };

  const addresses = () => Promise.all(terminals.map((terminal) => terminal.variable('RS_SERVER_ADDRESS')));

  const isAnswered = (address: string) =>
    fetch(address).then(
      () => true,
      () => false,
    );

  it('are one for each, with a folder that nobody else can look into', async () => {
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

  it('both hand out a token at the moment when it has to be refreshed; one refresh is spent', async () => {
    await provider.suspend();
    const list = await terminals[0].run('credentials list --output json');
    const [reports] = JSON.parse(list.output) as { expires_at: string }[];
    const go = path.join(journey.folder, 'go');
    const command = `{ while [ ! -e '${go}' ]; do sleep 0.05; done; credentials access-token Reports; }`;
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

  it('x reload', async () => {
    const old = terminals[0];
    const idle = await Terminal.open(journey, first);
    console.log('idle', await idle.variable('RS_SERVER_ADDRESS'), await idle.variable('$'));
    const go = path.join(journey.folder, 'again');
    const busyT = await Terminal.open(journey, first);
    console.log('busy', await busyT.variable('RS_SERVER_ADDRESS'), await busyT.variable('$'));
    const busy = await busyT.start(
      `{ while [ ! -e '${go}' ]; do sleep 0.05; done; credentials list; echo $RS_SERVER_ADDRESS $$; }`,
    );
    await first.page.bringToFront();
    await first.runCommand('Developer: Reload Window');
    await first.rowWithIcon('Reports', 'key').waitFor();
    await until('log', async () => [...(await journey.ownLog()).matchAll(/listens/g)].length >= 3);
    await first.page.locator('.tabs-list .monaco-list-row').nth(2).waitFor();
    await first.screenshot('broker-after-reload');
    await writeFile(go, '');
    console.log(await busy());
    for (const nr of [0, 1, 2]) {
      await first.page.locator('.tabs-list .monaco-list-row').nth(nr).click();
      const terminal = await Terminal.shown(journey.folder, first);
      console.log(
        nr,
        await terminal.variable('RS_SERVER_ADDRESS'),
        await terminal.variable('$'),
        await terminal.run('credentials list'),
      );
    }
    await first.screenshot('broker-after-reload-2');
  });

  it('x close', async () => {
    const address = await terminals[1].variable('RS_SERVER_ADDRESS');
    await second.page.close({ runBeforeUnload: true });
    await until('port gone', async () => !(await isAnswered(address)), 60_000);
    console.log(await folders());
  });

  it('x kill', async () => {
    const [folder = ''] = await folders();
    const pid = Number(/-(\d+)-/.exec(folder)?.[1]);
    process.kill(pid, 'SIGKILL');
    await journey.reload();
    await first.rowWithIcon('Reports', 'key').waitFor();
    await until('stale gone', async () => {
      const f = await folders();
      return f.length > 0 && !f.includes(folder);
    });
    console.log(await folders());
  });
});
