import { join } from 'node:path';
import { runStep } from './installStep.js';

const root = join(import.meta.dirname, '../..');

/**
 * Builds and packages the extension as it is now.
 *
 * @returns the path of the VSIX file.
 * @throws InstallError with the output of `npm run package` when that fails.
 */
export async function packageExtension(): Promise<string> {
  await runStep('npm', ['run', '--silent', 'package'], { cwd: root, env: process.env });
  return join(root, '.artifacts/available-credentials.vsix');
}
