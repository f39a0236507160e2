import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variables } from '../../../src/broker/broker.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { settle } from '../../unit/fakeClock.js';
import { signedIn } from '../../unit/core/fakeSource.js';
import { rpc, textIn } from '../handMadeRpc.js';
import { GUID } from './attacks.js';
import { startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const SCRIPT = fileURLToPath(new URL('brokerProcess.ts', import.meta.url));

describe('Brokers in processes of their own', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();

  function parentOfAll(): string {
    const temporary = temporaryFolder('brokers');
    ended(() => temporary.remove());
    return temporary.path;
  }

  /** A window's broker, and what ends its process at once. */
  async function start(parentFolder: string) {
    const child = fork(SCRIPT, [parentFolder], { execArgv: ['--import=tsx'], stdio: 'inherit' });
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

  it('leave behind a folder when they crash, which the next one removes, and nothing of one that lives', async () => {
    const parent = parentOfAll();
    const [crashed, living] = await Promise.all([start(parent), start(parent)]);
    await crashed.crash();
    assert.ok(existsSync(crashed.folder));
    await assert.rejects(rpc(crashed.environment, 'oauth_integrations'), /ECONNREFUSED/);
    await startHere(parent);
    assert.deepEqual([existsSync(crashed.folder), existsSync(living.folder)], [false, true]);
    const answer = await rpc(living.environment, 'oauth_token', { kwparams: { uuid: GUID } });
    assert.notEqual(textIn(answer, 'access_token'), '');
  });

  it('answer whoever has their own cookie, and nobody with that of another window', async () => {
    const parent = parentOfAll();
    const [one, other] = await Promise.all([start(parent), start(parent)]);
    const crossed = { ...one.environment, PWB_SESSION_RUNTIME_DIR: other.folder };
    assert.equal((await rpc(crossed, 'oauth_integrations')).status, 401);
    assert.equal((await rpc(one.environment, 'oauth_integrations')).status, 200);
  });

  it('remove the same at the same moment, and get in nobody’s way', async () => {
    const parent = parentOfAll();
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (let number = 0; number < 100; number += 1) {
      mkdirSync(path.join(parent, `available-credentials-${pid}-${number}`));
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

  it('leave alone what only looks like something left behind', async () => {
    const parent = parentOfAll();
    // The id of a process that is gone.
    const { pid } = spawnSync(process.execPath, ['--version']);
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
