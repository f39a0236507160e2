import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStep } from './installStep.js';

const vsce = join(import.meta.dirname, '../../node_modules/@vscode/vsce/vsce');

export interface SmallExtension {
  readonly name: string;
  /** {@link PUBLISHER} by default. */
  readonly publisher?: string;
  /** CommonJS. */
  readonly code: string;
  readonly activationEvents?: readonly string[];
  readonly contributes?: Readonly<Record<string, unknown>>;
}

/** The publisher of the extensions that are made here. */
export const PUBLISHER = 'small';

/** Packages an extension that a test or the bench needs beside ours. Returns the path of the VSIX, which is in `parent`. */
export async function packageSmallExtension(parent: string, extension: SmallExtension): Promise<string> {
  const { name, code, ...manifest } = extension;
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'extension.js'), code);
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      ...{ name, publisher: PUBLISHER, version: '1.0.0', engines: { vscode: '^1.100.0' }, main: './extension.js' },
      ...manifest,
    }),
  );
  const vsix = join(parent, `${name}.vsix`);
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await runStep(process.execPath, [vsce, 'package', ...options], { cwd: folder, env: process.env });
  return vsix;
}
