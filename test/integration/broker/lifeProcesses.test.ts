import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { settle } from '../../unit/fakeClock.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { rpc, textIn } from '../handMadeRpc.js';
import { GUID } from './attacks.js';
import { startBroker, type Variables } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const SCRIPT = fileURLToPath(new URL('brokerProcess.ts', import.meta.url));

const HOUR = 60 * 60_000;

describe('Brokers in separate processes', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();

  function parentOfAll(): string {
    const temporary = temporaryFolder('brokers');
    ended(() => temporary.remove());
    return temporary.path;
  }

  /** A window's broker, and what ends its process at once. */
  async function start(parentFolder: string, window: string = randomUUID()) {
    const child = fork(SCRIPT, [parentFolder, window], { execArgv: ['--import=tsx'], stdio: 'inherit' });
    const crash = async () => {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    };
    ended(crash);
    const [environment] = (await once(child, 'message')) as [Variables];
    return { environment, folder: environment['PWB_SESSION_RUNTIME_DIR'], crash };
  }

  const startHere = (parentFolder: string) => {
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID })];
    return startBroker(ended, [source], { parentFolder });
  };

  /** Makes a folder and its files look as if they had last been written to so many hours ago. */
  const age = (folder: string, hours: number) => {
    const then = new Date(Date.now() - hours * HOUR);
    const files = ['rpc_cookie', 'broker.json', 'content_session_token'].map((name) => path.join(folder, name));
    for (const file of [...files, folder]) {
      if (existsSync(file)) utimesSync(file, then, then);
    }
  };

  /** The id of a process that is gone. */
  const goneProcess = () => spawnSync(process.execPath, ['--version']).pid;

  it('leave a folder when they crash, which the next one removes hours later; it keeps those of running brokers', async () => {
    const parent = parentOfAll();
    const [crashed, living] = await Promise.all([start(parent), start(parent)]);
    await crashed.crash();
    await assert.rejects(rpc(crashed.environment, 'oauth_integrations'), /ECONNREFUSED/);
    // It could be in another container, or on another machine: then its process can't be seen.
    await startHere(parent);
    assert.deepEqual([existsSync(crashed.folder), existsSync(living.folder)], [true, true]);
    [crashed, living].forEach(({ folder }) => age(folder, 3));
    await startHere(parent);
    assert.deepEqual([existsSync(crashed.folder), existsSync(living.folder)], [false, true]);
    const answer = await rpc(living.environment, 'oauth_token', { kwparams: { uuid: GUID } });
    assert.notEqual(textIn(answer, 'access_token'), '');
  });

  it('keep a folder whose cookie was written within two hours, even if its process can’t be seen', async () => {
    const parent = parentOfAll();
    const folder = path.join(parent, `available-credentials-${goneProcess()}-abcdef`);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path.join(folder, 'rpc_cookie'), '');
    const long = new Date(Date.now() - 24 * HOUR);
    utimesSync(folder, long, long);
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

  it('use the same place after a reload or a crash of their window: earlier cookies are still valid', async () => {
    const parent = parentOfAll();
    const before = await start(parent, 'w');
    const cookie = readFileSync(path.join(before.folder, 'rpc_cookie'), 'utf8');
    await before.crash();
    const other = await start(parent, 'another window');
    const after = await start(parent, 'w');
    assert.deepEqual(after.environment, before.environment);
    assert.notEqual(other.folder, before.folder);
    assert.equal((await rpc(before.environment, 'oauth_integrations', { cookie })).status, 200);
  });

  it('of two windows of one workspace have different places, before and after a reload of both', async () => {
    const parent = parentOfAll();
    const one = await start(parent, 'w');
    const other = await start(parent, 'w');
    const placesOf = (windows: readonly (typeof one)[]) =>
      windows
        .map(({ environment }) => `${environment.RS_SERVER_ADDRESS} ${environment.PWB_SESSION_RUNTIME_DIR}`)
        .sort();
    const before = placesOf([one, other]);
    assert.equal(new Set(before).size, 2);
    await one.crash();
    await other.crash();
    const after = await Promise.all([start(parent, 'w'), start(parent, 'w')]);
    assert.deepEqual(placesOf(after), before);
  });

  it('do not use a place that another user has prepared or that others can read', async function () {
    const parent = parentOfAll();
    const before = await start(parent, 'w');
    await before.crash();
    const state = JSON.parse(readFileSync(path.join(before.folder, 'broker.json'), 'utf8')) as { key: string };
    // Only root can give a folder to another user.
    for (const spoil of [
      () => chmodSync(before.folder, 0o755),
      ...(process.getuid?.() === 0 ? [() => chownSync(before.folder, 12_345, 12_345)] : []),
    ]) {
      chmodSync(before.folder, 0o700);
      spoil();
      const after = await start(parent, 'w');
      assert.notEqual(after.environment.RS_SERVER_ADDRESS, before.environment.RS_SERVER_ADDRESS);
      assert.notEqual(after.folder, before.folder);
      assert.ok(!readFileSync(path.join(after.folder, 'broker.json'), 'utf8').includes(state.key));
      await after.crash();
      rmSync(after.folder, { recursive: true });
    }
  });

  it('use another place if the state that they find is invalid', async () => {
    const parent = parentOfAll();
    const before = await start(parent, 'w');
    await before.crash();
    const file = path.join(before.folder, 'broker.json');
    const state = JSON.parse(readFileSync(file, 'utf8')) as object;
    for (const wrong of [
      '',
      '{',
      'null',
      ...[{ key: '' }, { key: 7 }, { port: 80 }, { port: '1' }, { window: null }],
    ]) {
      writeFileSync(file, typeof wrong === 'string' ? wrong : JSON.stringify({ ...state, ...wrong }));
      const source = new TokenSource();
      const { environment, port } = await startBroker(ended, [source], { parentFolder: parent, window: 'w' });
      assert.notEqual(environment['PWB_SESSION_RUNTIME_DIR'], before.folder);
      assert.notEqual(`http://127.0.0.1:${port}`, before.environment.RS_SERVER_ADDRESS);
    }
  });

  it('accept only their own cookie, and not that of another window', async () => {
    const parent = parentOfAll();
    const [one, other] = await Promise.all([start(parent), start(parent)]);
    const crossed = { ...one.environment, PWB_SESSION_RUNTIME_DIR: other.folder };
    assert.equal((await rpc(crossed, 'oauth_integrations')).status, 401);
    assert.equal((await rpc(one.environment, 'oauth_integrations')).status, 200);
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
