import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runStep } from '../editor/installStep.js';

/** A file of this folder: what an environment contains. */
export type Requirements = 'requirements.txt' | 'apps.txt' | 'notebooks.txt';

/** Seconds without an answer of PyPI after which the installation fails. */
const PATIENCE = '15';

/** Milliseconds that a test needs which may have to install the clients first. */
export const INSTALLATION_TIME = 900_000;

/** One attempt per process, so that a machine without PyPI waits only once. */
const attempts = new Map<Requirements, Promise<string>>();

/**
 * Finds or installs the Python clients of a file, with what they need, in the user's cache folder. Skips the test
 * where that is not possible, as where PyPI can't be reached, and prints why.
 *
 * @returns the environment's Python interpreter.
 */
export async function pythonOrSkip(
  context: Mocha.Context,
  requirements: Requirements = 'requirements.txt',
): Promise<string> {
  const attempt = attempts.get(requirements) ?? ensurePythonClients(requirements);
  attempts.set(requirements, attempt);
  return attempt.catch((error: unknown) => {
    console.warn(`      Python clients can't be installed: ${String(error).trim().split('\n').at(-1)}`);
    return context.skip();
  });
}

/** To be called in a `describe`: the Python with the clients, for all tests, which are skipped without it. */
export function pythonForAll(requirements?: Requirements): () => string {
  let python = '';
  before(async function () {
    this.timeout(INSTALLATION_TIME);
    python = await pythonOrSkip(this, requirements);
  });
  return () => python;
}

async function ensurePythonClients(requirements: Requirements): Promise<string> {
  const file = path.join(import.meta.dirname, requirements);
  // What they need is in part compiled for one version of Python.
  const tag = 'import sys, sysconfig; print(f"{sys.version_info[0]}.{sys.version_info[1]}-{sysconfig.get_platform()}")';
  const { stdout } = await promisify(execFile)('python3', ['-c', tag]);
  const pins = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'available-credentials');
  const folder = path.join(cache, `python-clients-${pins.slice(0, 12)}-${stdout.trim()}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    await install(file, folder);
  }
  return interpreterIn(folder);
}

/** Installs what a file requires into a sibling of the folder, and moves it there when it is complete. */
async function install(file: string, folder: string): Promise<void> {
  const building = await mkdtemp(`${folder}.building-`);
  const options = { cwd: building, env: process.env };
  try {
    await runStep('python3', ['-m', 'venv', building], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    const limits = ['--retries', '1', '--timeout', PATIENCE, '--only-binary', ':all:'];
    await runStep(interpreterIn(building), [...pip, ...limits, '--requirement', file], options);
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

/** Programs of the environment are run by it, since their own files name the folder in which they were installed. */
function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
}
