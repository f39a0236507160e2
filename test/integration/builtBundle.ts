import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Builds `dist`, beside a copy of `bin`, as for a release but with `dist/meta.json`: in a folder of its own. */
export async function buildBundle(): Promise<TemporaryFolder> {
  const folder = temporaryFolder('bundle-test');
  try {
    await cp(path.join(ROOT, 'bin'), path.join(folder.path, 'bin'), { recursive: true });
    const args = ['esbuild.mjs', '--meta', '--outdir', path.join(folder.path, 'dist')];
    await run(process.execPath, args, { cwd: ROOT });
    return folder;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
