import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { rpc, textIn } from '../handMadeRpc.js';
import { GUID } from './attacks.js';
import { startBroker, type Variables } from './brokerWindow.js';
import { age } from './folderAge.js';
import { TokenSource } from './tokenSource.js';

const SCRIPT = fileURLToPath(new URL('brokerProcess.ts', import.meta.url));

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

  const startHere = (parentFolder: string, window: string = randomUUID()) => {
    const source = new TokenSource();
    source.listed = [signedIn({ guid: GUID })];
    return startBroker(ended, [source], { parentFolder, window });
  };

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

  it('of a second window do not say that a port is lost, but after a crash they do if another program has it', async () => {
    const parent = parentOfAll();
    const first = await start(parent, 'w');
    const second = await startHere(parent, 'w');
    assert.equal(second.lostPorts, 0);
    const { PWB_SESSION_RUNTIME_DIR: folder } = second.environment;
    second.broker.dispose();
    await first.crash();
    const squatter = createServer().listen(Number(new URL(first.environment.RS_SERVER_ADDRESS).port), '127.0.0.1');
    ended(() => squatter.close());
    await once(squatter, 'listening');
    rmSync(folder, { recursive: true });
    assert.equal((await startHere(parent, 'w')).lostPorts, 1);
  });

  it('accept only their own cookie, and not that of another window', async () => {
    const parent = parentOfAll();
    const [one, other] = await Promise.all([start(parent), start(parent)]);
    const crossed = { ...one.environment, PWB_SESSION_RUNTIME_DIR: other.folder };
    assert.equal((await rpc(crossed, 'oauth_integrations')).status, 401);
    assert.equal((await rpc(one.environment, 'oauth_integrations')).status, 200);
  });
});
