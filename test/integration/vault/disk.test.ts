import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { keptOf, secretsOf } from '../../unit/vault/storedSecrets.js';
import { assertReadable, rejectionOf } from '../failures.js';
import type { DiskReport } from './vaultOnDisk.js';
import { VaultUser } from './vaultWindow.js';

const SCRIPT = fileURLToPath(new URL('vaultOnDisk.ts', import.meta.url));
const ALPHA = 'aaaaaaaa-0000-4000-8000-000000000001';

const run = promisify(execFile);
const ended = endedAfterEach();

/** Runs a command on a disk of 64 KiB at `folder`, which no other process sees and which disappears with the command. */
function onSmallDisk(folder: string, ...command: string[]) {
  const mounted = 'mount -t tmpfs -o size=64k none "$0" && exec "$@"';
  return run('unshare', ['--map-root-user', '--mount', 'sh', '-c', mounted, folder, ...command]);
}

describe('The vault on a disk that fails', function () {
  this.timeout(60_000);

  it('says so, keeps what it has, and leaves nothing half-written', async function () {
    const folder = temporaryFolder('vault-disk');
    ended(() => folder.remove());
    const canMount = await onSmallDisk(folder.path, 'true').then(
      () => true,
      () => false,
    );
    // Only Linux has such disks, and not for everybody.
    if (!canMount) this.skip();

    const { stdout } = await onSmallDisk(folder.path, process.execPath, '--import=tsx', SCRIPT, folder.path);
    const { whenFull, whenReadOnly } = JSON.parse(stdout) as DiskReport;
    assert.match(
      whenFull.said,
      /could not be written \(ENOSPC\)\. Check that you have permission to write to .*not full/,
    );
    assert.deepEqual([whenFull.lost, whenFull.files], [0, ['locks', 'vault.json']]);
    // A window that can't write what it was granted still keeps others from spending it.
    assert.equal(whenFull.locked, '');
    assert.equal(whenReadOnly.lost, 0);
    for (const said of whenReadOnly.said) {
      assert.match(said, /could not be written \(EROFS\)/);
    }
  });

  it('says where its file can’t be read', async () => {
    const user = new VaultUser(ended);
    await mkdir(user.file, { recursive: true });
    const error = await rejectionOf(user.load().vault.read());
    assertReadable(error, []);
    assert.match(error.message, /could not be read \(EISDIR\)\. Check that you have permission to read .*vault\.json/);
  });

  it('says where its folder can’t be made', async () => {
    const user = new VaultUser(ended);
    await mkdir(path.dirname(user.folder), { recursive: true });
    await writeFile(user.folder, 'a file in the place of the folder');
    const { vault, secrets } = user.load();
    const error = await rejectionOf(vault.update(ALPHA, () => keptOf('alpha')));
    assertReadable(error, secretsOf('alpha'));
    assert.match(error.message, /could not be written \(E(?:EXIST|NOTDIR)\)/);
    assert.deepEqual(secrets.stored, []);
  });
});
