import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runStep } from '../editor/installStep.js';

const VERSION = '0.17.0';

/** Seconds without an answer of PyPI after which the installation fails. */
const PATIENCE = '15';

/**
 * Finds or installs posit-sdk, with what it needs, in the user's cache folder.
 *
 * @returns a folder for PYTHONPATH.
 * @throws Error whose message says why not, as where PyPI can't be reached or Python has no pip.
 */
export async function ensurePositSdk(): Promise<string> {
  // What it needs is in part compiled for one version of Python.
  const tag = 'import sys, sysconfig; print(f"{sys.version_info[0]}.{sys.version_info[1]}-{sysconfig.get_platform()}")';
  const { stdout } = await promisify(execFile)('python3', ['-c', tag]);
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'available-credentials');
  const folder = path.join(cache, `posit-sdk-${VERSION}-python-${stdout.trim()}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    await install(folder);
  }
  return folder;
}

/** Installs into a sibling of the folder, and moves it there when it is whole. */
async function install(folder: string): Promise<void> {
  const building = await mkdtemp(`${folder}.building-`);
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-compile'];
    const limits = ['--retries', '1', '--timeout', PATIENCE, '--only-binary', ':all:'];
    const args = [...pip, ...limits, '--target', building, `posit-sdk==${VERSION}`];
    await runStep('python3', args, { cwd: building, env: process.env });
    await rename(building, folder).catch((error: unknown) => {
      // Another run was quicker.
      if (!existsSync(folder)) {
        throw error;
      }
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}
