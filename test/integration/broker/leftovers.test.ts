import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { settle } from '../../unit/fakeClock.js';
import { startBroker } from './brokerWindow.js';
import { age, ageOne } from './folderAge.js';
import { TokenSource } from './tokenSource.js';

/** What brokers that no longer run have left, and what only looks like that. */
describe('Brokers', () => {
  const ended = endedAfterEach();

  function parentOfAll(): string {
    const temporary = temporaryFolder('brokers');
    ended(() => temporary.remove());
    return temporary.path;
  }

  const startHere = (parentFolder: string, window?: string) =>
    startBroker(ended, [new TokenSource()], { parentFolder, ...(window === undefined ? {} : { window }) });

  /** The id of a process that is gone. */
  const goneProcess = () => spawnSync(process.execPath, ['--version']).pid;

  it('keep a folder whose cookie was written within two hours, even if its process can’t be seen', async () => {
    const parent = parentOfAll();
    const folder = path.join(parent, `available-credentials-${goneProcess()}-abcdef`);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path.join(folder, 'rpc_cookie'), '');
    ageOne(folder, 24);
    await startHere(parent);
    assert.ok(existsSync(folder));
    age(folder, 2.1);
    await startHere(parent);
    assert.ok(!existsSync(folder));
  });

  it('remove a folder after a month, even if another process has the broker’s number by then', async () => {
    const parent = parentOfAll();
    const folder = path.join(parent, `available-credentials-${process.pid}-abcdef`);
    mkdirSync(folder, { mode: 0o700 });
    age(folder, 30 * 24);
    await startHere(parent);
    assert.ok(existsSync(folder));
    age(folder, 32 * 24);
    await startHere(parent);
    assert.ok(!existsSync(folder));
  });

  /** A window's place and state, after the window was closed. */
  async function closedWindow(parent: string) {
    const { broker, environment } = await startHere(parent, 'w');
    broker.dispose();
    const folder = environment['PWB_SESSION_RUNTIME_DIR'];
    const file = path.join(folder, 'broker.json');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { readonly key: string };
    return { url: environment.RS_SERVER_ADDRESS, folder, file, state };
  }

  it('do not use a place that another user has prepared or that others can read', async () => {
    const parent = parentOfAll();
    const before = await closedWindow(parent);
    // Only root can give a folder to another user.
    for (const spoil of [
      () => chmodSync(before.folder, 0o755),
      ...(process.getuid?.() === 0 ? [() => chownSync(before.folder, 12_345, 12_345)] : []),
    ]) {
      chmodSync(before.folder, 0o700);
      spoil();
      const { broker, environment } = await startHere(parent, 'w');
      const folder = environment['PWB_SESSION_RUNTIME_DIR'];
      assert.notEqual(environment.RS_SERVER_ADDRESS, before.url);
      assert.notEqual(folder, before.folder);
      assert.ok(!readFileSync(path.join(folder, 'broker.json'), 'utf8').includes(before.state.key));
      broker.dispose();
      rmSync(folder, { recursive: true });
    }
  });

  it('use another place if the state that they find is invalid', async () => {
    const parent = parentOfAll();
    const { url, folder, file, state } = await closedWindow(parent);
    const wrong = [{ key: '' }, { key: 7 }, { port: 80 }, { port: 65_536 }, { port: 8080.5 }, { port: '8080' }];
    for (const content of [
      ...['', '{', 'null'],
      ...[...wrong, { window: null }, { process: 'x' }].map((each) => JSON.stringify({ ...state, ...each })),
    ]) {
      writeFileSync(file, content);
      const { broker, environment } = await startHere(parent, 'w');
      assert.notEqual(environment['PWB_SESSION_RUNTIME_DIR'], folder, content);
      assert.notEqual(environment.RS_SERVER_ADDRESS, url);
      broker.dispose();
      rmSync(environment['PWB_SESSION_RUNTIME_DIR'], { recursive: true });
    }
  });

  it('use the latest of several places of their window, and none of another window', async () => {
    const parent = parentOfAll();
    const windows = [await startHere(parent, 'w'), await startHere(parent, 'w')];
    const [one = '', two = ''] = windows.map(({ environment }) => environment['PWB_SESSION_RUNTIME_DIR']);
    windows.forEach(({ broker }) => broker.dispose());
    for (const [older, latest] of [
      [one, two],
      [two, one],
    ] as const) {
      age(older, 1);
      age(latest, 0);
      const { broker, environment } = await startHere(parent, 'w');
      assert.equal(environment['PWB_SESSION_RUNTIME_DIR'], latest);
      broker.dispose();
    }
    const other = await startHere(parent, 'another window');
    assert.ok(![one, two].includes(other.environment['PWB_SESSION_RUNTIME_DIR']));
    assert.equal(other.lostPorts, 0);
  });

  it('can remove the same folders at the same moment', async () => {
    const parent = parentOfAll();
    const pid = goneProcess();
    for (let number = 0; number < 100; number += 1) {
      const folder = path.join(parent, `available-credentials-${pid}-${number}`);
      mkdirSync(folder);
      age(folder, 3);
    }
    const windows = await Promise.all(
      [0, 1, 2, 3, 5, 8].map(async (turns) => {
        for (let turn = 0; turn < turns; turn += 1) await settle();
        return startHere(parent);
      }),
    );
    assert.equal(readdirSync(parent).length, windows.length);
    assert.deepEqual(
      windows.flatMap(({ log }) => log.lines.filter((line) => line.startsWith('warn'))),
      [],
    );
  });

  it('keep what only looks like a stale folder', async () => {
    const parent = parentOfAll();
    const pid = goneProcess();
    const named = (name: string) => path.join(parent, name);
    const stale = named(`available-credentials-${pid}-abcdef`);
    mkdirSync(path.join(stale, 'rpc_cookie'), { recursive: true });
    const elsewhere = named('elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(path.join(elsewhere, 'kept'), '');
    symlinkSync(elsewhere, named(`available-credentials-${pid}-link00`));
    writeFileSync(named(`available-credentials-${pid}-file00`), '');
    const others = [
      'available-credentials-x-abcdef',
      `available-credentials-${pid}`,
      `my-available-credentials-${pid}-abcdef`,
    ];
    others.forEach((name) => mkdirSync(named(name)));
    const foreign = `available-credentials-${pid}-root00`;
    if (process.getuid?.() === 0) {
      mkdirSync(named(foreign));
      chownSync(named(foreign), 65534, 65534);
      others.push(foreign);
    }
    readdirSync(parent).forEach((name) => age(named(name), 3));
    const { log } = await startHere(parent);
    const kept = [
      ...others,
      `available-credentials-${pid}-link00`,
      `available-credentials-${pid}-file00`,
      'elsewhere/kept',
    ];
    assert.deepEqual(
      kept.filter((name) => !existsSync(named(name))),
      [],
    );
    assert.equal(existsSync(stale), false);
    assert.deepEqual(
      log.lines.filter((line) => line.startsWith('warn')),
      [],
    );
  });
});
