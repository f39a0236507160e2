import { join } from 'node:path';
import { runStep } from './installStep.js';

const root = join(import.meta.dirname, '../..');

/** The environment's variable that says whether `npm test` has built and packaged the extension before its suites. */
export const BUILT_VARIABLE = 'TEST_BUILT';

/**
 * Builds `dist` as it is now, unless that is done.
 *
 * @throws InstallError with the output of `npm run build` when that fails.
 */
export async function ensureBuilt(): Promise<void> {
  await run('build', '--', '--meta');
}

/**
 * Builds and packages the extension as it is now, unless that is done.
 *
 * @returns the path of the VSIX file.
 * @throws InstallError with the output of `npm run package` when that fails.
 */
export async function packageExtension(): Promise<string> {
  await run('package');
  return join(root, '.artifacts/available-credentials.vsix');
}

async function run(...script: readonly string[]): Promise<void> {
  if (process.env[BUILT_VARIABLE] !== 'yes') {
    await runStep('npm', ['run', '--silent', ...script], { cwd: root, env: process.env });
  }
}
