import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageSmallExtension } from '../editor/smallExtension.js';
import { BundleFiles } from '../integration/bundleFiles.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';

/** As `npm run package` has built it. */
const DIST = path.join(import.meta.dirname, '../../dist');
const TITLE = 'Write Loaded Files';

/** Writes the paths of all files that the extension host has loaded. It is shared by all extensions. */
const CODE = `
const { renameSync, writeFileSync } = require('node:fs');
const { commands } = require('vscode');
exports.activate = () => {
  let count = 0;
  commands.registerCommand('loadedFiles.write', () => {
    const file = process.env.LOADED_FILES;
    writeFileSync(file + '.partial', JSON.stringify({ count: (count += 1), files: Object.keys(require.cache) }));
    renameSync(file + '.partial', file);
  });
};
`;

/** Tells which of our files a window has loaded. */
export class LoadedFiles {
  readonly #folder = temporaryFolder('loaded-files');
  readonly #output = path.join(this.#folder.path, 'loaded.json');
  readonly env = { LOADED_FILES: this.#output };
  #count = 0;
  #bundle: BundleFiles | undefined;

  /** Packages the extension that looks. Returns the path of its VSIX. */
  package(): Promise<string> {
    const contributes = { commands: [{ command: 'loadedFiles.write', title: TITLE }] };
    return packageSmallExtension(this.#folder.path, { name: 'loaded-files', code: CODE, contributes });
  }

  /** The modules by which the files that a window has loaded are entered, in the order of their names. */
  async modules({ window }: Journey): Promise<string[]> {
    const bundle = (this.#bundle ??= await BundleFiles.read(DIST));
    await window.runCommand(TITLE);
    const wanted = (this.#count += 1);
    let files: readonly string[] = [];
    await until('the files are written', async () => {
      const text = await readFile(this.#output, 'utf8').catch(() => '{}');
      const written = JSON.parse(text) as { count?: number; files?: string[] };
      files = written.files ?? [];
      return written.count === wanted;
    });
    return files
      .filter((file) => file.includes('available-credentials'))
      .flatMap((file) => bundle.entryModule(path.basename(file)) ?? [])
      .sort();
  }

  remove(): Promise<void> {
    return this.#folder.remove();
  }
}
