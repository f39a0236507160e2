import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Builds `dist`, beside a copy of `bin`, as for a release but with source maps: in a folder of its own. */
export async function buildBundle(): Promise<TemporaryFolder> {
  const folder = temporaryFolder('bundle-test');
  try {
    for (const name of ['src', 'node_modules', 'package.json', 'tsconfig.json']) {
      await symlink(path.join(ROOT, name), path.join(folder.path, name));
    }
    await cp(path.join(ROOT, 'bin'), path.join(folder.path, 'bin'), { recursive: true });
    await run(process.execPath, [path.join(ROOT, 'esbuild.mjs'), '--sourcemap'], { cwd: folder.path });
    return folder;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
