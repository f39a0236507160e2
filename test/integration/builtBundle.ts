import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const ROOT = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The environment's variable with the folder of a bundle that all processes of a run share. */
export const BUNDLE_VARIABLE = 'TEST_BUNDLE';

let shared: Promise<string> | undefined;

/**
 * Builds the bundle once for all test files, since that takes seconds.
 *
 * @returns the folder, as {@link buildBundle} makes it. Nothing in it may be changed. It is removed when the process ends.
 */
export function sharedBundle(): Promise<string> {
  shared ??= (async () => process.env[BUNDLE_VARIABLE] || (await buildBundle()).path)();
  return shared;
}

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
